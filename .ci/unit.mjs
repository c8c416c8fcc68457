// That systemd understands every line of deploy/provenance.service. What it does not understand it passes over with a
// word and exit code 0, so that any word is a failure. Exit code 3: systemd-analyze is not here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const unit = readFileSync(new URL('../deploy/provenance.service', import.meta.url), 'utf8');

/** What is said of a unit; null: nobody is here to say it. */
function complaints(text) {
  const folder = mkdtempSync(join(tmpdir(), 'provenance-unit-'));
  try {
    const path = join(folder, 'provenance.service');
    // The command is not installed here: what stands after it is for `npm run readme -- --check` to see.
    writeFileSync(path, text.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    const args = ['verify', '--man=no', path];
    const { error, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    if (error?.code === 'ENOENT') return null;
    if (error) throw error;
    return (stdout + stderr).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const found = complaints(unit);
if (found === null) {
  process.exitCode = 3;
} else {
  const problems = found === '' ? [] : [found];
  if (complaints(unit.replace('MemoryMax', 'MemoryMost')) === '') {
    problems.push('a line that means nothing was not found');
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

// The lines that docs/server.md shows, as they stand there, with this machine's Python.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verify } from '@provenance/sdk';
import { listen } from '@provenance/server';
import { expect, test } from 'vitest';
import { art, fixture, key } from './service.ts';

const isThere = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!isThere)('the Python of the documentation marks a picture', async () => {
  const page = await readFile(new URL('../../../docs/server.md', import.meta.url), 'utf8');
  const [, code = ''] = /```python\n([\s\S]*?)```/.exec(page) ?? [];
  const f = await fixture();
  const folder = await mkdtemp(join(tmpdir(), 'provenance-python-'));
  const server = await listen(f.options);
  try {
    const [source, target] = [join(folder, 'art.png'), join(folder, 'marked.png')];
    await writeFile(source, await art(51));
    const { stdout } = await promisify(execFile)('python3', ['-c', code, source, target], {
      env: {
        ...process.env,
        PROVENANCE_URL: server.url,
        PROVENANCE_TOKEN: f.bearer('mark').authorization.slice('Bearer '.length),
      },
    });
    const [contentId, record] = stdout.trim().split(' ');
    expect(record).toBe('written');
    const report = await verify(target, { watermark: { keys: [key] } });
    expect(report.watermark?.contentId).toBe(contentId);
    expect(report.verdict.integrity).toBe('intact');
  } finally {
    await server.close();
    await f.close();
    await rm(folder, { recursive: true });
  }
});

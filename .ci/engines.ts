// Has each engine read the same files, and holds what people are told of them against each other.
//
//   npm run check:engines -- [FOLDER...]
//
// Without a FOLDER: test-vectors, and ../shared/data where it is. Of each file the state, the exit code, the
// sentence, what was not looked at and the codes of what failed must be the same. Exit code 0 only without any
// difference; 3 where ../shared/data or the native engine is missing.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engine } from '@provenance/c2pa';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = join(root, '../shared/data');
const named = process.argv.slice(2).map((folder) => resolve(process.env.INIT_CWD ?? '.', folder));
const isShared = named.length > 0 || existsSync(shared);
const folders =
  named.length > 0 ? named : [join(root, 'test-vectors'), ...(isShared ? [shared] : [])];

interface Line {
  file: string;
  exitCode: number;
  verdict: { sentence: string; unchecked: unknown[] };
  c2pa: { state: string; failure: string[] };
}

/** Files of certificates are none that could be verified. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.pem'));
  return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

/** What `provenance verify` says of each. */
async function told(files: readonly string[], native: 'on' | 'off'): Promise<Map<string, Line>> {
  const command = join(root, 'packages/cli/bin/provenance.js');
  const run = promisify(execFile)(
    process.execPath,
    [command, 'verify', '--json', '--no-config', ...files],
    { maxBuffer: 2 ** 30, env: { ...process.env, PROVENANCE_NATIVE_ENGINE: native } },
  );
  // The exit code is that of the worst of them.
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  if (!stdout) throw new Error(`no output: ${stderr}`);
  const lines = stdout.trimEnd().split('\n');
  return new Map(lines.map((text) => JSON.parse(text) as Line).map((line) => [line.file, line]));
}

function verdictOf({ exitCode, verdict, c2pa }: Line): string {
  const { sentence, unchecked } = verdict;
  const failures = [...new Set(c2pa.failure)].sort();
  return JSON.stringify([c2pa.state, exitCode, sentence, unchecked, failures]);
}

const files = (await Promise.all(folders.map(filesIn))).flat();
const [native, wasm] = [await told(files, 'on'), await told(files, 'off')];
const { name } = await engine();
const isHere = name.endsWith('-node');
let different = 0;
for (const [file, line] of native) {
  const other = wasm.get(file);
  const [one, two] = [verdictOf(line), other ? verdictOf(other) : 'nothing'];
  if (one === two) continue;
  different++;
  console.log(`${relative(root, file)}\n  native: ${one}\n  WebAssembly: ${two}`);
}
if (!isHere)
  console.log('engines: the native engine is not here, so WebAssembly was held against itself');
if (!isShared) console.log('engines: ../shared/data is not here, so its files were not compared');
console.log(`engines: ${native.size} files compared, ${different} different`);
if (different > 0 || native.size !== wasm.size || native.size !== files.length)
  process.exitCode = 1;
else if (!isHere || !isShared) process.exitCode = 3;

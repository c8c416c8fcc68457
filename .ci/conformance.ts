// Runs `provenance verify --json` over the files of an expected.json and prints a table of misses.
//
//   npm run conformance -- FOLDER [--groups corpus,images]
//
// FOLDER holds expected.json, its files, and trust/ with test-anchors.pem and store.cfg. A file
// matches if the state is the expected one (or in accept_states) and every expected failure code is
// reported (or an accepted alternative). Exit code 0 only without any miss.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import { type Io, run } from '@provenance/cli';

interface Expectation {
  file: string;
  state: string;
  accept_states?: string[];
  failure: string[];
  alt_failure?: string[];
  sidecar?: string;
}

interface Line {
  c2pa: { state: string; reason: string | null; failure: string[] };
  exitCode: number;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { groups: { type: 'string', default: 'corpus,images' } },
});
if (positionals.length !== 1) {
  console.error('usage: npm run conformance -- FOLDER [--groups corpus,images]');
  process.exit(2);
}
const folder = resolve(process.env.INIT_CWD ?? '.', positionals[0] as string);

const collect = (texts: string[]) => async (text: string | Uint8Array) => {
  texts.push(String(text));
};

async function verify(args: string[]): Promise<Line> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: { isTTY: false, write: collect(out) },
    stderr: { isTTY: false, write: collect(err) },
    stdin: new PassThrough(),
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  };
  const exitCode = await run(['verify', '--json', ...args], io);
  if (out.length === 0) throw new Error(`no output: ${err.join('')}`);
  const line = JSON.parse(out.join('')) as Line;
  if (line.exitCode !== exitCode)
    throw new Error(`exit code ${exitCode}, in the JSON ${line.exitCode}`);
  return line;
}

function miss({ state, accept_states = [], failure, alt_failure = [] }: Expectation, got: Line) {
  const states = [state, ...accept_states];
  if (!states.includes(got.c2pa.state)) return true;
  if (got.c2pa.failure.some((code) => alt_failure.includes(code))) return false;
  return !failure.every((code) => got.c2pa.failure.includes(code));
}

const trust = [
  '--trust-anchors',
  join(folder, 'trust/test-anchors.pem'),
  '--trust-config',
  join(folder, 'trust/store.cfg'),
];
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
const rows: string[] = [];
let passed = 0;
for (const group of values.groups.split(',')) {
  for (const expectation of expected[group] as Expectation[]) {
    const { file, sidecar } = expectation;
    const trials: [string, string[], Expectation][] = [[file, [], expectation]];
    if (sidecar !== undefined) {
      const withStore = { ...expectation, state: 'Trusted', failure: [] };
      trials.push([`${file} with its sidecar`, ['--manifest', sidecar], withStore]);
    }
    for (const [name, args, wanted] of trials) {
      const got = await verify([file, ...args, ...trust]);
      if (!miss(wanted, got)) {
        passed++;
        continue;
      }
      const { c2pa } = got;
      rows.push(
        `| ${name} | ${wanted.state} ${wanted.failure.join(' ')} | ${c2pa.state} ${c2pa.failure.join(' ')} | ${c2pa.reason ?? ''} |`,
      );
    }
  }
}
if (rows.length > 0) {
  console.log(`| file | expected | found | reason |\n|---|---|---|---|\n${rows.join('\n')}\n`);
}
console.log(`conformance: ${passed} passed, ${rows.length} failed`);
process.exitCode = rows.length === 0 ? 0 : 1;

// Runs `provenance verify --json` over the files of an expected.json and prints a table of misses.
//
//   npm run conformance -- FOLDER [--groups corpus,images,text,a8]
//
// FOLDER holds expected.json, its files, a8-vectors.json, and trust/ with test-anchors.pem and
// store.cfg. A file matches if the state is the expected one (or in accept_states), every expected
// failure code is reported (or an accepted alternative), and the reason is the expected code of 2.4.
// A folder without an expected.json is one of files of the world: FOLDER/files, held against
// test-vectors/world.json, that is what a person is told of each.
// Exit code 0 only without any miss. PROVENANCE_NATIVE_ENGINE=off has WebAssembly read.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import { engine } from '@provenance/c2pa';
import { type ProcessIo, run } from '@provenance/cli';

interface Expectation {
  file: string;
  state: string;
  accept_states?: string[];
  failure: string[];
  alt_failure?: string[];
  sidecar?: string;
  /** Why there is no manifest, in the codes of C2PA 2.4. */
  spec24_failure?: string | null;
}

/** C2PA 2.4 A.8: how bytes become selectors, wrappers, and what is found in texts. */
interface Vector {
  id: string;
  op: 'map' | 'magic' | 'embed' | 'embed_padded' | 'extract';
  pairs?: [byte: string, utf8: string][];
  codepoints?: string;
  text_hex?: string;
  payload_hex?: string;
  expect_hex?: string | null;
  status_2_4?: string;
}

interface Line {
  summary: { status: string };
  verdict: {
    origin: { kind: string };
    integrity: string;
    trust: string;
    says: { code: string }[];
  };
  c2pa: { state: string; reason: string | null; failure: string[] };
  exitCode: number;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { groups: { type: 'string', default: 'corpus,images,text,a8' } },
});
if (positionals.length !== 1) {
  console.error('usage: npm run conformance -- FOLDER [--groups corpus,images,text,a8]');
  process.exit(2);
}
const folder = resolve(process.env.INIT_CWD ?? '.', positionals[0] as string);

const collect = (texts: string[]) => async (text: string | Uint8Array) => {
  texts.push(String(text));
};

async function verify(args: string[], stdin?: Buffer): Promise<Line> {
  const out: string[] = [];
  const err: string[] = [];
  const io: ProcessIo = {
    stdout: { isTTY: false, write: collect(out) },
    stderr: { isTTY: false, write: collect(err) },
    stdin: new PassThrough().end(stdin),
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

function miss(expectation: Expectation, got: Line) {
  const { state, accept_states = [], failure, alt_failure = [], spec24_failure } = expectation;
  const states = [state, ...accept_states];
  if (!states.includes(got.c2pa.state)) return true;
  if (spec24_failure !== undefined && got.c2pa.reason !== spec24_failure) return true;
  if (got.c2pa.failure.some((code) => alt_failure.includes(code))) return false;
  return !failure.every((code) => got.c2pa.failure.includes(code));
}

const trust = [
  '--trust-anchors',
  join(folder, 'trust/test-anchors.pem'),
  '--trust-config',
  join(folder, 'trust/store.cfg'),
];
const rows: string[] = [];
let passed = 0;

function count(name: string, wanted: Expectation, got: Line): void {
  if (!miss(wanted, got)) {
    passed++;
    return;
  }
  const { c2pa } = got;
  rows.push(
    `| ${name} | ${wanted.state} ${wanted.failure.join(' ')} | ${c2pa.state} ${c2pa.failure.join(' ')} | ${c2pa.reason ?? ''} |`,
  );
}

interface Human {
  file: string;
  exitCode: number;
  status: string;
  origin: string;
  integrity: string;
  trust: string;
  says: string;
}

/** What a person is told of files of the world, as test-vectors/world.json has it. */
async function tryWorld(): Promise<void> {
  const url = new URL('../test-vectors/world.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as {
    cases: (Human & { why?: string })[];
  };
  for (const { why, ...wanted } of cases) {
    const { exitCode, summary, verdict } = await verify([
      '--no-config',
      join('files', wanted.file),
    ]);
    const got: Human = {
      file: wanted.file,
      exitCode,
      status: summary.status,
      origin: verdict.origin.kind,
      integrity: verdict.integrity,
      trust: verdict.trust,
      says: verdict.says[0]?.code ?? '',
    };
    const text = ({ file: _, ...told }: Human) => Object.values(told).join(' ');
    if (text(got) === text(wanted)) passed++;
    else rows.push(`| ${wanted.file} | ${text(wanted)} | ${text(got)} | ${why ?? ''} |`);
  }
}

/** A picture says what it is without its sidecar, a text what it is with it. */
function trialsOf(group: string, expectation: Expectation): [string, string[], Expectation][] {
  const { file, sidecar } = expectation;
  if (sidecar === undefined) return [[file, [], expectation]];
  const bare = { ...expectation, ...(group === 'text' && { state: 'NoManifest', failure: [] }) };
  const given = { ...expectation, ...(group !== 'text' && { state: 'Trusted', failure: [] }) };
  return [
    [file, [], bare],
    [`${file} with its sidecar`, ['--manifest', sidecar], given],
  ];
}

/**
 * The text of a vector. What only says how bytes are written is put into a wrapper: it is found if they
 * are read so.
 */
function textOf({ op, pairs, codepoints, text_hex, expect_hex }: Vector, header: Buffer): Buffer {
  switch (op) {
    case 'map':
      return Buffer.concat([header, ...(pairs ?? []).map(([, utf8]) => Buffer.from(utf8, 'hex'))]);
    case 'magic': {
      const points = (codepoints ?? '')
        .split(' ')
        .map((point) => Number.parseInt(point.slice(2), 16));
      const magic = Buffer.from(String.fromCodePoint(0xfeff, ...points));
      return Buffer.concat([magic, header.subarray(magic.length)]);
    }
    case 'extract':
      return Buffer.from(text_hex ?? '', 'hex');
    default:
      return Buffer.from(expect_hex ?? '', 'hex');
  }
}

/** What is found is four to sixteen bytes and no manifest store, which only validation can say. */
const FOUND = { state: 'Error', failure: [] };

function expectationOf({ id, op, status_2_4 = 'OK', text_hex }: Vector): Expectation {
  if (text_hex === '')
    return { file: id, state: 'Error', failure: [], spec24_failure: 'CONTENT_EMPTY' };
  // A header that announces bytes which do not come.
  if (op === 'magic') {
    const spec24_failure = 'manifest.text.corruptedWrapper';
    return { file: id, state: 'NoManifest', failure: [], spec24_failure };
  }
  if (status_2_4 === 'OK') return { file: id, ...FOUND };
  const spec24_failure = status_2_4 === 'NONE' ? null : status_2_4;
  return { file: id, state: 'NoManifest', failure: [], spec24_failure };
}

const expected = existsSync(join(folder, 'expected.json'))
  ? JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
  : null;
if (expected === null) await tryWorld();
for (const group of expected === null ? [] : values.groups.split(',')) {
  if (group === 'a8') {
    const vectors: Vector[] = JSON.parse(readFileSync(join(folder, 'a8-vectors.json'), 'utf8'));
    // The wrapper of four bytes, without the text before it and its four bytes.
    const four = vectors.find(({ id }) => id === 'E0001') as Vector;
    const whole = textOf(four, Buffer.alloc(0));
    const payload = [...(four.payload_hex ?? '').matchAll(/../g)].length;
    const header = whole.subarray(whole.indexOf('\ufeff'), whole.length - 4 * payload);
    for (const vector of vectors) {
      const got = await verify(['-', ...trust], textOf(vector, header));
      count(`a8-vectors ${vector.id}`, expectationOf(vector), got);
    }
    continue;
  }
  for (const expectation of expected[group] as Expectation[]) {
    for (const [name, args, wanted] of trialsOf(group, expectation)) {
      count(name, wanted, await verify([expectation.file, ...args, ...trust]));
    }
  }
}
if (rows.length > 0) {
  console.log(`| file | expected | found | reason |\n|---|---|---|---|\n${rows.join('\n')}\n`);
}
const { name, version } = await engine();
console.log(`conformance: ${passed} passed, ${rows.length} failed (read by ${name} ${version})`);
process.exitCode = rows.length === 0 ? 0 : 1;

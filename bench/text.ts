// Texts: sign, verify and locate in MB/s and against SHA-256 of the same bytes, and what a stream adds to
// a chunk.
//
//   npm run bench:text -- [--quick] [--write]
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  createDevelopmentCertificates,
  loadTrust,
  type Origin,
  pemSigner,
  signText,
  signTextStream,
  verifyText,
} from '@provenance/c2pa';
import { locate } from '@provenance/text';
import { environment, load } from './environment.ts';
import { interleave } from './interleave.ts';
import { type Spread, spreadOf } from './spread.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const ORIGIN: Origin = {
  kind: 'created',
  model: { name: 'example-llm', version: '3' },
  generator: { name: 'bench', version: '1' },
};
const EFFORT = values.quick
  ? { rounds: 2, samples: 1, sampleSeconds: 0.001 }
  : { rounds: 8, samples: 1, sampleSeconds: 0.02 };
const KINDS: Readonly<Record<string, readonly [fileName: string, sentence: string]>> = {
  'English, plain': ['a.txt', 'The quick brown fox jumps over the lazy dog near the river bank. '],
  'Japanese, plain': ['a.txt', 'いろはにほへと散りぬるを、我が世誰ぞ常ならむ。'],
  'emoji and accents, plain': ['a.txt', 'Ein schöner Tag 🎉 à la plage, 世界 👩‍👩‍👧, naïve. '],
  Markdown: ['a.md', 'The quick brown fox jumps over the lazy dog near the river bank.\n'],
  HTML: ['a.html', '<p>The quick brown fox jumps over the lazy dog.</p>\n'],
};
const SIZES = values.quick ? [1e3, 1e5] : [1e3, 1e5, 1e6, 1e7];

interface Row {
  readonly text: string;
  readonly bytes: number;
  readonly operation: string;
  readonly megabytesPerSecond: Spread;
  /** Time, divided by that of SHA-256 of the same bytes. */
  readonly ratio: Spread;
}

const { certificates, key, root } = await createDevelopmentCertificates({ alg: 'Ed25519' });
const signer = await pemSigner({ certificates, key });
const trust = await loadTrust({ anchors: root });

/** SHA-256 of the same bytes comes first: what nothing that signs or verifies can do without. */
async function measure(
  text: string,
  bytes: number,
  operations: Record<string, () => Promise<number>>,
): Promise<Row[]> {
  process.stderr.write(`${text}, ${bytes} bytes\n`);
  const { seconds, ratios } = await interleave(operations, EFFORT);
  return Object.keys(operations).map((operation) => ({
    text,
    bytes,
    operation,
    megabytesPerSecond: spreadOf(seconds[operation]!.map((each) => bytes / 1e6 / each)),
    ratio: spreadOf(ratios[operation]!),
  }));
}

async function wholes(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [kind, [fileName, sentence]] of Object.entries(KINDS)) {
    for (const size of SIZES) {
      const body = sentence.repeat(Math.ceil(size / Buffer.byteLength(sentence)));
      const bytes = Buffer.from(fileName.endsWith('html') ? page(body) : body);
      const { text: signed } = await signText(bytes, ORIGIN, signer, { fileName });
      const { state } = await verifyText(signed, { trust, fileName });
      if (state !== 'Trusted') throw new Error(`What was signed is ${state}.`);
      rows.push(
        ...(await measure(kind, bytes.length, {
          'SHA-256': async () => createHash('sha256').update(bytes).digest().length,
          sign: async () => (await signText(bytes, ORIGIN, signer, { fileName })).text.length,
          verify: async () => (await verifyText(signed, { trust, fileName })).success.length,
          locate: async () => locate(signed).candidates.length,
          'locate, without a credential': async () => 1 + locate(bytes).candidates.length,
          'verify, without a credential': async () =>
            1 + (await verifyText(bytes, { trust, fileName })).failure.length,
        })),
      );
    }
  }
  return rows;
}

const page = (body: string) =>
  `<!doctype html>\n<html><head><title>t</title></head><body>\n${body}</body></html>\n`;

interface StreamRow {
  readonly chunks: string;
  readonly microseconds: Spread;
  readonly ratio: Spread;
}

/** A token is four letters or so: what a chunk costs is what counts, not the bytes. */
async function streams(): Promise<StreamRow[]> {
  const count = values.quick ? 200 : 5000;
  const rows: StreamRow[] = [];
  const kinds: [string, string | Uint8Array][] = [
    ['strings of 5 letters', 'token'],
    ['5 bytes', Buffer.from('token')],
    ['strings of 4 kB', 'token'.repeat(800)],
  ];
  for (const [chunks, chunk] of kinds) {
    process.stderr.write(`stream, ${chunks}\n`);
    const through = (transform: () => TransformStream) => async () => {
      const source = ReadableStream.from(Array<string | Uint8Array>(count).fill(chunk));
      let length = 0;
      for await (const each of source.pipeThrough(transform())) length += each.length;
      return length;
    };
    const { seconds, ratios } = await interleave(
      {
        'as it is': through(() => new TransformStream()),
        signed: through(() => signTextStream(ORIGIN, signer)),
      },
      EFFORT,
    );
    const bare = spreadOf(seconds['as it is']!).median;
    const microseconds = spreadOf(seconds.signed!.map((each) => ((each - bare) / count) * 1e6));
    rows.push({ chunks, microseconds, ratio: spreadOf(ratios.signed!) });
  }
  return rows;
}

const spread = ({ median, q1, q3 }: Spread, digits: number) =>
  `${median.toFixed(digits)} (${q1.toFixed(digits)}–${q3.toFixed(digits)})`;

function markdown({ environment, load, date, wholes, streams }: Results): string {
  const table = (head: string[], rows: string[][]) =>
    [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `# Text: measurements

- machine: ${environment.cpu}, ${environment.cores} cores, ${environment.memoryGiB} GiB, ${environment.platform}
- software: Node ${environment.node}, @contentauth/c2pa-node ${environment.packages['@contentauth/c2pa-node']}; Ed25519 in memory
- commit ${environment.commit}, ${date}; load average ${load.before} before, ${load.after} after

The ratio is the result: time, divided by that of SHA-256 of the same bytes in the same round; median
and quartiles. Every row of a size took turns with the others in it. Sizes are of the text without its
credential.

${table(
  ['text', 'bytes', '', 'MB/s', 'x SHA-256'],
  wholes.map(({ text, bytes, operation, megabytesPerSecond, ratio }) => [
    text,
    String(bytes),
    operation,
    spread(megabytesPerSecond, 1),
    spread(ratio, 1),
  ]),
)}

## Streams

What signTextStream adds to a chunk, against a TransformStream that does nothing. The signature at the
end is in it, spread over the chunks.

${table(
  ['chunks', 'µs a chunk more', 'x as it is'],
  streams.map(({ chunks, microseconds, ratio }) => [
    chunks,
    spread(microseconds, 2),
    spread(ratio, 2),
  ]),
)}
`;
}

interface Results {
  readonly schema: 'provenance.bench-text/1';
  readonly date: string;
  readonly environment: ReturnType<typeof environment>;
  readonly load: { readonly before: number; readonly after: number };
  readonly wholes: readonly Row[];
  readonly streams: readonly StreamRow[];
}

const before = load();
const results: Results = {
  schema: 'provenance.bench-text/1',
  date: new Date().toISOString(),
  environment: environment(),
  wholes: await wholes(),
  streams: await streams(),
  load: { before, after: load() },
};
process.stdout.write(markdown(results));
if (values.write && !values.quick) {
  const folder = new URL('results/', import.meta.url);
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : value;
  await writeFile(new URL('text.md', folder), markdown(results));
  await writeFile(new URL('text.json', folder), `${JSON.stringify(results, rounded, 2)}\n`);
}

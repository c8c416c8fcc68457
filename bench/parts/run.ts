// Files with every kind of part that their container can have are marked, signed, and both, and listed before
// and after by programs of others: ExifTool, exiv2, pngcheck and webpinfo. Every part that is not as it was
// needs a reason, and every reason such a part; else this fails.
//
//   npm run check:parts -- [--write]
//
// --write keeps bench/results/parts.{md,json}. Exit code 0: every change has a reason; 3: a reader is missing.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embedWatermark, sign } from '@provenance/sdk';
import {
  type Drawn,
  wholeGif,
  wholeJpeg,
  wholePng,
  wholeTiff,
  wholeWebp,
} from '../../packages/image/test/whole-files.ts';
import { makeIdentity, ORIGIN } from '../engine.ts';
import { below, seeded } from '../random.ts';
import { table, writeResults } from '../results.ts';
import { type Listing, list } from './listing.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });

const WAYS = ['marked', 'signed', 'both'] as const;
type Way = (typeof WAYS)[number];

/** Why a part is not what it was. The first that fits counts. */
const REASONS: readonly (readonly [part: RegExp, ways: RegExp, why: string])[] = [
  [/\[JUMBF\]|\[CBOR\]|APP11|caBX|exiv2 C2PA/, /signed|both/, 'the credential'],
  [/0xcd41/, /signed|both/, 'the credential'],
  [
    /ExifTool \[(IFD0|ExifIFD)\] (?!Strip|RowsPerStrip|Compression|Predictor)/,
    /signed|both/,
    'ExifTool takes EXIF in a PNG for the credential, where both begin at one place of their chunks; exiv2 and pngcheck list it',
  ],
  [/MPImage|MPF/, /./, 'sizes and places of the pictures in the file, set anew'],
  [/exiv2 RIFF/, /./, 'the length of the file'],
  [
    /SOF|DQT|DHT|SOS|DRI|IDAT|pngcheck PLTE|(webpinfo|exiv2) VP8L?$/,
    /marked|both/,
    'the picture itself',
  ],
  [
    /Strip|RowsPerStrip|Compression|Predictor/,
    /marked|both/,
    'the picture itself, packed without loss',
  ],
  [/ImageWidth|ImageLength|StripOffsets/, /./, 'written as a longer number; the value is the same'],
];

function grained(width: number, height: number): Drawn {
  const random = seeded(1);
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return 60 + (x * 100) / width + (y * 60) / height + below(random, 24);
  });
  return { data, width, height };
}

async function makeFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const drawn = grained(480, 323);
  return new Map([
    ['JPEG.jpg', await wholeJpeg(drawn)],
    ['PNG.png', await wholePng(drawn)],
    ['WebP, lossy.webp', await wholeWebp(false, drawn)],
    ['WebP, lossless.webp', await wholeWebp(true, drawn)],
    ['GIF.gif', await wholeGif(drawn)],
    ['TIFF, 16 bits, big-endian.tif', wholeTiff(false, 16, drawn)],
    ['TIFF, 8 bits, little-endian.tif', wholeTiff(true, 8, drawn)],
  ]);
}

const KEY = new Uint8Array(32).fill(7);
const CONTENT_ID = '0102030405060708';
const { pem: signer } = await makeIdentity('ES256');

async function mark(file: Uint8Array): Promise<Uint8Array> {
  const { bytes, unmarked } = await embedWatermark(file, {
    watermarkKey: KEY,
    contentId: CONTENT_ID,
    allowLoss: true,
  });
  if (bytes === null) throw new Error(`A file carries no mark (${unmarked}).`);
  return bytes;
}
const signed = async (file: Uint8Array) => (await sign(file, ORIGIN, { signer })).bytes!;
const make: Record<Way, (file: Uint8Array) => Promise<Uint8Array>> = {
  marked: mark,
  signed,
  both: async (file) => signed(await mark(file)),
};

interface Change {
  readonly part: string;
  readonly before: string;
  readonly after: Readonly<Record<Way, string>>;
  /** Null: nobody knows. */
  readonly why: string | null;
}

function changesOf(before: Listing, after: Readonly<Record<Way, Listing>>): Change[] {
  const parts = new Set([before, ...Object.values(after)].flatMap((each) => [...each.keys()]));
  return [...parts].flatMap((part): Change[] => {
    const text = (listing: Listing) => listing.get(part)?.join('; ') ?? '–';
    const was = text(before);
    const changed = WAYS.filter((way) => text(after[way]) !== was);
    if (changed.length === 0) return [];
    const [, , why] =
      REASONS.find(([name, ways]) => name.test(part) && changed.every((way) => ways.test(way))) ??
      [];
    const now = Object.fromEntries(
      WAYS.map((way) => [way, text(after[way]) === was ? 'same' : text(after[way])]),
    ) as Record<Way, string>;
    return [{ part, before: was, after: now, why: why ?? null }];
  });
}

const folder = await mkdtemp(join(tmpdir(), 'provenance-parts-'));
const results: { file: string; same: number; changes: Change[] }[] = [];
try {
  for (const [name, file] of await makeFiles()) {
    const listed = async (prefix: string, bytes: Uint8Array) => {
      const path = join(folder, `${prefix}-${name}`);
      await writeFile(path, bytes);
      return list(path);
    };
    const before = await listed('before', file);
    const after = {} as Record<Way, Listing>;
    for (const way of WAYS) after[way] = await listed(way, await make[way](file));
    const changes = changesOf(before, after);
    const same = [...before.keys()].filter((part) => !changes.some((one) => one.part === part));
    results.push({ file: name.slice(0, name.lastIndexOf('.')), same: same.length, changes });
  }
} catch (error) {
  if (!(error instanceof Error && error.message.endsWith('is not installed.'))) throw error;
  console.log(error.message);
  process.exit(3);
} finally {
  await rm(folder, { recursive: true });
}

const shown = (value: string) => {
  const plain = value.replaceAll('|', '\\|');
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
};
const sections = results.map(({ file, same, changes }) => {
  const rows = changes.map(({ part, before, after, why }) =>
    [part, before, ...WAYS.map((way) => after[way]), why ?? '**no reason**'].map(shown),
  );
  const head = ['part', 'before', ...WAYS, 'why'];
  return `## ${file}\n\n${same} parts and values are the same in all three.\n\n${table(head, rows)}\n`;
});
console.log(sections.join('\n'));
const unexplained = results.flatMap(({ file, changes }) =>
  changes.filter(({ why }) => why === null).map(({ part }) => `${file}: ${part}`),
);
for (const each of unexplained) console.error(`no reason is known: ${each}`);
const given = new Set(results.flatMap(({ changes }) => changes.map(({ why }) => why)));
const idle = REASONS.filter(([, , why]) => !given.has(why));
for (const [, , why] of idle) console.error(`a reason explains nothing: ${why}`);
if (values.write) {
  const text = `# What stays in a file

Written by \`npm run check:parts -- --write\`. Each file has every kind of part that its container can have. It is
marked, signed, and both, and listed before and after by ExifTool, exiv2, pngcheck and webpinfo. Here is what is
not the same; a part without a reason fails the command.

${sections.join('\n')}`;
  await writeResults('parts', { text, data: results });
}
process.exitCode = unexplained.length + idle.length === 0 ? 0 : 1;

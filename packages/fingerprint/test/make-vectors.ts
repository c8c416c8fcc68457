// Makes test-vectors/fingerprint anew: test-vectors/README.md tells the command. Verdicts and normalised
// texts are written here by hand, from what was done, and never copied from what is tested.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createPartsDescriber,
  look,
  type MarkGeometry,
  partsFingerprint,
  pdqVariants,
  textFingerprint,
  textPieces,
} from '../src/index.ts';
import { crop, gray, hills, type Picture, pebbles, rearranged } from './pictures.ts';

export const folder = new URL('../../../test-vectors/fingerprint/', import.meta.url);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const where = (a: number, b: number, c: number, d: number, e: number, f: number): MarkGeometry => ({
  toTile: { a, b, c, d, e, f },
});

export function makeVectors() {
  const source = pebbles(1, 320, 240);
  const pictures: Record<string, Picture> = {
    'hills.pgm': hills(3, 160, 120),
    'dots.pgm': hills(5, 64, 64),
    'flat.pgm': gray(40, 30, () => 200),
    'source.pgm': source,
    'part.pgm': crop(source, 100, 60, 200, 160),
    'mirrored.pgm': rearranged(source, 320, 240, (x, y) => [319 - x, y]),
    'foreign.pgm': pebbles(4, 320, 240),
  };
  const pdq = [
    ['hills.pgm', 'A filter of two samples along one side and of one along the other.'],
    ['dots.pgm', 'Nothing is filtered and every pixel is a sample: the transform alone.'],
    ['source.pgm', 'Filters of three and two samples.'],
    ['flat.pgm', 'Nothing is above the median, and rounding must not decide that it is.'],
  ] as const;
  const known = where(1, 0, 0, 1, 77, 201);
  const descriptor = look(source, known);
  const comparisons = [
    ['source.pgm', known, 'same', 'The picture itself.'],
    [
      'part.pgm',
      where(1, 0, 0, 1, 177, 5),
      'same',
      'A part of it; its offset in the tile has wrapped round.',
    ],
    [
      'part.pgm',
      where(1, 0, 0, 1, 217, 41),
      'different',
      'The part where the mark says that another one is.',
    ],
    [
      'mirrored.pgm',
      where(-1, 0, 0, 1, 140, 201),
      'same',
      'Mirrored: the map has a negative determinant.',
    ],
    ['foreign.pgm', known, 'different', 'Another picture with its mark: a copied mark.'],
    ['flat.pgm', known, 'undecided', 'Nothing to see: too little to tell.'],
    [
      'part.pgm',
      null,
      'undecided',
      'Without a geometry a part is not looked for, and not called different.',
    ],
  ] as const;
  const parts = [
    ['source.pgm', 240, 'As of a work on a list: each part once, in 12 bytes.'],
    ['source.pgm', 12, 'The same, and the strongest parts of each size alone.'],
    ['mirrored.pgm', 48, 'Mirrored: other ways to lay the parts, much the same bits.'],
    ['hills.pgm', 240, 'It is made larger first, and has few parts.'],
    ['flat.pgm', 240, 'Nothing to see: no parts.'],
  ] as const;
  const describer = createPartsDescriber();
  return {
    pictures,
    image: {
      pdq: pdq.map(([picture, why]) => {
        const { hashes, quality } = pdqVariants(pictures[picture]!);
        return { why, picture, quality, variants: hashes.map(hex) };
      }),
      parts: parts.map(([picture, most, why]) => {
        const fingerprint = partsFingerprint(describer.describe(pictures[picture]!, most));
        return { why, picture, most, fingerprint: hex(fingerprint) };
      }),
      look: { picture: 'source.pgm', ...known, descriptor: hex(descriptor) },
      comparisons: comparisons.map(([picture, geometry, verdict, why]) => {
        return { why, picture, toTile: geometry?.toTile ?? null, verdict };
      }),
    },
    text: {
      normalised: NORMALISED.map(([text, normalised, why]) => ({ why, text, normalised })),
      fingerprints: FINGERPRINTS.map(([text, why]) => {
        const { hash, quality } = textFingerprint(text);
        return { why, text, quality, hash: hex(hash) };
      }),
      pieces: {
        why: 'Four pieces and more; hashes of all that are long enough.',
        text: PROSE,
        hashes: textPieces(PROSE).map(({ hash }) => hex(hash)),
      },
    },
  };
}

const NORMALISED = [
  ['“It’s so—really!”', 'itssoreally', 'Punctuation and quotation marks are not read.'],
  [
    'ＡＢＣ１２３　ｶﾞｷﾞ',
    'abc123ガギ',
    'Full and half width are alike; a half-width mark belongs to its kana.',
  ],
  ['Straße ΟΔΟΣ', 'strasseοδοσ', 'Upper case first: ß is ss, and both sigmas are one.'],
  ['cafe\u0301 か\u3099', 'caf\u00e9\u304c', 'Marks that spell are composed and kept.'],
  ['กินข้าว', 'กินข้าว', 'Thai vowels are marks and spell.'],
  ['السَّلامُ محمـد', 'السلاممحمد', 'Arabic vowel points and tatweel may be there or not.'],
  ['שָׁלוֹם', 'שלום', 'So may Hebrew points.'],
  ['pl\u200bain\u00ad \u2060te\ufe0fxt', 'plaintext', 'What is not seen is not read.'],
] as const;

const FINGERPRINTS = [
  ['', 'Nothing: no bit is set, quality 0.'],
  ['猫', 'Shorter than a shingle of three: one shingle.'],
  [
    'The quick brown fox jumps over the lazy dog while the band plays on.',
    'Letters alone: shingles of six; most bins are empty and borrow.',
  ],
  [
    '吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。',
    'Kana and Han alone: shingles of three.',
  ],
  [
    'Node.js で画像を読む: sharp と C2PA',
    'Both: the first character of a shingle decides its length.',
  ],
] as const;

const PROSE = Array.from({ length: 90 }, (_, i) => {
  const word = (n: number) =>
    `${'bdfgklmnprstvz'[(i * n) % 14]}${'aeiou'[(i + n) % 5]}${'lmnrst'[(i * i + n) % 6]}`;
  return `${word(3)}${word(5)} ${word(7)} ${word(11)}${word(13)}${word(17)} ${word(19)}${word(2)}, ${i * 37}.`;
}).join(' ');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(folder, { recursive: true });
  const { pictures, image, text } = makeVectors();
  for (const [name, { data, width, height }] of Object.entries(pictures)) {
    const header = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1');
    writeFileSync(new URL(name, folder), Buffer.concat([header, data]));
  }
  writeFileSync(new URL('image.json', folder), `${JSON.stringify(image, null, 2)}\n`);
  writeFileSync(new URL('text.json', folder), `${JSON.stringify(text, null, 2)}\n`);
}

import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import {
  compareLook,
  createPartsDescriber,
  hammingDistance,
  look,
  partsFingerprint,
  pdq,
  pdqVariants,
  textFingerprint,
  textPieces,
} from '../src/index.ts';
import { normalise } from '../src/text/normalise.ts';
import { folder, makeVectors } from './make-vectors.ts';
import type { Picture } from './pictures.ts';

type Vectors = ReturnType<typeof makeVectors>;
const read = (name: string) => readFileSync(new URL(name, folder));
const image = JSON.parse(read('image.json').toString()) as Vectors['image'];
const text = JSON.parse(read('text.json').toString()) as Vectors['text'];
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** Binary PGM (Netpbm) of 8 bits, without comments. */
function picture(name: string): Picture {
  const file = read(name);
  const [header, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(file.toString('latin1', 0, 32))!;
  const data = Uint8Array.from(file.subarray(header.length));
  return { data, width: Number(width), height: Number(height), channels: 1, bitDepth: 8 };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('the vectors are what the generator makes', () => {
  const made = makeVectors();
  expect(image).toEqual(made.image);
  expect(text).toEqual(made.text);
  const names = Object.keys(made.pictures);
  expect(readdirSync(folder).sort()).toEqual([...names, 'image.json', 'text.json'].sort());
  for (const name of names) expect(picture(name)).toEqual(made.pictures[name]);
});

test('every entry has its reason', () => {
  const { pdq, parts, comparisons } = image;
  for (const { why } of [
    ...pdq,
    ...parts,
    ...comparisons,
    ...text.normalised,
    ...text.fingerprints,
  ]) {
    expect(why).toMatch(/^\S.*\.$/);
  }
});

test.each(image.pdq)('PDQ of $picture: $why', ({ picture: name, quality, variants }) => {
  const found = pdqVariants(picture(name));
  expect(found.quality).toBe(quality);
  expect(found.hashes).toEqual(variants.map(bytes));
  expect(pdq(picture(name)).hash).toEqual(bytes(variants[0]!));
});

test.each(image.parts)('$most parts of $picture: $why', ({ picture: name, most, fingerprint }) => {
  const found = partsFingerprint(createPartsDescriber().describe(picture(name), most));
  expect(found).toEqual(bytes(fingerprint));
});

test('most parts of a picture and of its mirror look alike to the bit', () => {
  const looks = ({ fingerprint }: { fingerprint: string }) =>
    (fingerprint.match(/.{24}/g) ?? []).map((part) => part.slice(8));
  const [whole, , mirrored] = image.parts;
  const known = new Set(looks(whole!));
  expect(looks(mirrored!)).toHaveLength(48);
  expect(looks(mirrored!).filter((bits) => known.has(bits)).length).toBeGreaterThan(24);
});

test('the look of a picture, byte for byte', () => {
  const { picture: name, toTile, descriptor } = image.look;
  expect(look(picture(name), { toTile })).toEqual(bytes(descriptor));
});

test.each(image.comparisons)('$picture is $verdict: $why', ({ picture: name, toTile, verdict }) => {
  const found = compareLook(bytes(image.look.descriptor), picture(name), toTile && { toTile });
  expect(found.verdict).toBe(verdict);
});

test.each(text.normalised)('$text: $why', ({ text, normalised }) => {
  expect(normalise(text)).toBe(normalised);
});

test.each(text.fingerprints)('fingerprint of "$text": $why', ({ text, hash, quality }) => {
  expect(textFingerprint(text)).toEqual({ hash: bytes(hash), quality });
});

test('pieces of a text', () => {
  const { text: prose, hashes } = text.pieces;
  const found = textPieces(prose);
  expect(found.map(({ hash }) => hash)).toEqual(hashes.map(bytes));
  for (const [i, a] of found.entries()) {
    for (const b of found.slice(i + 1)) expect(hammingDistance(a.hash, b.hash)).toBeGreaterThan(31);
  }
});

/** What the language lets every engine round as it likes (ECMA-262, 21.3.2). */
const APPROXIMATE = [
  ...(['acos', 'asin', 'atan', 'atan2', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot'] as const),
  ...(['log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'] as const),
];

test.each([1, -1])('the same on an engine that rounds the other way (%i)', async (direction) => {
  let used = 0;
  for (const name of APPROXIMATE) {
    const exact = Math[name] as (...values: number[]) => number;
    vi.spyOn(Math, name).mockImplementation((...values: number[]) => {
      used++;
      return exact(...values) * (1 + direction * Number.EPSILON);
    });
  }
  vi.resetModules();
  const there = await import('../src/index.ts');
  for (const { picture: name, variants } of image.pdq) {
    expect(there.pdqVariants(picture(name)).hashes).toEqual(variants.map(bytes));
  }
  const describer = there.createPartsDescriber();
  for (const { picture: name, most, fingerprint } of image.parts) {
    const found = there.partsFingerprint(describer.describe(picture(name), most));
    expect(found).toEqual(bytes(fingerprint));
  }
  const { picture: name, toTile, descriptor } = image.look;
  expect(there.look(picture(name), { toTile })).toEqual(bytes(descriptor));
  expect(used).toBeGreaterThan(0);
});

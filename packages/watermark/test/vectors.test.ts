import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { tablesOf } from '../src/format/plan.ts';
import { createPlan, detect, embed } from '../src/index.ts';
import { type Format, folder, hashOf, makeVectors, SPREAD } from './make-vectors.ts';
import { type Affine, derive, readPgm } from './pictures.ts';

const file = (name: string) => readFileSync(new URL(name, folder));
const format = JSON.parse(file('format-1.json').toString()) as Format;
const { readings, within, embedding } = format;
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const plan = createPlan(bytes(format.key));
const source = readPgm(file(embedding.source));

afterEach(() => {
  vi.restoreAllMocks();
});

test('the vectors are what the generator makes', () => {
  const { format: made, pictures } = makeVectors();
  expect(format).toEqual(made);
  expect(readdirSync(folder).sort()).toEqual([...pictures.keys(), 'format-1.json'].sort());
  for (const [name, picture] of pictures)
    expect([name, readPgm(file(name))]).toEqual([name, picture]);
});

test('every entry has its reason', () => {
  const { informationSet, layouts, payloads } = format;
  const entries = [informationSet, ...layouts, ...payloads, ...readings, within, embedding];
  for (const { why } of [...entries, ...embedding.derived]) expect(why).toMatch(/^\S.*\.$/);
});

test('a tile is the sum of its carriers that FORMAT.md says it is', () => {
  const { layouts } = tablesOf(plan);
  for (const vector of format.payloads) {
    const { pilots, data, bits, scrambler } = layouts[vector.layout]!;
    const code = Array.from(bytes(vector.code), (b) => b.toString(2).padStart(8, '0')).join('');
    const sign = (bit: number) => (Number(code[bit]) === scrambler[bit] ? 1 : -1);
    for (const { scale, profile, first, spread } of vector.tiles) {
      const known = [
        ...first.map((value, x) => [x, 0, value] as const),
        ...SPREAD.map(([x, y], i) => [x, y, spread[i]!] as const),
      ];
      for (const [x, y, value] of known) {
        let sum = 0;
        const add = (c: typeof pilots, i: number, p: number, q: number) => {
          const turns = (c.kx[i]! * x + c.ky[i]! * y) / scale / 256;
          const angle = 2 * Math.PI * turns + Math.atan2(c.sin[i]!, c.cos[i]!);
          sum += c.amplitudes[profile]![i]! * (p * Math.cos(angle) - q * Math.sin(angle));
        };
        for (let i = 0; i < pilots.count; i++) add(pilots, i, 1, 0);
        for (let i = 0; i < data.count; i++) {
          add(data, i, sign(bits[2 * i]!) * Math.SQRT1_2, sign(bits[2 * i + 1]!) * Math.SQRT1_2);
        }
        // Rounding takes a half, the single precision of the transform the rest.
        expect(Math.abs(1024 * sum - value)).toBeLessThan(0.51);
      }
    }
  }
});

test.each(readings)('reads $picture: $why', (reading) => {
  const picture = readPgm(file(reading.picture));
  const found = detect(picture, createPlan(bytes(reading.key)));
  expect(found.present).toBe(reading.present);
  expect(found.payload).toEqual(reading.payload === null ? null : bytes(reading.payload));
  if (!reading.geometry) {
    expect(found.geometry).toBeNull();
    return;
  }
  const { rotation, scale, flip, toTile } = reading.geometry;
  const geometry = found.geometry!;
  expect(geometry.flip).toBe(flip);
  expect(Math.abs(geometry.rotation - rotation)).toBeLessThanOrEqual(within.rotation);
  for (const found of [geometry.scaleX, geometry.scaleY]) {
    expect(Math.abs(found / scale - 1)).toBeLessThanOrEqual(within.scale);
  }
  expect(geometry.offset).toEqual([geometry.toTile.e, geometry.toTile.f]);
  for (const x of [0, picture.width - 1]) {
    for (const y of [0, picture.height - 1]) {
      const [u, v] = apply(geometry.toTile, x, y);
      const [s, t] = apply(toTile, x, y);
      expect(Math.max(apart(u, s), apart(v, t))).toBeLessThanOrEqual(within.corner);
    }
  }
});

const apply = ({ a, b, c, d, e, f }: Affine, x: number, y: number) =>
  [a * x + b * y + e, c * x + d * y + f] as const;

/** Distance in a tile, which repeats. */
function apart(u: number, v: number): number {
  const distance = (((u - v) % 256) + 256) % 256;
  return Math.min(distance, 256 - distance);
}

test('the source with the mark is the marked file, bit by bit', () => {
  const { picture, strength, visibility } = embedding.marked;
  const { data } = embed(source, plan, bytes(embedding.payload), { strength, visibility });
  expect(data).toEqual(readPgm(file(picture)).data);
});

test.each(embedding.derived)(
  'marks $name bit by bit: $why',
  ({ sha256, visibility, ...derivation }) => {
    const result = embed(derive(source, derivation), plan, bytes(embedding.payload), {
      visibility,
    });
    expect(hashOf(result.data)).toBe(sha256);
    expect(result.survives).toBe(true);
  },
);

/** What the language lets every engine round as it likes (ECMA-262, 21.3.2); `**` cannot be replaced. */
const APPROXIMATE = [
  ...(['acos', 'asin', 'atan', 'atan2', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot'] as const),
  ...(['log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'] as const),
];

test.each([1, -1])('marks the same on an engine that rounds the other way (%i)', (direction) => {
  const payload = bytes(embedding.payload);
  const options = { verify: false };
  // Half the contrast: only in pictures about this flat does the strength come from a logarithm.
  const flat = { ...source, data: source.data.map((v) => 64 + (v >> 1)) };
  const here = embed(flat, plan, payload, options);
  for (const name of APPROXIMATE) {
    const exact = Math[name] as (...values: number[]) => number;
    vi.spyOn(Math, name).mockImplementation(
      (...values: number[]) => exact(...values) * (1 + direction * Number.EPSILON),
    );
  }
  const there = embed(flat, createPlan(bytes(format.key)), payload, options);
  // The PSNR is a logarithm: it shows that the replacement was in use.
  expect(there.psnr).not.toBe(here.psnr);
  expect(there.strength).toBe(here.strength);
  expect(there.data).toEqual(here.data);
});

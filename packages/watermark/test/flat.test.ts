import { expect, test } from 'vitest';
import { apply } from '../src/embed/apply.ts';
import { BUSY, flatCells, PLAIN, WHITE } from '../src/embed/flat.ts';
import { CELL, visibilityMask } from '../src/embed/mask.ts';
import { flatMark } from '../src/embed/ripples.ts';
import { tablesOf } from '../src/format/plan.ts';
import { createTile } from '../src/format/tile.ts';
import { lumaOf, lumaOfEvenRows } from '../src/image.ts';
import { createPlan, detect, embed, type Image, type Visibility } from '../src/index.ts';
import { draw, gray } from './pictures.ts';

const plan = createPlan(Uint8Array.from({ length: 32 }, (_, i) => i * 5 + 1));
const payload = Uint8Array.from([9, 8, 7, 6, 5, 4, 3, 2]);

function colour(width: number, height: number, of: (x: number, y: number) => number): Image {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) data.fill(of(x, y), at, at + 3);
  }
  return { data, width, height, channels: 3, bitDepth: 8 };
}

/** RMS over all samples, and the largest change. */
function change(before: Image, after: Image['data']) {
  let squares = 0;
  let most = 0;
  for (let i = 0; i < after.length; i++) {
    const d = after[i]! - before.data[i]!;
    squares += d * d;
    most = Math.max(most, Math.abs(d));
  }
  return { rms: Math.sqrt(squares / after.length), most };
}

const grey = (side: number, value: number) => colour(side, side, () => value);

test.each([
  ['grey', grey(512, 128), 0.7],
  ['white', grey(512, 255), 0.6],
  // The mask is careful with black, of which half a mark is clipped.
  ['black', grey(512, 0), 1],
  ['a gradient', colour(512, 512, (x) => 60 + Math.floor(x / 4)), 0.7],
  ['grey at tile scale 2', grey(960, 90), 0.75],
])('%s is moved by less than it would be, and still read', (_, image, share) => {
  const by = (visibility: Visibility) => {
    const { data, survives } = embed(image, plan, payload, { visibility });
    return { ...change(image, data), survives };
  };
  const [robust, balanced, strict] = [by('robust'), by('balanced'), by('strict')];
  expect(balanced.rms).toBeLessThan(0.52);
  expect(balanced.rms).toBeLessThan(share * robust.rms);
  expect(strict.rms).toBeLessThan(0.9 * balanced.rms);
  expect([robust.survives, balanced.survives]).toEqual([true, true]);
});

test('white and black move by one level at most, in flat areas', () => {
  for (const value of [0, 255]) {
    for (const visibility of ['balanced', 'strict'] as const) {
      const image = grey(256, value);
      const { most } = change(image, embed(image, plan, payload, { visibility }).data);
      expect(most).toBe(1);
    }
  }
});

test('what is not said is balanced', () => {
  const image = grey(256, 200);
  const { data } = embed(image, plan, payload, { visibility: 'balanced' });
  expect(embed(image, plan, payload).data).toEqual(data);
  const other = { visibility: 'loud' as Visibility };
  expect(() => embed(image, plan, payload, other)).toThrow(RangeError);
});

test('a PSNR is reached by the mask alone, whatever the visibility', () => {
  const { data, psnr } = embed(grey(256, 128), plan, payload, { psnr: 42 });
  expect(psnr).toBeCloseTo(42, 0);
  const options = { psnr: 42, visibility: 'strict' } as const;
  expect(embed(grey(256, 128), plan, payload, options).data).toEqual(data);
});

test('pixels get the same however many channels they have, and 257 times of it with 16 bits', () => {
  const side = 256;
  const values = (x: number, y: number) => (y < 128 ? 128 : x < 128 ? 255 : 40 + (x >> 3));
  const rgb = colour(side, side, values);
  const single = gray(side, side, Uint8Array.from(lumaOf(rgb).data));
  const rgba = new Uint8Array(4 * side * side).fill(255);
  for (let i = 0; i < side * side; i++) {
    rgba.set((rgb.data as Uint8Array).subarray(3 * i, 3 * i + 3), 4 * i);
  }
  const deep = {
    ...single,
    bitDepth: 16,
    data: Uint16Array.from(single.data, (v) => v * 257),
  } as const;
  const marked = embed(rgb, plan, payload).data;
  const one = embed(single, plan, payload).data;
  const four = embed({ ...rgb, channels: 4, data: rgba }, plan, payload).data;
  const sixteen = embed(deep, plan, payload).data;
  const { kinds, columns } = cellsOf(rgb);
  let flat = 0;
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      expect([four[4 * i], four[4 * i + 3]]).toEqual([marked[3 * i], 255]);
      expect(one[i]).toBe(marked[3 * i]);
      if (kinds[Math.floor(y / CELL) * columns + Math.floor(x / CELL)] === BUSY) continue;
      flat++;
      expect(sixteen[i]).toBe(257 * one[i]!);
    }
  }
  expect(flat).toBeGreaterThan(0.5 * side * side);
});

function cellsOf(image: Image) {
  const luma = lumaOfEvenRows(image);
  const mask = visibilityMask(luma, false);
  return { ...mask, ...flatCells(luma, image.height, mask) };
}

test('cells of flat windows are flat, and those of no such window are not', () => {
  // Grain that grows to the right: from nothing to a standard deviation of 3.
  const grain = draw(192, 192);
  const image = colour(192, 192, (x, y) =>
    x < 24 ? 255 : 100 + ((grain.data[y * 192 + x]! * 7919) % 97) * (x / 192) * 0.1,
  );
  const { kinds, columns } = cellsOf(image);
  const luma = lumaOf(image).data;
  const variance = (c: number, r: number) => {
    let [n, s, q, a, d] = [256, 0, 0, 0, 0];
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 16; x++) {
        const v = luma[(8 * r + y) * 192 + 8 * c + x]!;
        s += v;
        q += v * v;
        a += v * (2 * x - 15);
        d += v * (2 * y - 15);
      }
    }
    return (q - (s * s) / n - (a * a + d * d) / ((n * 255) / 3)) / n;
  };
  let [flat, busy] = [0, 0];
  for (let r = 0; r < 24; r++) {
    for (let c = 0; c < 24; c++) {
      const around = [-1, 0].flatMap((i) =>
        [-1, 0].flatMap((j) =>
          c + i < 0 || r + j < 0 || c + i > 22 || r + j > 22 ? [] : variance(c + i, r + j),
        ),
      );
      const least = Math.min(...around);
      const kind = kinds[r * columns + c];
      // Every second row is looked at: what is close to a level may be either.
      if (least < 0.8) {
        expect(kind).not.toBe(BUSY);
        flat++;
      } else if (least > 1.8) {
        expect(kind).toBe(BUSY);
        busy++;
      }
    }
  }
  expect(Math.min(flat, busy)).toBeGreaterThan(50);
  expect([kinds[0], kinds[columns - 1]]).toEqual([WHITE, BUSY]);
});

test('a picture with nothing flat is planned without patterns, and one cut by its edge to the end', () => {
  const noisy = draw(192, 192);
  expect(cellsOf(noisy).count).toBe(0);
  const { kinds, columns, rows, count } = cellsOf(grey(205, 80));
  expect([columns, rows, count]).toEqual([26, 26, 676]);
  expect(new Set(kinds)).toEqual(new Set([PLAIN]));
});

test('a pattern is the same wherever the tile repeats', () => {
  const image = grey(512, 128);
  const { data } = embed(image, plan, payload);
  for (let y = 0; y < 256; y += 17) {
    const row = data.subarray(3 * 512 * y, 3 * 512 * y + 3 * 256);
    const right = data.subarray(3 * 512 * y + 3 * 256, 3 * 512 * (y + 1));
    const below = data.subarray(3 * 512 * (y + 256), 3 * 512 * (y + 256) + 3 * 256);
    expect(right).toEqual(row);
    expect(below).toEqual(row);
  }
});

test('patches spend what they are given, few and strong', () => {
  const image = grey(256, 128);
  const tile = createTile(tablesOf(plan), payload, 1, 0);
  const { kinds, columns } = cellsOf(image);
  const ripples = { dense: 0, sparse: 0.3, walsh: 0, quality: 50, edgeQuality: 72 };
  const { levels } = flatMark(tile, kinds, columns, ripples);
  const pattern = levels[PLAIN]!;
  const powers = Array.from({ length: 1024 }, (_, block) => {
    let power = 0;
    for (let i = 0; i < 64; i++) {
      const at = (8 * (block >> 5) + (i >> 3)) * 256 + 8 * (block & 31) + (i & 7);
      power += pattern[at]! ** 2;
    }
    return power;
  });
  const used = powers.filter((power) => power > 0);
  const rms = Math.sqrt(powers.reduce((sum, power) => sum + power, 0) / 65536);
  expect(Math.abs(rms - 0.3)).toBeLessThan(0.01);
  expect(used.length).toBeLessThan(0.2 * 1024);
  // Half a step of the lowest frequencies at quality 50 is 5 and more.
  expect(Math.min(...used)).toBeGreaterThan(25);
  expect(Math.max(...used)).toBeLessThanOrEqual(64);
});

test('without flat cells given, flat areas are marked as all others', () => {
  const image = grey(256, 128);
  const tile = createTile(tablesOf(plan), payload, 1, 0);
  const mask = visibilityMask(lumaOfEvenRows(image), false);
  const out = new Uint8Array(image.data.length);
  apply(image, tile, mask, 1, null, out);
  expect(change(image, out).rms).toBeGreaterThan(0.6);
});

test('a strong mark stays within what a pattern may change, and is read', () => {
  const image = grey(256, 4);
  const { data } = embed(image, plan, payload, { strength: 4 });
  expect(change(image, data).most).toBeLessThanOrEqual(8);
  expect(detect({ ...image, data } as Image, plan).payload).toEqual(payload);
});

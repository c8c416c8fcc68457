import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareLook, look } from '../src/index.ts';
import { crop, gray, laid, type Picture, pebbles, rearranged } from './pictures.ts';

/** Pixels (x, y) of a picture at (a x + b y + e, c x + d y + f) of the marked one, as detect() would say. */
function geometry(a: number, b: number, c: number, d: number, e: number, f: number) {
  const wrap = (v: number) => v - 256 * Math.floor(v / 256);
  return { toTile: { a, b, c, d, e: wrap(e + 77), f: wrap(f + 201) } };
}

const whole = geometry(1, 0, 0, 1, 0, 0);
const marked = pebbles(1, 600, 400);
const descriptor = look(marked, whole);

describe('shows it', () => {
  test('all of it', () => {
    const found = compareLook(descriptor, marked, whole);
    expect(found.verdict).toBe('same');
    expect(found.score).toBeGreaterThan(50);
    expect(found.region).toEqual({ left: 0, top: 0, width: 600, height: 400 });
    expect(found.share).toBe(1);
  });

  test('any part of some size, wherever it was', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(200), fc.nat(100), (left, top, more) => {
        const part = crop(marked, left, top, 200 + more, 200);
        const found = compareLook(descriptor, part, geometry(1, 0, 0, 1, left, top));
        expect(found.verdict).toBe('same');
        expect(found.share).toBeGreaterThan(0.8);
      }),
      { numRuns: 20 },
    );
  });

  test('turned and mirrored', () => {
    const w = marked.width - 1;
    const h = marked.height - 1;
    const maps = [
      whole,
      geometry(0, -1, 1, 0, w, 0),
      geometry(-1, 0, 0, -1, w, h),
      geometry(0, 1, -1, 0, 0, h),
      geometry(1, 0, 0, -1, 0, h),
      geometry(-1, 0, 0, 1, w, 0),
      geometry(0, 1, 1, 0, 0, 0),
      geometry(0, -1, -1, 0, w, h),
    ];
    for (const [i, picture] of laid(marked).entries()) {
      expect(compareLook(descriptor, picture, maps[i]!).verdict).toBe('same');
    }
  });

  test('half as large, with other brightness and contrast', () => {
    const half = gray(300, 200, (x, y) => 60 + marked.data[2 * y * 600 + 2 * x]! / 2);
    expect(compareLook(descriptor, half, geometry(2, 0, 0, 2, 0, 0)).verdict).toBe('same');
  });

  test('pasted into another picture: there, and how much of it', () => {
    const canvas = pebbles(2, 900, 700);
    const pasted = gray(900, 700, (x, y) =>
      x >= 200 && x < 650 && y >= 150 && y < 500
        ? marked.data[(y - 130) * 600 + x - 100]!
        : canvas.data[y * 900 + x]!,
    );
    const found = compareLook(descriptor, pasted, geometry(1, 0, 0, 1, -100, -130));
    expect(found.verdict).toBe('same');
    expect(found.share).toBeGreaterThan(0.15);
    expect(found.share).toBeLessThan(0.3);
    const { left, top, width, height } = found.region!;
    expect(left).toBeGreaterThan(180);
    expect(top).toBeGreaterThan(130);
    expect(left + width).toBeLessThan(670);
    expect(top + height).toBeLessThan(520);
  });
});

test('other pictures under its geometry are different', () => {
  for (let seed = 10; seed < 40; seed++) {
    const other = pebbles(seed, 500 + seed, 450);
    for (const where of [whole, geometry(0.8, 0.1, -0.1, 0.8, seed * 31, seed * 17)]) {
      const found = compareLook(descriptor, other, where);
      expect(found.verdict).toBe('different');
      expect(found.region).toBeNull();
      expect(found.share).toBe(0);
    }
  }
});

test('so is the picture itself where the mark says that it is another part', () => {
  const part = crop(marked, 100, 80, 300, 300);
  expect(compareLook(descriptor, part, geometry(1, 0, 0, 1, 150, 130)).verdict).toBe('different');
});

describe('too little to tell', () => {
  test('flat pictures', () => {
    const flat = gray(600, 400, () => 90);
    expect(compareLook(look(flat, whole), flat, whole).verdict).toBe('undecided');
    expect(compareLook(look(flat, whole), marked, whole).verdict).not.toBe('same');
    expect(compareLook(descriptor, flat, whole).verdict).not.toBe('same');
  });

  test('an edge alone: it looks like any other edge', () => {
    const edge = (at: number) => gray(600, 400, (_, y) => (y < at ? 60 : 180));
    expect(compareLook(look(edge(200), whole), edge(200), whole).verdict).toBe('undecided');
  });

  test('more places than are looked at', () => {
    const canvas = pebbles(7, 1600, 1200);
    const tiny = geometry(8, 0, 0, 8, 0, 0);
    expect(compareLook(descriptor, canvas, tiny).verdict).toBe('undecided');
    expect(compareLook(descriptor, canvas, geometry(100, 0, 0, 100, 0, 0)).verdict).toBe(
      'undecided',
    );
  });

  test('a scrap', () => {
    const scrap = crop(marked, 300, 200, 48, 48);
    expect(compareLook(descriptor, scrap, geometry(1, 0, 0, 1, 300, 200)).verdict).toBe(
      'undecided',
    );
  });
});

describe('without a geometry', () => {
  test.each([
    ['of neither', look(marked), null],
    ['of the picture', descriptor, null],
    ['of the descriptor', look(marked), whole],
  ])('%s: the whole picture and slight crops are found', (_, known, where) => {
    for (const picture of laid(marked)) {
      expect(compareLook(known, picture, where).verdict).toBe('same');
    }
    const slight = crop(marked, 10, 5, 560, 375);
    expect(compareLook(known, slight, where).verdict).toBe('same');
  });

  test('nothing is called different: it may be a part', () => {
    expect(compareLook(descriptor, pebbles(3, 600, 400), null).verdict).toBe('undecided');
    expect(compareLook(descriptor, crop(marked, 300, 0, 300, 200), null).verdict).toBe('undecided');
  });
});

describe('descriptors', () => {
  test('have less than 2 KiB, whatever the shape', () => {
    const side = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        fc.pre(width * height < 300_000);
        expect(look(gray(width, height, (x) => x & 255)).length).toBeLessThan(2048);
      }),
      { numRuns: 30 },
    );
    for (const [width, height] of [
      [65535, 1],
      [1, 65535],
    ] as const) {
      const thin = gray(width, height, (x, y) => (x ^ y) & 255);
      expect(compareLook(look(thin, whole), thin, whole).verdict).not.toBe('different');
    }
  });

  test('of any other bytes: undecided, and soon', () => {
    const small = crop(marked, 0, 0, 200, 150);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2100 }), (bytes) => {
        expect(compareLook(bytes, small, whole).verdict).toBe('undecided');
      }),
    );
    fc.assert(
      fc.property(fc.nat(29), fc.nat(255), (at, value) => {
        const changed = descriptor.slice();
        changed[at] = value;
        const { verdict, score, share } = compareLook(changed, small, whole);
        expect(['same', 'different', 'undecided']).toContain(verdict);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
    for (const bytes of [descriptor.slice(1), new Uint8Array(), Uint8Array.of(...descriptor, 0)]) {
      expect(compareLook(bytes, small, whole).verdict).toBe('undecided');
    }
  });

  test('are read wherever they lie in a buffer', () => {
    const inside = new Uint8Array(descriptor.length + 7);
    inside.set(descriptor, 7);
    expect(compareLook(inside.subarray(7), marked, whole)).toEqual(
      compareLook(descriptor, marked, whole),
    );
  });
});

test('misuse', () => {
  const none = { ...whole.toTile, a: 0, b: 0 };
  expect(() => look(marked, { toTile: none })).toThrow(RangeError);
  expect(() => look(marked, { toTile: { ...whole.toTile, e: Number.NaN } })).toThrow(RangeError);
  expect(() => look(marked, {} as never)).toThrow(TypeError);
  expect(() => compareLook(descriptor, marked, 'whole' as never)).toThrow(TypeError);
  expect(() => compareLook('bytes' as never, marked, whole)).toThrow(TypeError);
  expect(() => compareLook(descriptor, { ...marked, height: 3 }, whole)).toThrow(RangeError);
  const turned: Picture = rearranged(marked, 400, 600, (x, y) => [y, x]);
  expect(() => compareLook(descriptor, { ...turned, bitDepth: 16 }, whole)).toThrow(TypeError);
});

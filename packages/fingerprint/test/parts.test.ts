import { beforeAll, describe, expect, it } from 'vitest';
import {
  createPartsDescriber,
  createPartsIndex,
  MOST_PARTS,
  type PartsIndex,
  partsFingerprint,
  pdqVariants,
} from '../src/index.ts';
import { crop, gray, laid, type Picture, pebbles, rearranged } from './pictures.ts';

const describer = createPartsDescriber();
const SIDE = 360;
const works = Array.from({ length: 6 }, (_, seed) => pebbles(seed, SIDE, SIDE));
const fingerprintOf = (image: Picture) => partsFingerprint(describer.describe(image, MOST_PARTS));

let index: PartsIndex;

beforeAll(() => {
  index = createPartsIndex(works.map(fingerprintOf));
});

const found = (image: Picture) => index.find(describer.look(image, 400).parts);

/** Half as long: each sample the mean of four. */
function halved({ data, width, height }: Picture): Picture {
  return gray(width >> 1, height >> 1, (x, y) => {
    const at = 2 * y * width + 2 * x;
    return (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
  });
}

describe('a list of works', () => {
  it.each(works.map((_, i) => i))('finds work %i, and no other', (i) => {
    const [match, ...others] = found(works[i]!);
    expect(match?.work).toBe(i);
    expect(match?.parts).toBeGreaterThan(40);
    expect(others).toEqual([]);
  });

  it.each(Array.from({ length: 8 }, (_, way) => way))('finds a work laid in way %i', (way) => {
    const [match] = found(laid(works[2]!)[way]!);
    expect(match?.work).toBe(2);
    expect(match?.parts).toBeGreaterThan(40);
  });

  it('finds what was cut out of a work, and a work in less than half of a picture', () => {
    expect(found(crop(works[1]!, 70, 110, 220, 200))[0]?.work).toBe(1);
    const host = pebbles(77, SIDE, SIDE);
    const pasted = rearranged(host, SIDE, SIDE, (x, y) => [x, y]);
    for (let y = 0; y < 220; y++) {
      pasted.data.set(works[4]!.data.subarray(y * SIDE, y * SIDE + 220), (y + 60) * SIDE + 40);
    }
    expect(found(pasted).map(({ work }) => work)).toEqual([4]);
  });

  it('finds a work that is smaller, darker and of less contrast', () => {
    const small = halved(works[3]!);
    expect(found(small)[0]?.work).toBe(3);
    const dark = gray(SIDE, SIDE, (x, y) => 20 + 0.4 * works[3]!.data[y * SIDE + x]!);
    expect(found(dark)[0]?.work).toBe(3);
  });

  it('finds nothing in other pictures, and in what has no parts', () => {
    for (let seed = 100; seed < 115; seed++) expect(found(pebbles(seed, SIDE, SIDE))).toEqual([]);
    expect(found(gray(64, 64, () => 128))).toEqual([]);
    expect(found(gray(3, 700, (x) => 80 * x))).toEqual([]);
  });

  it('finds nothing where parts lie otherwise than in the work', () => {
    const { parts } = describer.look(works[0]!, 400);
    // Each part as it is, at the place of another.
    const places = parts.places.map((place, i) => {
      const other = parts.places[(i * 37 + 11) % parts.count]!;
      return ((other & ~1023) | (place & 1023)) >>> 0;
    });
    expect(index.find({ ...parts, places })).toEqual([]);
  });

  it('does not change what it is made of, and keeps nothing of one search for the next', () => {
    const { parts } = describer.look(works[5]!, 400);
    const before = structuredClone(parts);
    const first = index.find(parts);
    found(works[1]!);
    expect(index.find(parts)).toEqual(first);
    expect(parts).toEqual(before);
  });
});

describe('a look', () => {
  it('says of the whole what pdqVariants does, whatever the picture', () => {
    for (const image of [works[0]!, crop(works[1]!, 3, 5, 31, 200), gray(64, 64, () => 128)]) {
      const { parts: _, ...whole } = describer.look(image, 400);
      expect(whole).toEqual(pdqVariants(image));
    }
  });
});

describe('a fingerprint of parts', () => {
  it('has twelve bytes a part and no more parts than were asked for', () => {
    for (const most of [1, 7, MOST_PARTS]) {
      const fingerprint = partsFingerprint(describer.describe(works[0]!, most));
      expect(fingerprint.length % 12).toBe(0);
      expect(fingerprint.length / 12).toBeLessThanOrEqual(most);
      expect(fingerprint.length).toBeGreaterThan(0);
    }
  });

  it('is the same for gray and for colours that are gray, of 8 and of 16 bits', () => {
    const { data, width, height } = works[0]!;
    const rgb = new Uint8Array(3 * data.length);
    for (const [i, value] of data.entries()) rgb.fill(value, 3 * i, 3 * i + 3);
    const colours = { data: rgb, width, height, channels: 3, bitDepth: 8 } as const;
    const deep = Uint16Array.from(data, (value) => value * 257);
    const deeper = { data: deep, width, height, channels: 1, bitDepth: 16 } as const;
    const [match] = index.find(describer.look(colours, 400).parts);
    expect(match?.work).toBe(0);
    expect(partsFingerprint(describer.describe(deeper, 50))).toEqual(
      partsFingerprint(describer.describe(works[0]!, 50)),
    );
  });

  it('is refused for what contradicts itself', () => {
    expect(() => describer.describe({ ...works[0]!, width: 7 }, 10)).toThrow(RangeError);
    expect(() => describer.look({ ...works[0]!, width: 7 }, 10)).toThrow(RangeError);
    for (const most of [0, 1025, 1.5]) {
      expect(() => describer.describe(works[0]!, most)).toThrow(RangeError);
      expect(() => describer.look(works[0]!, most)).toThrow(RangeError);
    }
    expect(() => createPartsIndex([new Uint8Array(13)])).toThrow(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandRadii, hashDistance } from '../src/backend/multi-index.ts';
import { Segment } from '../src/backend/segment.ts';

/** What a linear scan meets, in the order of the indexes. */
function scan(hashes: readonly Uint8Array[], value: Uint8Array, distance: number) {
  return hashes.flatMap((hash, i) => {
    const found = hashDistance(value, hash);
    return found <= distance ? [[3 * i, found]] : [];
  });
}

function search(segment: Segment, value: Uint8Array, distance: number) {
  const met: [number, number][] = [];
  segment.search(value, distance, bandRadii(distance), (...each) => met.push(each));
  return met.sort(([a], [b]) => a - b);
}

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const bits = fc.array(fc.nat(255), { maxLength: 40 });

function turned(source: Uint8Array, at: readonly number[]): Uint8Array {
  const changed = Uint8Array.from(source);
  for (const bit of at) changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}

describe('a segment', () => {
  it('meets what a scan meets, each once, with its index and without', () => {
    fc.assert(
      fc.property(
        fc.array(hash, { minLength: 1, maxLength: 5 }),
        fc.array(fc.tuple(fc.nat(4), bits), { maxLength: 40 }),
        fc.tuple(fc.nat(4), bits),
        fc.nat(31),
        (centres, around, [asked, changes], distance) => {
          const near = (centre: number, at: readonly number[]) =>
            turned(centres[centre % centres.length]!, at);
          const hashes = [...centres, ...around.map(([centre, at]) => near(centre, at))];
          const segment = new Segment(hashes.length);
          for (const [i, each] of hashes.entries()) segment.add(each, 3 * i);
          const value = near(asked, changes);
          const expected = scan(hashes, value, distance);
          expect(search(segment, value, distance)).toEqual(expected);
          segment.makeIndex();
          expect(search(segment, value, distance)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of 65,536 that are all the same meets all of them once', () => {
    const segment = new Segment();
    const value = new Uint8Array(32).fill(0xff);
    for (let i = 0; i < 65_536; i++) segment.add(value, i);
    segment.makeIndex();
    const met = search(segment, value, 0);
    expect(met.length).toBe(65_536);
    expect(met.at(-1)).toEqual([65_535, 0]);
  });

  it('takes no more than it has room for, and none once it is indexed', () => {
    const segment = new Segment(2);
    segment.add(new Uint8Array(32), 0);
    expect(segment.isFull).toBe(false);
    segment.add(new Uint8Array(32), 2 ** 50);
    expect(segment.isFull).toBe(true);
    expect(() => segment.add(new Uint8Array(32), 2)).toThrow(RangeError);
    expect(search(segment, new Uint8Array(32), 0)).toEqual([
      [0, 0],
      [2 ** 50, 0],
    ]);
    const other = new Segment(2);
    other.makeIndex();
    expect(() => other.add(new Uint8Array(32), 0)).toThrow(RangeError);
    expect(search(other, new Uint8Array(32), 31)).toEqual([]);
  });
});

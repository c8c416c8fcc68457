import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDS, bandOf, bandProbes, bandRadii, hashDistance } from '../src/backend/multi-index.ts';
import { Nearest } from '../src/backend/nearest.ts';

const hashes = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('multi-index hashing', () => {
  it.each([
    [0, [0], 'what differs in nothing is the same in the first band'],
    [3, [0, 0, 0, 0], 'three bits cannot be in four bands'],
    [15, Array(16).fill(0), 'fifteen bits leave one band alone'],
    [16, [1, ...Array(15).fill(0)], 'sixteen that leave none alone are one in each'],
    [31, Array(16).fill(1), 'thirty-one leave one band with one'],
  ])('at distance %i looks within %j: %s', (distance, radii) => {
    const all = [...radii, ...Array(BANDS - radii.length).fill(-1)];
    expect(Array.from(bandRadii(distance))).toEqual(all);
  });

  it('finds every hash within the distance in exactly one band that counts', () => {
    fc.assert(
      fc.property(hashes, fc.uniqueArray(fc.nat(255), { maxLength: 31 }), (query, bits) => {
        const hash = Uint8Array.from(query);
        for (const bit of bits) hash[bit >> 3]! ^= 0x80 >> (bit & 7);
        const radii = bandRadii(bits.length);
        const counted = Array.from({ length: BANDS }, (_, band) =>
          bandProbes(bandOf(query, band), radii[band]!).includes(bandOf(hash, band))
            ? hashDistance(query, hash, radii, band)
            : -1,
        ).filter((distance) => distance >= 0);
        expect(counted).toEqual([bits.length]);
        expect(hashDistance(query, hash)).toBe(bits.length);
      }),
    );
  });
});

describe('Nearest', () => {
  it('keeps what sorting all would keep, and no more than its limit', () => {
    const offers = fc.array(
      fc.record({ index: fc.nat(20), distance: fc.nat(5), variant: fc.nat(2) }),
    );
    fc.assert(
      fc.property(offers, fc.integer({ min: 1, max: 8 }), (all, limit) => {
        const nearest = new Nearest(limit);
        for (const near of all) {
          if (nearest.wants(near)) nearest.offer(near);
          expect(nearest.all().length).toBeLessThanOrEqual(limit);
        }
        const sorted = [...all].sort(
          (a, b) => a.distance - b.distance || a.index - b.index || a.variant - b.variant,
        );
        const best = sorted.filter(
          ({ index }, i) => sorted.findIndex((near) => near.index === index) === i,
        );
        expect(nearest.all()).toEqual(best.slice(0, limit));
      }),
    );
  });
});

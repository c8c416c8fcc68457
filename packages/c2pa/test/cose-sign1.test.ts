import { encodeSign1 } from '@provenance/cose/sign1';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { stampHeader } from '../src/write/signature.ts';

it('a time stamp takes the same room whatever its length is, or is said to be too long', () => {
  const lengthOf = (token: number, expected: number) => {
    const header = stampHeader(new Uint8Array(token), expected);
    return header && encodeSign1(new Uint8Array(), header, null, new Uint8Array(64)).length;
  };
  fc.assert(
    fc.property(fc.nat(9000), fc.integer({ min: -300, max: 300 }), (expected, difference) => {
      const token = Math.max(0, expected + difference);
      const length = lengthOf(token, expected);
      // A few bytes more or less are what authorities differ by.
      if (Math.abs(token - expected) <= 90) expect(length).not.toBeNull();
      if (length !== null) expect(length).toBe(lengthOf(expected, expected));
      if (token > expected + 140) expect(length).toBeNull();
    }),
  );
});

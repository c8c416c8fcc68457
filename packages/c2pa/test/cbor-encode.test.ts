import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cborDecoder } from '../src/store/cbor.ts';
import { dateTime, encodeCbor } from '../src/write/cbor.ts';

const hex = (value: unknown) => Buffer.from(encodeCbor(value)).toString('hex');

/** Values and bytes of RFC 8949 Appendix A, and what 4.2.1 asks for. */
const VECTORS: readonly [value: unknown, hex: string, why: string][] = [
  [23, '17', 'the largest integer in one byte'],
  [24, '1818', 'the smallest integer in two'],
  [1000000000000, '1b000000e8d4a51000', 'an integer above 32 bits is no float'],
  [-1000, '3903e7', 'negative integers'],
  [1.5, 'f93e00', 'a float that half precision holds'],
  [100000.5, 'fa47c35040', 'a float that needs single precision'],
  [1.1, 'fb3ff199999999999a', 'a float that needs all 64 bits'],
  [Uint8Array.of(1, 2, 3, 4), '4401020304', 'bytes are a byte string, without a tag'],
  [Buffer.from([1, 2, 3, 4]), '4401020304', 'so are those of a Buffer'],
  ['ü', '62c3bc', 'the length of a text is that of its UTF-8'],
  [{ b: 1, a: 2 }, 'a2616102616201', 'keys are sorted'],
  [{ aa: 1, b: 2 }, 'a261620262616101', 'a shorter key sorts first: its encoding begins with less'],
  [
    new Map<unknown, number>([
      ['alg', 1],
      [33, 2],
      [-1, 3],
      [1, 4],
    ]),
    'a40104182102200363616c6701',
    'integer keys sort before texts, and negative ones after positive',
  ],
  [
    dateTime('2013-03-21T20:04:00Z'),
    'c074323031332d30332d32315432303a30343a30305a',
    'a date-time has tag 0',
  ],
  [[true, false, null], '83f5f4f6', 'simple values'],
];

describe('deterministic CBOR', () => {
  it.each(VECTORS)('%j is %s: %s', (value, expected) => {
    expect(hex(value)).toBe(expected);
  });

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const reversed = Object.fromEntries(Object.entries(data).reverse());
        expect(hex(reversed)).toBe(hex(data));
      }),
    );
  });

  it('is read back by the decoder of the other library', async () => {
    const decoder = await cborDecoder();
    const asMaps = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(asMaps)
        : typeof value === 'object' && value !== null
          ? new Map(Object.entries(value).map(([key, inner]) => [key, asMaps(inner)]))
          : // An integer that takes 64 bits comes back as a BigInt.
            Number.isSafeInteger(value) && Math.abs(value as number) > 2 ** 32
            ? expect.toSatisfy((decoded: unknown) => Number(decoded) === value)
            : value;
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const value: unknown = JSON.parse(JSON.stringify(json));
        expect(decoder.decode(encodeCbor(value))).toEqual(asMaps(value));
      }),
      { examples: [[{ a: [-3263553529408526] }]] },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateTime, decodeCbor, encodeCbor, Tagged } from '../src/cbor.ts';

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

describe('what is written', () => {
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
});

describe('what is read', () => {
  const read = (hex: string) => decodeCbor(Buffer.from(hex, 'hex'));

  it('is what was written, maps as maps', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (json) => {
        const value: unknown = JSON.parse(JSON.stringify(json));
        expect(hex(read(hex(value)))).toBe(hex(value));
      }),
      { examples: [[{ a: [-3263553529408526] }]] },
    );
    expect(read('a10118ff')).toEqual(new Map([[1, 255]]));
  });

  const values: readonly [hex: string, value: unknown, why: string][] = [
    [
      'c074323031332d30332d32315432303a30343a30305a',
      new Tagged(0, '2013-03-21T20:04:00Z'),
      'a time stays a text',
    ],
    ['d81c8101', new Tagged(28, [1]), 'a shared value is not shared'],
    ['d81b826545727275721864', new Tagged(27, ['Erru\x72', 100]), 'a generic object is not made'],
    [
      'c249010000000000000000',
      new Tagged(2, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0)),
      'a big number is not computed',
    ],
    ['9f01ff', [1], 'a list without a length'],
    ['1bffffffffffffffff', 18446744073709551615n, 'an integer beyond 2^53'],
  ];
  it.each(values)('%s: %o, %s', (bytes, value, _why) => {
    expect(read(bytes)).toEqual(value);
  });

  it.each([
    ['', 'nothing'],
    ['0000', 'two values'],
    ['a2616101616102', 'a key twice'],
    ['5b0020000000000000', 'a string longer than the bytes'],
    ['9a7fffffff', 'an array longer than the bytes'],
    ['9a01ffffff'.repeat(20), 'arrays in each other that are longer than the bytes'],
    ['bb0010000000000000', 'a map longer than the bytes'],
    ['bf0102ff03', 'something after a map'],
    ['bf01ff', 'a key without a value'],
    ['ff', 'an end without a beginning'],
    ['5f4101', 'pieces without an end'],
    [`${'81'.repeat(65)}00`, 'more levels than anybody needs'],
    [`${'c0'.repeat(65)}00`, 'of tags as well'],
    ['dfff', 'a tag without a number'],
  ])('%s: refused, %s', (bytes) => {
    expect(() => read(bytes)).toThrow(RangeError);
  });

  it('refuses more values than anybody needs', () => {
    const many = Buffer.alloc(1_000_010);
    many[0] = 0x9a;
    many.writeUInt32BE(many.length - 5, 1);
    expect(() => decodeCbor(many)).toThrow(RangeError);
  });

  it('never throws anything but RangeError for bytes of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeCbor(bytes);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
        }
      }),
      { numRuns: 5000 },
    );
  });
});

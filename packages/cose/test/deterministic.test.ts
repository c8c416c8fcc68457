import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor } from '../src/cbor.ts';
import {
  type Cbor,
  cborMap,
  decodeDeterministic,
  encodeDeterministic,
} from '../src/deterministic.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const values = fc.letrec<{ value: Cbor }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.maxSafeNat(),
    fc.constantFrom(
      -(2 ** 53 - 1),
      -(2 ** 32) - 1,
      -(2 ** 31),
      2 ** 31 - 1,
      2 ** 31,
      2 ** 32 - 1,
      2 ** 32,
      2 ** 53 - 1,
    ),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 30 }),
    fc
      .uniqueArray(
        fc.tuple(
          fc.oneof(
            fc.integer(),
            fc.string({ maxLength: 40 }),
            fc.string({ unit: 'binary', maxLength: 4 }),
          ),
          tie('value'),
        ),
        {
          selector: ([key]) => key,
          maxLength: 30,
        },
      )
      .map((entries) => new Map(entries)),
  ),
})).value;

describe('deterministic CBOR', () => {
  it('is read back as it was, by another library than wrote it', () => {
    fc.assert(
      fc.property(values, (value) => {
        const read = decodeDeterministic(encodeDeterministic(value));
        expect(read).toEqual(value);
        expect(hex(encodeDeterministic(read))).toBe(hex(encodeDeterministic(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('is written as by the library that writes any CBOR', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(hex(encodeDeterministic(value))).toBe(hex(encodeCbor(value)));
      }),
      { numRuns: 500 },
    );
    const long = ['a'.repeat(70_000), new Uint8Array(140_000).fill(1), 'ü'.repeat(70_000), 'b'];
    expect(hex(encodeDeterministic(long))).toBe(hex(encodeCbor(long)));
  });

  it('is not written of what has no place in it, and the next value is as ever', () => {
    for (const value of [
      undefined,
      {},
      1n,
      [() => {}],
      new Map([[null, 1]]),
      new Map([[1, Symbol()]]),
    ]) {
      expect(() => encodeDeterministic(value as never)).toThrow(RangeError);
      expect(hex(encodeDeterministic(1))).toBe('01');
    }
  });

  it.each([[1.5], [Number.NaN], [2 ** 53], [-(2 ** 53)], [[1, [0.1]]], [new Map([['a', 1e300]])]])(
    'is not written of %o: it would not be read back',
    (value) => {
      expect(() => encodeDeterministic(value)).toThrow(RangeError);
    },
  );

  it('sorts keys by their bytes: shorter ones first', () => {
    expect(hex(encodeDeterministic(cborMap({ bb: 1, c: 2, a: 3 })))).toBe(
      'a3616103616302626262' + '01',
    );
    const labels = new Map<string | number, Cbor>([
      [34, 1],
      ['a', 2],
      [-1, 3],
      [1, 4],
    ]);
    expect(hex(encodeDeterministic(labels))).toBe('a4010418220120036161' + '02');
  });

  it.each([
    ['', 'nothing'],
    ['0000', 'two values'],
    ['1817', 'a head that is longer than it has to be'],
    ['190017', 'one of two bytes as well'],
    ['1b0000000000000001', 'and of eight'],
    ['1bffffffffffffffff', 'an integer beyond 53 bits'],
    ['5f41ff', 'a string in pieces'],
    ['9fff', 'an array without a length'],
    ['c000', 'a tag'],
    ['f93c00', 'a float'],
    ['f7', 'undefined'],
    ['f820', 'an unassigned simple value'],
    ['5b0020000000000000', 'a string longer than the bytes'],
    ['9a7fffffff', 'an array longer than the bytes'],
    ['bb0010000000000000', 'a map longer than the bytes'],
    ['81'.repeat(50_000), 'fifty thousand arrays in each other'],
    ['a2616201616102', 'keys out of order'],
    ['a2616101616102', 'a key twice'],
    ['61ff', 'text that is not UTF-8'],
    ['6141ff', 'something after the value'],
  ])('refuses %s', (bytes) => {
    expect(() => decodeDeterministic(Buffer.from(bytes, 'hex'))).toThrow(RangeError);
  });

  it('never throws anything but RangeError for bytes of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(hex(encodeDeterministic(decodeDeterministic(bytes)))).toBe(hex(bytes));
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

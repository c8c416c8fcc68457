import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Der, integerOf, oidOf, readDer, timeOf } from '../src/index.ts';

const first = (hex: string) => readDer(Buffer.from(hex, 'hex'))[0] as Der;
const time = (tag: string, text: string) =>
  first(`${tag}${text.length.toString(16).padStart(2, '0')}${Buffer.from(text).toString('hex')}`);

describe('DER', () => {
  it.each([
    ['30', 'a tag without a length'],
    ['3080', 'an indefinite length'],
    ['308501000000ff', 'a length of five bytes'],
    ['3001', 'a value that is not there'],
    ['1f8101 00', 'a tag of several bytes'],
  ])('%s is refused: %s', (hex) => {
    expect(() => readDer(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toThrow(RangeError);
  });

  it('says where each value stands, with its head', () => {
    const bytes = Buffer.from('020105300302010a', 'hex');
    const [number, sequence] = readDer(bytes);
    expect(Buffer.from(number!.bytes).toString('hex')).toBe('020105');
    expect(Buffer.from(sequence!.contents).toString('hex')).toBe('02010a');
  });

  it('never throws anything but RangeError for bytes of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          for (const value of readDer(bytes))
            for (const read of [integerOf, timeOf]) {
              try {
                read(value);
              } catch (error) {
                if (!(error instanceof RangeError)) throw error;
              }
            }
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['18', '20260102030405Z', '2026-01-02T03:04:05.000Z'],
    ['18', '20260102030405.25Z', '2026-01-02T03:04:05.250Z'],
    ['17', '490102030405Z', '2049-01-02T03:04:05.000Z'],
    ['17', '500102030405Z', '1950-01-02T03:04:05.000Z'],
  ])('%s %s is %s', (tag, text, expected) => {
    expect(timeOf(time(tag, text)).toISOString()).toBe(expected);
  });

  it.each([
    ['18', '20260102030405', 'without a zone'],
    ['18', '20260102030405+0100', 'in another zone'],
    ['18', '20261302030405Z', 'in a thirteenth month'],
    ['17', '20260102030405Z', 'a long year in a short time'],
    ['0c', '20260102030405Z', 'a text'],
  ])('%s %s is no time: %s', (tag, text) => {
    expect(() => timeOf(time(tag, text))).toThrow(RangeError);
  });

  it.each([
    ['020100', 0],
    ['020200ff', 255],
    ['02060fffffffffff', 0x0fffffffffff],
  ])('%s is %d', (hex, value) => {
    expect(integerOf(first(hex))).toBe(value);
  });

  it.each([['0201ff'], ['0200'], ['020701000000000000'], ['040101']])(
    '%s is no small number',
    (hex) => {
      expect(() => integerOf(first(hex))).toThrow(RangeError);
    },
  );

  it.each([
    ['2a864886f70d010702', '1.2.840.113549.1.7.2'],
    ['883703', '2.999.3'],
  ])('%s is the object %s', (hex, oid) => {
    expect(oidOf(Buffer.from(hex, 'hex'))).toBe(oid);
  });
});

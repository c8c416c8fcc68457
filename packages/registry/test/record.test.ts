import { encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { OriginRecord } from '../src/signed/record.ts';
import { checkRecord } from '../src/signed/record-check.ts';
import { decodeRecord, encodeRecord as encodeChecked } from '../src/signed/record-encode.ts';
import { makeRecord, sha256 } from './records.ts';

const encodeRecord = (record: OriginRecord) => encodeChecked(checkRecord(record));

const text = (most: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: most })
    .filter((value) => !/\p{Cc}/u.test(value) && Buffer.byteLength(value) <= most);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

const records: fc.Arbitrary<OriginRecord> = fc.record({
  contentId: fc.stringMatching(/^[0-9a-f]{16}$/),
  issuer: text(256),
  time: instant,
  mediaType: fc.constantFrom('image/png', 'text/plain; charset=utf-8', 'image/svg+xml'),
  contentHash: hash,
  manifest: orNull(fc.record({ id: text(512), hash })),
  watermark: orNull(fc.record({ alg: text(128), keyId: text(128) })),
  fingerprints: fc.uniqueArray(
    fc.record({
      alg: text(128),
      value: fc.uint8Array({ minLength: 1, maxLength: 4096 }),
      quality: fc.nat(100),
    }),
    { selector: ({ alg }) => alg, maxLength: 16 },
  ),
  model: orNull(fc.record({ name: text(256), version: orNull(text(256)) })),
  requestId: orNull(text(256)),
  promptHash: orNull(hash),
  retainUntil: orNull(instant.map((time) => time.slice(0, 10))),
});

describe('the encoding of a record', () => {
  it('is its fields and a version by RFC 8949 4.2.1, and is read back by another library', () => {
    fc.assert(
      fc.property(records, (record) => {
        const bytes = encodeRecord(record);
        const other = encode({ version: 1, ...record }, rfc8949EncodeOptions);
        expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.from(other).toString('hex'));
        expect(decodeRecord(bytes)).toEqual(record);
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of properties', () => {
    const record = makeRecord(1);
    const reversed = Object.fromEntries(Object.entries(record).reverse());
    expect(encodeRecord(reversed as unknown as OriginRecord)).toEqual(encodeRecord(record));
  });

  it('holds no more of a record than was there when it was encoded', () => {
    const contentHash = sha256('before');
    const bytes = encodeRecord(makeRecord(1, { contentHash }));
    contentHash.fill(0);
    expect(decodeRecord(bytes).contentHash).toEqual(sha256('before'));
  });

  const MISTAKES: readonly [field: string, changes: object, why: string][] = [
    ['contentId', { contentId: '0123456789ABCDEF' }, 'capital letters'],
    ['contentId', { contentId: '0123456789abcde' }, 'fifteen digits'],
    ['contentId', { contentId: 5 }, 'a number'],
    ['issuer', { issuer: '' }, 'nothing'],
    ['issuer', { issuer: 'a\nb' }, 'a line end, which forges a line of a log'],
    ['issuer', { issuer: '\ud800' }, 'half a character'],
    ['issuer', { issuer: 'é'.repeat(129) }, '258 bytes in 129 characters'],
    ['time', { time: '2026-01-01T00:00:00Z' }, 'no milliseconds'],
    ['time', { time: '2026-02-30T00:00:00.000Z' }, 'no such day'],
    ['time', { time: '2026-01-01T00:00:00.000+00:00' }, 'UTC written in another way'],
    ['mediaType', { mediaType: 'png' }, 'no type'],
    ['contentHash', { contentHash: new Uint8Array(31) }, '31 bytes'],
    ['contentHash', { contentHash: '00'.repeat(32) }, 'hexadecimal text'],
    ['manifest', { manifest: undefined }, 'not said'],
    ['id', { manifest: { id: 'x'.repeat(513), hash: sha256('') } }, 'too long'],
    ['hash', { manifest: { id: 'urn:c2pa:x', hash: new Uint8Array(33) } }, '33 bytes'],
    ['manifest', { manifest: { id: 'a', hash: sha256(''), more: 1 } }, 'a field of no meaning'],
    ['keyId', { watermark: { alg: 'a' } }, 'not said'],
    ['fingerprints', { fingerprints: null }, 'no list'],
    ['fingerprints', { fingerprints: Array(33).fill({}) }, 'thirty-three'],
    [
      'value',
      { fingerprints: [{ alg: 'a', value: new Uint8Array(4097), quality: 1 }] },
      'too long',
    ],
    ['value', { fingerprints: [{ alg: 'a', value: new Uint8Array(), quality: 1 }] }, 'empty'],
    ['quality', { fingerprints: [{ alg: 'a', value: sha256(''), quality: 101 }] }, 'above 100'],
    ['quality', { fingerprints: [{ alg: 'a', value: sha256(''), quality: 1.5 }] }, 'a fraction'],
    [
      'fingerprints',
      { fingerprints: Array(2).fill({ alg: 'a', value: sha256(''), quality: 1 }) },
      'one twice',
    ],
    ['name', { model: { name: '', version: null } }, 'nothing'],
    ['version', { model: { name: 'm' } }, 'not said'],
    ['requestId', { requestId: 'x'.repeat(257) }, 'too long'],
    ['promptHash', { promptHash: 'a prompt' }, 'the prompt itself'],
    ['retainUntil', { retainUntil: '2026-13-01' }, 'no such month'],
    ['retainUntil', { retainUntil: '2026-1-1' }, 'not two digits'],
    ['record', { prompt: 'a prompt' }, 'a field of no meaning'],
  ];

  it.each(MISTAKES.map(([field, changes, why]) => ({ field, changes, why })))(
    'names $field: $why',
    async ({ field, changes }) => {
      const error = await expectCode('RECORD_MALFORMED', () =>
        encodeRecord({ ...makeRecord(1), ...changes } as OriginRecord),
      );
      expect(error.message.startsWith(`${field} of the record`)).toBe(true);
    },
  );

  it('reads no other encoding, version or field', async () => {
    const cbor = (changes: object) =>
      encode({ version: 1, ...makeRecord(1), ...changes }, rfc8949EncodeOptions);
    await expectCode('RECORD_MALFORMED', () => decodeRecord(cbor({ version: 2 })));
    await expectCode('RECORD_MALFORMED', () => decodeRecord(cbor({ version: null })));
    await expectCode('RECORD_MALFORMED', () => decodeRecord(cbor({ more: 1 })));
    await expectCode('RECORD_MALFORMED', () => decodeRecord(cbor({ __proto__: null, issuer: 1 })));
    await expectCode('RECORD_MALFORMED', () => decodeRecord(Buffer.from('80', 'hex')));
    await expectCode('RECORD_MALFORMED', () => decodeRecord(new Uint8Array(80_001)));
    const unsorted = encode({ version: 1, ...makeRecord(1) }, { mapSorter: () => 0 });
    await expectCode('RECORD_MALFORMED', () => decodeRecord(unsorted));
  });

  it('ends in a record or RECORD_MALFORMED, whatever byte is changed', async () => {
    const bytes = encodeRecord(makeRecord(1));
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [0, 3, 7]) {
        const changed = Uint8Array.from(bytes);
        changed[at]! ^= 1 << bit;
        try {
          expect(encodeRecord(decodeRecord(changed))).toEqual(changed);
        } catch (error) {
          await expectCode('RECORD_MALFORMED', () => {
            throw error;
          });
        }
      }
    }
  });
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../src/backend/packed.ts';
import { checkRecord } from '../src/signed/record-check.ts';
import { encodeRecord } from '../src/signed/record-encode.ts';
import { makeRecord, sha256 } from './records.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const uuid = '01234567-89ab-cdef-0123-456789abcdef';

describe('pack', () => {
  it('takes a record in little more than half of its bytes, and gives it back', () => {
    const manifest = { id: `urn:c2pa:${uuid}`, hash: sha256('a store') };
    const fingerprints = ['org.provenance.pdq.1', 'org.example.look'].map((alg) => {
      return { alg, value: sha256(alg), quality: 100 };
    });
    for (const changes of [{}, { manifest, fingerprints }, { model: null, requestId: null }]) {
      const record = encodeRecord(checkRecord(makeRecord(1, changes)));
      const packed = pack(record)!;
      expect(packed.length).toBeLessThan(0.64 * record.length);
      expect(Buffer.from(unpack(packed)!)).toEqual(Buffer.from(record));
    }
  });

  it('keeps its numbers: what is stored is read by every later version', () => {
    const text = `\xaddtimex\x182026-01-01Zemodel\xf6fissuer!icontentIdp0123456789abcdefX@x-urn:c2pa:${uuid}`;
    const packed = [
      ...['82', '0732362d30312d3031', '84', '0021', '8d', 'e40123456789abcdef', 'af', '8a'],
      'ff0123456789abcdef0123456789abcdef',
    ].join('');
    expect(Buffer.from(pack(Buffer.from(text, 'latin1'))!).toString('hex')).toBe(packed);
    expect(Buffer.from(unpack(bytesOf(packed))!).toString('latin1')).toBe(text);
  });

  it('gives back whatever it takes', () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .constantFrom('dhashX ', 'kcontentHashX ', 'issuer', 'imediaTypeiimage/pngirequest')
        .map((text) => Uint8Array.from(Buffer.from(text, 'latin1'))),
      fc.stringMatching(/^[0-9a-f]{1,150}$/).map((text) => Uint8Array.from(Buffer.from(text))),
      fc
        .stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{11,13}$/)
        .map((text) => Uint8Array.from(Buffer.from(text))),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const bytes = Buffer.concat(parts);
        const packed = pack(bytes);
        if (packed === null) return;
        expect(packed.length).toBeLessThan(bytes.length);
        expect(Buffer.from(unpack(packed)!)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves alone what would not be shorter, or is longer than what is signed', () => {
    expect(pack(randomBytes(500))).toBeNull();
    expect(pack(new Uint8Array())).toBeNull();
    expect(pack(Buffer.alloc(2 ** 20 + 1, 'a'))).toBeNull();
  });
});

describe('unpack', () => {
  it.each([
    ['fewer bytes than it says', '05616263'],
    ['a phrase that there is not', 'df'],
    ['fewer digits than it says', 'e0012345'],
    ['half a UUID', 'ff0123'],
  ])('is nothing of %s', (_, hex) => {
    expect(unpack(bytesOf(hex))).toBeNull();
  });

  it('makes no more than a MiB, whatever the row says', () => {
    expect(unpack(new Uint8Array(2 ** 20).fill(0x90))).toBeNull();
  });

  it('of any bytes ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const unpacked = unpack(bytes);
        expect(unpacked === null || unpacked.length <= 2 ** 20).toBe(true);
      }),
    );
  });
});

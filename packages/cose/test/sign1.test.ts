import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor, Tagged } from '../src/cbor.ts';
import { decodeDeterministic } from '../src/deterministic.ts';
import {
  algorithmOfCose,
  COSE_ALGORITHM,
  hashOf,
  isSignature,
  keyInput,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
} from '../src/index.ts';
import { encodeSign1, HEADER, parseSign1, sigStructure } from '../src/sign1.ts';

const header = encodeCbor(new Map([[HEADER.alg, COSE_ALGORITHM.Ed25519]]));

describe('a COSE_Sign1', () => {
  it('is taken apart as it was put together, by both ways of reading', () => {
    const payloads = fc.option(fc.uint8Array());
    fc.assert(
      fc.property(payloads, fc.uint8Array(), (payload, signature) => {
        const bytes = encodeSign1(header, new Map(), payload, signature);
        for (const decode of [decodeCbor, decodeDeterministic]) {
          const parts = parseSign1(bytes, decode);
          expect(
            Buffer.from(
              encodeSign1(
                parts.protectedBytes,
                parts.unprotectedHeader,
                parts.payload,
                parts.signature,
              ),
            ),
          ).toEqual(Buffer.from(bytes));
          expect(parts.protectedHeader.get(HEADER.alg)).toBe(-8);
        }
      }),
    );
  });

  it('is read without its tag', () => {
    const message = encodeCbor([header, new Map(), null, new Uint8Array(64)]);
    expect(parseSign1(message, decodeCbor).payload).toBeNull();
  });

  const others: readonly [message: unknown, why: string][] = [
    [[header, new Map(), null], 'too short'],
    [[header, new Map(), null, header, 1], 'too long'],
    [['x', new Map(), null, header], 'a header that is text'],
    [[header, [], null, header], 'a header that is a list'],
    [[header, new Map(), 'x', header], 'a payload that is text'],
    [[header, new Map(), null, null], 'no signature'],
    [[encodeCbor([]), new Map(), null, header], 'a protected header that is a list'],
    [new Tagged(98, [header, new Map(), null, header]), 'another tag'],
    [{}, 'a map'],
  ];
  it.each(others)('%j is none: %s', (message, _why) => {
    expect(() => parseSign1(encodeCbor(message), decodeCbor)).toThrow(RangeError);
  });

  it('is signed over the structure of RFC 9052 4.4', () => {
    const hex = Buffer.from(sigStructure(Uint8Array.of(0xa0), Uint8Array.of(1, 2))).toString('hex');
    expect(hex).toBe('846a5369676e61747572653141a040420102');
  });
});

const KEYS = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS384: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS512: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  Ed25519: () => generateKeyPairSync('ed25519'),
} satisfies Record<SigningAlgorithm, () => unknown>;

describe.each(SIGNING_ALGORITHMS)('%s', (alg) => {
  const { publicKey, privateKey } = KEYS[alg]();
  const bytes = Buffer.from('what was signed');
  const signature = sign(hashOf(alg), bytes, keyInput(alg, privateKey));

  it('holds for what was signed, and for nothing else', () => {
    expect(isSignature(alg, publicKey, bytes, signature)).toBe(true);
    expect(isSignature(alg, publicKey, Buffer.from('what was not'), signature)).toBe(false);
    expect(isSignature(alg, KEYS[alg]().publicKey, bytes, signature)).toBe(false);
    expect(isSignature(alg, publicKey, bytes, signature.subarray(1))).toBe(false);
    const others = SIGNING_ALGORITHMS.filter((other) => other !== alg);
    for (const other of others) expect(isSignature(other, publicKey, bytes, signature)).toBe(false);
  });

  it('is found by its number', () => {
    expect(algorithmOfCose(COSE_ALGORITHM[alg])).toBe(alg);
    expect(algorithmOfCose(-999)).toBeNull();
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { createDevelopmentCertificates, pemSigner, readCredentials } from '../src/index.ts';
import { signContent } from '../src/sign/content.ts';
import { makePng } from './pictures.ts';

let signed: Buffer;
beforeAll(async () => {
  const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  const origin = { kind: 'created', generator: { name: 'a', version: '1' } } as const;
  const { bytes } = await signContent(await makePng(20, 20), origin, signer);
  signed = Buffer.from(bytes as Uint8Array);
});

describe('a claim that cannot be read', () => {
  const broken = (change: (bytes: Buffer, label: number, claim: number) => void) => {
    const bytes = Buffer.from(signed);
    const label = bytes.indexOf('c2pa.claim.v2');
    change(bytes, label, bytes.indexOf('cbor', label) + 4);
    return readCredentials(bytes);
  };

  it.each<[string, string, Parameters<typeof broken>[0]]>([
    ['no CBOR', 'claim.cbor.invalid', (bytes, _, claim) => bytes.fill(0xff, claim, claim + 1)],
    [
      'more than one value',
      'claim.cbor.invalid',
      (bytes, _, claim) => bytes.fill(0xa1, claim, claim + 1),
    ],
    [
      'without its signature',
      'claim.malformed',
      (bytes, _, claim) => bytes.write('tignature', bytes.indexOf('signature', claim)),
    ],
    ['under another label', 'claim.missing', (bytes, label) => bytes.write('c2pa.clxim', label)],
  ])('%s: it is invalid, by the code of C2PA', async (_, code, change) => {
    const { state, failure } = await broken(change);
    expect(state).toBe('Invalid');
    expect(failure.map((each) => each.code)).toContain(code);
  });

  it('of a version to come is not judged', async () => {
    const report = await broken((bytes, label) => bytes.write('c2pa.claim.v9', label));
    expect(report).toMatchObject({ state: 'Error', failure: [] });
  });
});

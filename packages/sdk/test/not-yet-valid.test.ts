// C2PA has one code for a certificate that has expired and for one that is not valid yet: nobody else takes them for one.
import { createDevelopmentCertificates, pemSigner, sign, verify } from '@provenance/sdk';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';

let file: Uint8Array;
beforeAll(async () => {
  const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  const create = { width: 32, height: 32, channels: 3, background: '#285a' } as const;
  const picture = await sharp({ create }).jpeg().toBuffer();
  const origin = { kind: 'created', generator: { name: 'app', version: '1' } } as const;
  file = (await sign(picture, origin, { signer })).bytes as Uint8Array;
});

test('a time before its validity is not one after it', async () => {
  const early = await verify(file, { at: new Date('2020-01-01T00:00:00Z') });
  expect(early.c2pa.failure).toContain('signingCredential.expired');
  expect(early.summary.status).toBe('invalid');
  expect(JSON.stringify(early)).not.toContain('has expired');
  expect(early.summary.but.says.flatMap(({ parameters }) => parameters.why ?? [])).toContainEqual({
    code: 'status.not-yet-valid',
    parameters: {},
  });
  const late = await verify(file, { at: new Date('2999-01-01T00:00:00Z') });
  expect(late.summary.status).toBe('expired');
  expect(JSON.stringify(late)).not.toContain('not-yet-valid');
});

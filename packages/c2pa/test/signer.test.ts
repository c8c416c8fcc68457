import { createPrivateKey, createPublicKey, createSign, sign, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { hashOf, keyInput } from '@provenance/cose';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  callbackSigner,
  ed25519Signer,
  pemSigner,
  SIGNING_ALGORITHMS,
  type Signer,
} from '../src/index.ts';
import { makeCertificates, seedOf, type TestCertificates } from './certificates.ts';

const claim = new TextEncoder().encode('claim');

describe.each(SIGNING_ALGORITHMS)('%s', (alg) => {
  let made: TestCertificates;
  beforeAll(async () => {
    made = await makeCertificates(alg);
  });

  it('signs with a PEM key so that the certificate verifies it', async () => {
    // An RSA key can be used with several hashes; the rest is told by the key.
    const signer = await pemSigner({ ...made, alg });
    expect(signer.alg).toBe(alg);
    const signature = await signer.sign(claim);
    const key = keyInput(alg, createPublicKey(made.certificates));
    expect(verify(hashOf(alg), claim, key, signature)).toBe(true);
    const oneOfMany = await signer.sign(claim, { many: true });
    expect(verify(hashOf(alg), claim, key, oneOfMany)).toBe(true);
  });

  it('refuses a key of another certificate', async () => {
    const { key } = await makeCertificates(alg);
    await expectCode('KEY_MISMATCH', () => pemSigner({ ...made, key }));
  });

  it('takes signatures from a callback, and refuses those of another key', async () => {
    const keyed = (pem: string) => async (bytes: Uint8Array) =>
      sign(hashOf(alg), bytes, keyInput(alg, createPrivateKey(pem)));
    const good = await callbackSigner({
      certificates: made.certificates,
      alg,
      sign: keyed(made.key),
    });
    expect((await good.sign(claim)).length).toBeGreaterThan(0);
    const { key } = await makeCertificates(alg);
    const bad = await callbackSigner({ certificates: made.certificates, alg, sign: keyed(key) });
    await expectCode('KEY_MISMATCH', () => bad.sign(claim));
  });
});

describe('PEM keys', () => {
  it('may be SEC1 and PKCS#1 too, and choose the algorithm', async () => {
    for (const [alg, type] of [
      ['ES256', 'sec1'],
      ['PS256', 'pkcs1'],
    ] as const) {
      const made = await makeCertificates(alg);
      const key = createPrivateKey(made.key).export({ type, format: 'pem' }) as string;
      expect((await pemSigner({ ...made, key })).alg).toBe(alg);
    }
  });

  it('are refused if they are encrypted, public or nonsense', async () => {
    const made = await makeCertificates('ES256');
    const privateKey = createPrivateKey(made.key);
    const encrypted = privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    }) as string;
    const open = createPublicKey(made.key).export({ type: 'spki', format: 'pem' }) as string;
    for (const key of [encrypted, open, '', 'nonsense']) {
      await expectCode('KEY_MALFORMED', () => pemSigner({ ...made, key }));
    }
    await expect(pemSigner({ ...made, key: 7 as never })).rejects.toThrow(TypeError);
  });

  it('cannot be used with an algorithm of another kind', async () => {
    const made = await makeCertificates('ES256');
    await expectCode('KEY_MISMATCH', () => pemSigner({ ...made, alg: 'ES384' }));
    await expectCode('KEY_MISMATCH', () => pemSigner({ ...made, alg: 'Ed25519' }));
  });
});

describe('Ed25519 seeds', () => {
  it('sign like the key they are', async () => {
    const made = await makeCertificates('Ed25519');
    const seed = seedOf(made);
    const signer = await ed25519Signer({ certificates: made.certificates, seed });
    const expected = await (await pemSigner(made)).sign(claim);
    seed.fill(0);
    expect(Buffer.from(await signer.sign(claim))).toEqual(Buffer.from(expected));
  });

  it('are refused if they are of the wrong length or of another certificate', async () => {
    const made = await makeCertificates('Ed25519');
    const seed = new Uint8Array(32).fill(7);
    await expectCode('KEY_MISMATCH', () =>
      ed25519Signer({ certificates: made.certificates, seed }),
    );
    await expectCode('KEY_MALFORMED', () =>
      ed25519Signer({ certificates: made.certificates, seed: seed.subarray(1) }),
    );
    const other = await makeCertificates('ES256');
    await expectCode('KEY_MISMATCH', () =>
      ed25519Signer({ certificates: other.certificates, seed }),
    );
  });
});

describe('callbacks', () => {
  it.each(['ES256', 'ES384', 'ES512'] as const)('may give %s in DER', async (alg) => {
    const made = await makeCertificates(alg);
    const signer = await callbackSigner({
      certificates: made.certificates,
      alg,
      sign: async (bytes) =>
        createSign(hashOf(alg) as string)
          .update(bytes)
          .sign(made.key),
    });
    // Leading zeros of r and s come and go with the random number in every signature.
    for (let i = 0; i < 64; i++) await signer.sign(claim);
  });

  it('that fail, or give no signature, are SIGNER_FAILED with the cause', async () => {
    const made = await makeCertificates('ES256');
    const make = (answer: () => Promise<unknown>) =>
      callbackSigner({ certificates: made.certificates, alg: 'ES256', sign: answer as never });
    const cause = new Error('access denied');
    const refusing = await make(async () => {
      throw cause;
    });
    expect((await expectCode('SIGNER_FAILED', () => refusing.sign(claim))).cause).toBe(cause);
    for (const answer of [null, 'text', new Uint8Array(0), new Uint8Array([0x30, 0x80, 1])]) {
      const signer = await make(async () => answer);
      await expectCode('SIGNER_FAILED', () => signer.sign(claim));
    }
  });

  it('hear of an abort', async () => {
    const made = await makeCertificates('ES256');
    const signer = await callbackSigner({
      certificates: made.certificates,
      alg: 'ES256',
      sign: (_, { signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    });
    const controller = new AbortController();
    const signing = signer.sign(claim, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(signing).rejects.toBe(controller.signal.reason);
  });

  it('must be functions, of a known algorithm', async () => {
    const made = await makeCertificates('ES256');
    const sign = async () => new Uint8Array(64);
    await expect(
      callbackSigner({ certificates: made.certificates, alg: 'ES1' as never, sign }),
    ).rejects.toThrow(TypeError);
    await expect(
      callbackSigner({ certificates: made.certificates, alg: 'ES256', sign: 1 as never }),
    ).rejects.toThrow(TypeError);
  });
});

describe('every signer', () => {
  it('shows no private key in JSON, an inspection or an error', async () => {
    const ed = await makeCertificates('Ed25519');
    const ec = await makeCertificates('ES256');
    const seed = seedOf(ed);
    const signers: Signer[] = [
      await pemSigner(ed),
      await pemSigner(ec),
      await ed25519Signer({ certificates: ed.certificates, seed }),
    ];
    const errors = [
      await expectCode('KEY_MISMATCH', () => pemSigner({ ...ed, key: ec.key })),
      await expectCode('KEY_MISMATCH', () =>
        ed25519Signer({ certificates: ec.certificates, seed }),
      ),
      await expectCode('KEY_MALFORMED', () => pemSigner({ ...ed, key: ed.key.replace('M', '!') })),
      await expectCode('CERTIFICATE_MALFORMED', () => pemSigner({ certificates: '', key: ec.key })),
    ];
    const secrets = [
      ...[ed, ec].flatMap(({ key }) => key.split('\n').filter((line) => !line.startsWith('-'))),
      Buffer.from(seed).toString('hex'),
      Buffer.from(seed).toString('base64'),
      Array.from(seed.subarray(0, 8)).join(','),
      Array.from(seed.subarray(0, 8)).join(', '),
    ].filter((secret) => secret !== '');
    const options = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null };
    for (const value of [...signers, ...errors]) {
      const shown = [JSON.stringify(value), inspect(value, options), String(value)].join('\n');
      for (const secret of secrets) expect(shown).not.toContain(secret);
    }
  });

  it('takes only an http: or https: time-stamp authority', async () => {
    const made = await makeCertificates('ES256');
    for (const timestampUrl of ['', 'tsa.example', 'file:///etc/passwd', 'ftp://tsa.example/']) {
      await expect(pemSigner({ ...made, timestampUrl })).rejects.toThrow(TypeError);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkSigningCertificate,
  createDevelopmentCertificates,
  describeCertificates,
  pemSigner,
} from '../src/index.ts';

describe.each(['Ed25519', 'ES256'] as const)('development certificates, %s', (alg) => {
  it('meet the rules, belong together and say what they are', async () => {
    const made = await createDevelopmentCertificates({
      alg,
      organization: 'Example GmbH',
      commonName: 'Image service',
      country: 'DE',
      days: 30,
    });
    checkSigningCertificate(made.certificates, { key: made.key });
    checkSigningCertificate(made.certificates + made.root, { key: made.key });
    const [leaf, ...rest] = describeCertificates(made.certificates);
    const [root] = describeCertificates(made.root);
    expect(rest).toEqual([]);
    expect(leaf).toMatchObject({
      organization: 'Example GmbH',
      commonName: 'Image service (development)',
      certificateAuthority: false,
      development: true,
      publicKey: alg === 'ES256' ? 'EC prime256v1' : 'Ed25519',
      extendedKeyUsages: ['1.3.6.1.4.1.62558.2.1', '1.3.6.1.5.5.7.3.4'],
      issuer: root?.subject,
    });
    expect(leaf?.subject).toMatch(/^C=DE, O=Example GmbH, CN=/);
    expect(root).toMatchObject({ certificateAuthority: true, development: true });
    const days = (Date.parse(leaf!.notAfter) - Date.parse(leaf!.notBefore)) / 86_400_000;
    expect(days).toBe(30);
    expect(leaf?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(leaf?.serial).toMatch(/^[1-9]\d+$/);
    await expect(pemSigner(made)).resolves.toMatchObject({ alg });
  });
});

// Finding L5: the name was read as a distinguished name, and "A, Inc. "East" + B" became "East".
describe('an organization is written as it is', () => {
  const NAMES = [
    'A, Inc. "East" + B',
    '"quoted"',
    '#0c0141',
    'O=Evil',
    'A + CN=B, C=DE; OU=x',
    'back\\slash\\, \\22',
    ' blanks around ',
    'two\nlines\tand\u0000nothing',
    "O'Reilly <Media> & Söhne",
    '株式会社例',
    '🎨'.repeat(64),
    'x',
  ];
  const readBack = async (organization: string) => {
    const made = await createDevelopmentCertificates({ alg: 'Ed25519', organization });
    const [leaf] = describeCertificates(made.certificates);
    const [root] = describeCertificates(made.root);
    return [leaf?.organization, root?.organization, leaf?.issuer === root?.subject];
  };

  it.each(NAMES)('%j', async (name) => {
    expect(await readBack(name)).toEqual([name, name, true]);
  });

  it('whatever it is', async () => {
    const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 64 });
    const wellFormed = texts.filter((text) => !/\p{Surrogate}/u.test(text));
    const exactly = fc.asyncProperty(wellFormed, async (name) => {
      expect(await readBack(name)).toEqual([name, name, true]);
    });
    await fc.assert(exactly, { numRuns: 50 });
  });

  it('and refused where UTF-8 cannot write it, or it is too long', async () => {
    for (const name of ['\ud83c', '🎨'.repeat(65), 'x'.repeat(65)]) {
      await expect(readBack(name)).rejects.toThrow(RangeError);
    }
  });
});

it('refuses options out of range', async () => {
  const make = (options: object) =>
    createDevelopmentCertificates({ alg: 'Ed25519', ...options } as never);
  await expect(make({ days: 367 })).rejects.toThrow(RangeError);
  await expect(make({ days: 0 })).rejects.toThrow(RangeError);
  await expect(make({ country: 'Germany' })).rejects.toThrow(RangeError);
  await expect(make({ organization: '' })).rejects.toThrow(RangeError);
  await expect(make({ commonName: 'x'.repeat(60) })).rejects.toThrow(RangeError);
  await expect(make({ alg: 'RS256' })).rejects.toThrow(RangeError);
});

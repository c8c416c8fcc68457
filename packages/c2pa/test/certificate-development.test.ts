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

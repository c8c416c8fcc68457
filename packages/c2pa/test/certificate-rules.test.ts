import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { parseCertificates } from '@provenance/cose';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { brokenCertificateRule, type CertificateRule } from '../src/certificate/rules.ts';
import { checkSigningCertificate } from '../src/index.ts';
import {
  EMAIL_PROTECTION,
  KEY_USAGE,
  type LeafOptions,
  makeCertificates,
  SHA1_RSA,
  WEAK_RSA,
} from './certificates.ts';

const DAY = 86_400_000;
const CLAIM_SIGNING = '1.3.6.1.4.1.62558.2.1';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';

const broken: [CertificateRule, string, LeafOptions][] = [
  ['validity', 'expired', { notAfter: new Date(Date.now() - 1000) }],
  ['validity', 'not yet valid', { notBefore: new Date(Date.now() + DAY / 2) }],
  ['signatureAlgorithm', 'SHA-1', { algorithm: SHA1_RSA }],
  ['publicKey', 'RSA 1024', { algorithm: WEAK_RSA }],
  ['certificateAuthority', 'CA:TRUE', { ca: true }],
  ['extendedKeyUsageMissing', 'no EKU', { usages: [] }],
  ['extendedKeyUsageAny', 'any EKU', { usages: ['2.5.29.37.0', EMAIL_PROTECTION] }],
  ['extendedKeyUsageMixed', 'time stamping too', { usages: [EMAIL_PROTECTION, TIME_STAMPING] }],
  ['extendedKeyUsage', 'code signing only', { usages: [CODE_SIGNING] }],
  ['extendedKeyUsage', 'time stamping only', { usages: [TIME_STAMPING] }],
  ['authorityKeyIdentifier', 'no AKI', { authorityKeyIdentifier: false }],
  ['keyUsage', 'no KU', { keyUsage: 0 }],
  ['keyUsage', 'KU without signature', { keyUsage: KEY_USAGE.keyEncipherment }],
  [
    'keyUsageCertificateSigning',
    'KU with keyCertSign',
    { keyUsage: KEY_USAGE.digitalSignature | KEY_USAGE.keyCertSign },
  ],
  [
    'criticalExtension',
    'unknown critical extension',
    { extensions: [new x509.Extension('1.2.3.4', true, new Uint8Array([5, 0]))] },
  ],
  ['organization', 'no O', { subject: [{ C: ['DE'] }, { CN: ['nobody'] }] }],
];

describe('signing certificates', () => {
  it.each(broken)('breaks %s: %s', async (rule, _, options) => {
    const { certificates } = await makeCertificates('ES256', options);
    expect(brokenCertificateRule(parseCertificates(certificates)[0], new Date())).toBe(rule);
    await expectCode('CERTIFICATE_REFUSED', () => checkSigningCertificate(certificates));
  });

  it('refuses version 1 and unique identifiers', async () => {
    const [certificate] = parseCertificates((await makeCertificates('ES256')).certificates);
    const now = new Date();
    expect(brokenCertificateRule({ ...certificate, version: 1 }, now)).toBe('version');
    expect(brokenCertificateRule({ ...certificate, hasUniqueIds: true }, now)).toBe(
      'uniqueIdentifiers',
    );
  });

  it.each([
    [[EMAIL_PROTECTION]],
    [[CLAIM_SIGNING]],
    [[CLAIM_SIGNING, EMAIL_PROTECTION]],
    [['1.3.6.1.5.5.7.3.36']],
    [[CODE_SIGNING, EMAIL_PROTECTION]],
  ])('accepts the usages %j', async (usages) => {
    const { certificates, key } = await makeCertificates('ES256', { usages });
    expect(() => checkSigningCertificate(certificates, { key })).not.toThrow();
  });

  it.each(['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'Ed25519'] as const)(
    'accepts %s, and knows critical extensions that validators know',
    async (alg) => {
      const san = new x509.SubjectAlternativeNameExtension(
        [{ type: 'dns', value: 'a.test' }],
        true,
      );
      const { certificates, key } = await makeCertificates(alg, { extensions: [san] });
      expect(() => checkSigningCertificate(certificates, { key })).not.toThrow();
    },
  );

  it('judges validity at the given time', async () => {
    const { certificates } = await makeCertificates('ES256');
    const later = new Date(Date.now() + 2 * DAY);
    await expectCode('CERTIFICATE_REFUSED', () =>
      checkSigningCertificate(certificates, { at: later }),
    );
  });

  it('refuses a key of another certificate, and text that is no key or certificate', async () => {
    const [one, other] = [await makeCertificates('ES256'), await makeCertificates('ES256')];
    await expectCode('KEY_MISMATCH', () =>
      checkSigningCertificate(one.certificates, { key: other.key }),
    );
    await expectCode('KEY_MALFORMED', () =>
      checkSigningCertificate(one.certificates, { key: 'secret' }),
    );
    await expectCode('CERTIFICATE_MALFORMED', () => checkSigningCertificate('nothing'));
    const cut = one.certificates.replace(/\n[^\n]+\n[^\n]+\n-----END/, '\n-----END');
    await expectCode('CERTIFICATE_MALFORMED', () => checkSigningCertificate(cut));
  });

  it('wants each certificate of a chain to have issued the one before', async () => {
    const [one, other] = [await makeCertificates('ES256'), await makeCertificates('ES256')];
    expect(() => checkSigningCertificate(one.certificates + one.root)).not.toThrow();
    await expectCode('CERTIFICATE_REFUSED', () =>
      checkSigningCertificate(one.certificates + other.root),
    );
  });
});

import 'reflect-metadata';
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { SigningAlgorithm } from '../src/index.ts';

export const ALGORITHMS = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  ES512: { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  PS256: rsa('SHA-256'),
  PS384: rsa('SHA-384'),
  PS512: rsa('SHA-512'),
  Ed25519: { name: 'Ed25519' },
} as const satisfies Record<SigningAlgorithm, unknown>;

function rsa(hash: string, modulusLength = 2048) {
  return {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash,
  } as const;
}

export const WEAK_RSA = rsa('SHA-256', 1024);
export const SHA1_RSA = rsa('SHA-1');

type Algorithm = (typeof ALGORITHMS)[SigningAlgorithm] | ReturnType<typeof rsa>;

export interface LeafOptions {
  /** Default: C, O and CN. */
  subject?: x509.JsonName;
  /** The issuer's algorithm too. */
  algorithm?: Algorithm;
  notBefore?: Date;
  notAfter?: Date;
  /** Empty: no extension. */
  usages?: string[];
  /** 0: no extension. */
  keyUsage?: number;
  authorityKeyIdentifier?: boolean;
  ca?: boolean;
  extensions?: x509.Extension[];
  /** Key of the certificate, if it is not to be new. */
  keys?: webcrypto.CryptoKeyPair;
}

export interface TestCertificates {
  /** The signing certificate alone. */
  certificates: string;
  key: string;
  root: string;
}

export const KEY_USAGE = x509.KeyUsageFlags;
export const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';

const DAY = 86_400_000;

/** A root and a certificate issued by it that meets every rule, unless the options say otherwise. */
export async function makeCertificates(
  alg: SigningAlgorithm,
  options: LeafOptions = {},
): Promise<TestCertificates> {
  const algorithm = options.algorithm ?? ALGORITHMS[alg];
  const rootKeys = await makeKeys(algorithm);
  const keys = options.keys ?? (await makeKeys(algorithm));
  const notBefore = options.notBefore ?? new Date(Date.now() - DAY);
  const notAfter = options.notAfter ?? new Date(Date.now() + DAY);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(8).toString('hex'),
    name: [{ O: ['Test root'] }, { CN: ['Test root'] }],
    notBefore: new Date(Date.now() - 9 * DAY),
    notAfter: new Date(Date.now() + 9 * DAY),
    signingAlgorithm: algorithm,
    keys: rootKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(KEY_USAGE.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const { usages = [EMAIL_PROTECTION], keyUsage = KEY_USAGE.digitalSignature } = options;
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: `4${randomBytes(8).toString('hex').slice(1)}`,
    subject: options.subject ?? [{ C: ['DE'] }, { O: ['Test signer'] }, { CN: [`Test ${alg}`] }],
    issuer: root.subjectName,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: rootKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(options.ca ?? false, undefined, true),
      ...(usages.length > 0 ? [new x509.ExtendedKeyUsageExtension(usages)] : []),
      ...(keyUsage ? [new x509.KeyUsagesExtension(keyUsage, true)] : []),
      ...(options.authorityKeyIdentifier === false
        ? []
        : [await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey)]),
      ...(options.extensions ?? []),
    ],
  });
  return {
    certificates: `${leaf.toString('pem')}\n`,
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }) as string,
    root: `${root.toString('pem')}\n`,
  };
}

export function makeKeys(algorithm: Algorithm): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]) as Promise<webcrypto.CryptoKeyPair>;
}

/** The 32 bytes at the end of an Ed25519 key in PKCS#8 (RFC 8410). */
export function seedOf({ key }: TestCertificates): Uint8Array {
  const { d } = createPrivateKey(key).export({ format: 'jwk' });
  return new Uint8Array(Buffer.from(d as string, 'base64url'));
}

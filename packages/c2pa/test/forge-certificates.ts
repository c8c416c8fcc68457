import 'reflect-metadata';
import { KeyObject, randomBytes, type webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { ALGORITHMS, EMAIL_PROTECTION, KEY_USAGE, makeKeys } from './certificates.ts';
import type { Identity } from './forge.ts';

const DAY = 86_400_000;

/** A certificate with its key, and whom it was issued by. */
export interface Issued {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly pem: string;
}

export interface IssueOptions {
  readonly name?: string;
  /** Null: it issues itself. */
  readonly issuer: Issued | null;
  /** From now, in days. */
  readonly days?: readonly [from: number, to: number];
  /** An authority, with the length of paths below it; `ca: false` for a leaf. */
  readonly ca?: boolean;
  readonly pathLength?: number;
  readonly keyUsage?: number;
  readonly usages?: readonly string[];
  readonly extensions?: readonly x509.Extension[];
  readonly keys?: webcrypto.CryptoKeyPair;
  readonly algorithm?: Parameters<typeof makeKeys>[0];
  /** Hash of the issuer's signature, if not that of its key. */
  readonly hash?: string;
}

/** Issues a certificate as an honest authority does, unless the options say otherwise. */
export async function issue(options: IssueOptions): Promise<Issued> {
  const { issuer, ca = false, days = [-1, 1], algorithm = ALGORITHMS.ES256 } = options;
  const keys = options.keys ?? (await makeKeys(algorithm));
  const name = options.name ?? (ca ? 'Test authority' : 'Test signer');
  const subject = [{ O: [name] }, { CN: [name] }];
  const signingKeys = issuer?.keys ?? keys;
  const keyUsage = options.keyUsage ?? (ca ? KEY_USAGE.keyCertSign : KEY_USAGE.digitalSignature);
  const usages = options.usages ?? (ca ? [] : [EMAIL_PROTECTION]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `4${randomBytes(8).toString('hex').slice(1)}`,
    subject,
    issuer: issuer?.certificate.subjectName ?? new x509.Name(subject).toJSON(),
    notBefore: new Date(Date.now() + days[0] * DAY),
    notAfter: new Date(Date.now() + days[1] * DAY),
    signingAlgorithm: {
      ...(signingKeys.privateKey.algorithm as object),
      hash: options.hash ?? 'SHA-256',
    } as never,
    publicKey: keys.publicKey,
    signingKey: signingKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(ca, options.pathLength, true),
      ...(keyUsage ? [new x509.KeyUsagesExtension(keyUsage, true)] : []),
      ...(usages.length > 0 ? [new x509.ExtendedKeyUsageExtension([...usages], !ca)] : []),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signingKeys.publicKey),
      ...(options.extensions ?? []),
    ],
  });
  return { certificate, keys, pem: `${certificate.toString('pem')}\n` };
}

/** Whoever holds the key of the first certificate, with the chain as it is sent. */
export function identityOf(leaf: Issued, ...issuers: readonly Issued[]): Identity {
  const key = KeyObject.from(leaf.keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return {
    alg: 'ES256',
    key: key as string,
    certificates: [leaf, ...issuers].map(({ pem }) => pem).join(''),
  };
}

import { KeyObject, randomBytes, type webcrypto } from 'node:crypto';
import type * as X509 from '@peculiar/x509';
import { isDevelopmentName } from './development-name.ts';
import { USAGE } from './usages.ts';

export interface DevelopmentCertificateOptions {
  readonly alg: 'Ed25519' | 'ES256';
  /** O of both subjects, 1 to 64 characters, written as they are. Default `Provenance development`. */
  readonly organization?: string;
  /**
   * CN of the signing certificate, default `Development signer`. ` (development)` is appended where
   * the word is missing; 64 characters with it.
   */
  readonly commonName?: string;
  /** Two capital letters. Default `ZZ`, which ISO 3166 gives to no country. */
  readonly country?: string;
  /** Lifetime of the signing certificate in days: 1 to 366. Default 365. */
  readonly days?: number;
}

export interface DevelopmentCertificates {
  /** PEM: the signing certificate. The chain without its root, as C2PA wants it in a signature. */
  readonly certificates: string;
  /** PKCS#8 PEM. A secret: write it with mode 0600. */
  readonly key: string;
  /** PEM: the trust anchor, for those who verify. Its key is thrown away. */
  readonly root: string;
}

const DAY = 86_400_000;
const ROOT_DAYS = 3650;
/** For clocks that disagree: certificates are valid from an hour ago. */
const CLOCK_SKEW = 3_600_000;

/**
 * Makes a signing certificate and the root it is issued by, for trying things out: what is signed
 * with it is Valid everywhere, and Trusted only where the root was handed in. Both say "development"
 * in their names. The root's key is not kept, so nothing else can ever be issued under it.
 *
 * @throws RangeError on an option out of range.
 */
export async function createDevelopmentCertificates({
  alg,
  organization = 'Provenance development',
  commonName = 'Development signer',
  country = 'ZZ',
  days = 365,
}: DevelopmentCertificateOptions): Promise<DevelopmentCertificates> {
  const leafName = isDevelopmentName(commonName) ? commonName : `${commonName} (development)`;
  checkOptions({ organization, commonName: leafName, country, days });
  const algorithm = keyAlgorithm(alg);
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const [rootKeys, leafKeys] = await Promise.all([makeKeys(algorithm), makeKeys(algorithm)]);
  const notBefore = new Date(Date.now() - CLOCK_SKEW);
  // A bare string is read as a distinguished name has it: with escapes, quotation marks and a "#".
  const exactly = (value: string) => [{ utf8String: value }];
  const name = (commonName: string): X509.Name =>
    new x509.Name([{ C: [country] }, { O: exactly(organization) }, { CN: exactly(commonName) }]);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: makeSerial(),
    name: name('Development root'),
    notBefore,
    notAfter: new Date(notBefore.getTime() + ROOT_DAYS * DAY),
    signingAlgorithm: algorithm,
    keys: rootKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: makeSerial(),
    subject: name(leafName),
    issuer: root.subjectName,
    notBefore,
    notAfter: new Date(notBefore.getTime() + days * DAY),
    signingAlgorithm: algorithm,
    publicKey: leafKeys.publicKey,
    signingKey: rootKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([USAGE.claimSigning, USAGE.emailProtection]),
      await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  return {
    certificates: `${leaf.toString('pem')}\n`,
    key: KeyObject.from(leafKeys.privateKey).export({ type: 'pkcs8', format: 'pem' }) as string,
    root: `${root.toString('pem')}\n`,
  };
}

function checkOptions(options: {
  organization: string;
  commonName: string;
  country: string;
  days: number;
}): void {
  const { organization, commonName, country, days } = options;
  // X.520 upper bounds of names.
  for (const [what, value] of Object.entries({ organization, commonName })) {
    const { length } = [...value];
    if (length < 1 || length > 64) {
      throw new RangeError(`${what} must have 1 to 64 characters, got ${length}.`);
    }
    // UTF-8 has no way to write one, and would have U+FFFD instead.
    if (/\p{Surrogate}/u.test(value)) throw new RangeError(`${what} has a lone surrogate.`);
  }
  if (!/^[A-Z]{2}$/.test(country)) throw new RangeError('country must be two capital letters.');
  if (!Number.isInteger(days) || days < 1 || days > 366) {
    throw new RangeError(`days must be an integer from 1 to 366, got ${days}.`);
  }
}

function keyAlgorithm(alg: DevelopmentCertificateOptions['alg']) {
  if (alg === 'Ed25519') return { name: 'Ed25519' };
  if (alg === 'ES256') return { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  throw new RangeError('alg must be Ed25519 or ES256.');
}

function makeKeys(algorithm: ReturnType<typeof keyAlgorithm>): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]) as Promise<webcrypto.CryptoKeyPair>;
}

/** 16 random bytes as a positive number without leading zeros (RFC 5280 4.1.2.2). */
function makeSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

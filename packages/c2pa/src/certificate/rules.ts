import {
  type Certificate,
  type Der,
  EXTENSION,
  oidOf,
  readDer,
  subjectAttribute,
} from '@provenance/cose';
import { CLAIM_SIGNING_USAGES, USAGE } from './usages.ts';

/**
 * What C2PA asks of a signing certificate (2.4 clause 14.5.1 and c2pa-rs's certificate profile), in
 * the order it is checked, and how a refusal is worded.
 */
export const CERTIFICATE_RULES = {
  version: 'it is not an X.509 version 3 certificate.',
  validity: 'it is expired or not yet valid.',
  signatureAlgorithm:
    'it is not signed with RSA, RSA-PSS or ECDSA over SHA-256, SHA-384 or SHA-512, or with Ed25519.',
  publicKey:
    'its key is not Ed25519, not on P-256, P-384 or P-521, and not RSA of 2048 to 8192 bits.',
  certificateAuthority: 'it is the certificate of an authority (CA:TRUE) and not of a signer.',
  uniqueIdentifiers: 'it has issuer or subject unique identifiers.',
  extendedKeyUsageMissing: 'it has no extended key usage.',
  extendedKeyUsageAny: 'its extended key usage is "any".',
  extendedKeyUsageMixed: 'it mixes time stamping or OCSP signing with other usages.',
  extendedKeyUsage:
    'its extended key usage is none for signing claims (c2pa-kp-claimSigning 1.3.6.1.4.1.62558.2.1, emailProtection, documentSigning).',
  authorityKeyIdentifier: 'it has no authority key identifier.',
  keyUsage: 'its key usage lacks digitalSignature (or nonRepudiation).',
  keyUsageCertificateSigning: 'its key usage has keyCertSign, which only authorities may have.',
  criticalExtension: 'it has a critical extension that validators do not know.',
  // c2pa-node 0.8.0 reports claimSignature.mismatch for such a signer, whatever it signs.
  organization: 'its subject has no organization (O).',
} as const;

export type CertificateRule = keyof typeof CERTIFICATE_RULES;

const PSS = '1.2.840.113549.1.1.10';
const SIGNATURE_ALGORITHMS = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.3.101.112',
]);
const HASHES = new Set([
  '2.16.840.1.101.3.4.2.1',
  '2.16.840.1.101.3.4.2.2',
  '2.16.840.1.101.3.4.2.3',
]);
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
/** Netscape certificate type, which validators parse and ignore. */
const NETSCAPE_TYPE = '2.16.840.1.113730.1.1';
export const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  ...Object.values(EXTENSION),
  NETSCAPE_TYPE,
]);

/** The first rule a signing certificate breaks at a given time; null if it breaks none. */
export function brokenCertificateRule(certificate: Certificate, at: Date): CertificateRule | null {
  if (certificate.version !== 3) return 'version';
  if (!isValidAt(certificate, at)) return 'validity';
  return (
    brokenProfileRule(certificate) ??
    (subjectAttribute(certificate, 'O') === null ? 'organization' : null)
  );
}

/** The first rule of C2PA's profile that a certificate breaks, whatever the time; null if it breaks none. */
function brokenProfileRule(certificate: Certificate): CertificateRule | null {
  const { x509, extensions } = certificate;
  if (certificate.version !== 3) return 'version';
  if (!hasAllowedSignature(certificate)) return 'signatureAlgorithm';
  if (!hasAllowedKey(certificate)) return 'publicKey';
  if (certificate.isAuthority) return 'certificateAuthority';
  if (certificate.hasUniqueIds) return 'uniqueIdentifiers';
  const usages = x509.keyUsage ?? [];
  return (
    brokenUsageRule(usages) ??
    (extensions.has(EXTENSION.authorityKeyIdentifier) ? null : 'authorityKeyIdentifier') ??
    brokenKeyUsageRule(extensions.get(EXTENSION.keyUsage)?.value) ??
    (hasUnknownCriticalExtension(certificate) ? 'criticalExtension' : null) ??
    // The last: a trust list may have usages of its own.
    (usages.some((oid) => CLAIM_SIGNING_USAGES.has(oid)) ? null : 'extendedKeyUsage')
  );
}

/**
 * Whether signatures by a certificate may count (C2PA 2.4 clause 14.5.1). Which usages it may have beside
 * those that C2PA names is for a trust list to say.
 */
export function isSigningCertificate(certificate: Certificate): boolean {
  const rule = brokenProfileRule(certificate);
  return rule === null || rule === 'extendedKeyUsage';
}

/** Its validity begins later. */
export function isNotYetValidAt({ x509 }: Certificate, at: Date): boolean {
  return at < new Date(x509.validFrom);
}

export function isValidAt({ x509 }: Certificate, at: Date): boolean {
  return at >= new Date(x509.validFrom) && at <= new Date(x509.validTo);
}

export function hasAllowedSignature({
  signatureAlgorithm: { oid, parameters },
}: Certificate): boolean {
  return oid === PSS ? hasAllowedPssParameters(parameters) : SIGNATURE_ALGORITHMS.has(oid);
}

/** RSASSA-PSS-params (RFC 4055): SHA-2, and the same hash in MGF1. The defaults mean SHA-1. */
function hasAllowedPssParameters(parameters: Der | null): boolean {
  if (parameters?.tag !== 0x30) return false;
  const fields = readDer(parameters.contents);
  const algorithm = (tag: number) => {
    const field = fields.find((value) => value.tag === tag);
    return field ? readDer(readDer(field.contents)[0]!.contents) : null;
  };
  const hash = algorithm(0xa0)?.[0];
  const maskHash = algorithm(0xa1)?.[1];
  if (!hash || !maskHash) return false;
  const oid = oidOf(hash.contents);
  return HASHES.has(oid) && oidOf(readDer(maskHash.contents)[0]!.contents) === oid;
}

/** The longest RSA keys in use have 4096 bits; what is longer takes very long to use. */
const MOST_RSA_BITS = 8192;

export function hasAllowedKey({ x509: { publicKey } }: Certificate): boolean {
  const { namedCurve, modulusLength } = publicKey.asymmetricKeyDetails ?? {};
  switch (publicKey.asymmetricKeyType) {
    case 'ed25519':
      return true;
    case 'ec':
      return CURVES.has(namedCurve ?? '');
    case 'rsa':
    case 'rsa-pss':
      return modulusLength !== undefined && modulusLength >= 2048 && modulusLength <= MOST_RSA_BITS;
    default:
      return false;
  }
}

function brokenUsageRule(usages: readonly string[]): CertificateRule | null {
  if (usages.length === 0) return 'extendedKeyUsageMissing';
  if (usages.includes(USAGE.any)) return 'extendedKeyUsageAny';
  const exclusive = usages.filter((oid) => oid === USAGE.timeStamping || oid === USAGE.ocspSigning);
  return exclusive.length > 0 && usages.length > 1 ? 'extendedKeyUsageMixed' : null;
}

function brokenKeyUsageRule(extension: Uint8Array | undefined): CertificateRule | null {
  // BIT STRING: the first byte counts unused bits, the second begins with digitalSignature.
  const bits = extension ? (readDer(extension)[0]?.contents[1] ?? 0) : 0;
  if (bits & 0x04) return 'keyUsageCertificateSigning';
  return bits & 0xc0 ? null : 'keyUsage';
}

function hasUnknownCriticalExtension({ extensions }: Certificate): boolean {
  return [...extensions].some(([oid, { critical }]) => critical && !KNOWN_EXTENSIONS.has(oid));
}

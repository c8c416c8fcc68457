import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';

/** What a certificate chain is good for here: to check signatures of its first certificate. */
export interface SigningCertificate {
  /** PEM, the signing certificate first: normalised, so that equal chains are equal texts. */
  readonly pem: string;
  /** SHA-256 of the signing certificate's DER: its x5t (RFC 9360 2). */
  readonly thumbprint: Uint8Array;
  /** 32 bytes (RFC 8032 5.1.5). */
  readonly publicKey: Uint8Array;
  readonly key: KeyObject;
  /** O of its subject; null without one. */
  readonly organization: string | null;
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** Real chains have a few kB. */
const MOST_BYTES = 2 ** 16;
const MOST_CERTIFICATES = 16;

/**
 * Reads a chain. Whether anybody trusts it is not looked at.
 *
 * @param pem The signing certificate first, then its issuers. Text around them is ignored.
 * @throws TypeError unless `pem` is a string.
 * @throws ProvenanceError CERTIFICATE_MALFORMED if there is none, one cannot be parsed, or the signing
 *   certificate's key is none of Ed25519.
 */
export async function readSigningCertificate(pem: string): Promise<SigningCertificate> {
  if (typeof pem !== 'string') throw new TypeError('Certificates are given as PEM text.');
  if (pem.length > MOST_BYTES) throw new ProvenanceError('CERTIFICATE_MALFORMED');
  let chain: X509Certificate[];
  let key: KeyObject | undefined;
  try {
    chain = (pem.match(PEM) ?? []).map((each) => new X509Certificate(each));
    // A certificate may be parsed whose key cannot be.
    key = chain[0]?.publicKey;
  } catch (cause) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', undefined, { cause });
  }
  const [leaf] = chain;
  if (!leaf || !key || chain.length > MOST_CERTIFICATES) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', 'The text holds no chain of certificates.');
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new ProvenanceError(
      'CERTIFICATE_MALFORMED',
      'Records are signed with Ed25519, and the key of this certificate is of another kind.',
    );
  }
  const publicKey = Uint8Array.from(Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url'));
  await refuseWeakKey(publicKey);
  return {
    pem: chain.map((certificate) => certificate.toString()).join(''),
    thumbprint: thumbprintOf(leaf.raw),
    publicKey,
    key,
    organization: organizationOf(leaf),
  };
}

export function thumbprintOf(der: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(der).digest());
}

/**
 * A key of small order verifies signatures over anything, and one that is no canonical point is not
 * the same key everywhere. OpenSSL takes both; with them refused here, what it accepts
 * (`isOwnSignature`) the strict check of the other library accepts as well.
 */
async function refuseWeakKey(publicKey: Uint8Array): Promise<void> {
  const { Point } = await import('@noble/ed25519');
  try {
    if (!Point.fromBytes(publicKey, false).isSmallOrder()) return;
  } catch {}
  throw new ProvenanceError('CERTIFICATE_MALFORMED', 'The key of this certificate is none.');
}

function organizationOf({ subject }: X509Certificate): string | null {
  const line = subject?.split('\n').find((each) => each.startsWith('O='));
  return line?.slice(2) || null;
}

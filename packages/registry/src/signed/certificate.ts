import type { KeyObject } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { isWeakKey, parseCertificates, subjectAttribute, thumbprintOf } from '@provenance/cose';

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
  if (typeof pem === 'string' && pem.length > MOST_BYTES) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED');
  }
  const chain = parseCertificates(pem);
  if (chain.length > MOST_CERTIFICATES) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', 'The text holds no chain of certificates.');
  }
  const [leaf] = chain;
  const key = leaf.x509.publicKey;
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new ProvenanceError(
      'CERTIFICATE_MALFORMED',
      'Records are signed with Ed25519, and the key of this certificate is of another kind.',
    );
  }
  const publicKey = Uint8Array.from(leaf.der.publicKey);
  // What OpenSSL accepts with the keys that are left, the strict check of `isSignature` accepts as well.
  if (await isWeakKey(publicKey)) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', 'The key of this certificate is none.');
  }
  return {
    pem: chain.map(({ x509 }) => x509.toString()).join(''),
    thumbprint: thumbprintOf(leaf.x509.raw),
    publicKey,
    key,
    organization: subjectAttribute(leaf, 'O'),
  };
}

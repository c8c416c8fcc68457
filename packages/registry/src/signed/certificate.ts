import type { KeyObject } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import {
  algorithmOfKey,
  isWeakKey,
  parseCertificates,
  subjectAttribute,
  thumbprintOf,
} from '@provenance/cose';
import { type Delegation, isDelegation, readDelegation } from './delegation.ts';

/**
 * Since when somebody else may have a key, by the PEM text of its certificate or delegation: RFC 3339; null: nobody
 * said so.
 */
export type CompromisedSince = (pem: string) => Promise<string | null>;

/**
 * What signatures of a registry are checked with: a certificate of Ed25519 with its chain, or the delegation of a
 * record key.
 */
export interface SigningCertificate {
  /** PEM, the signing certificate first; or the delegation. Normalised, so that equal ones are equal texts. */
  readonly pem: string;
  /** SHA-256 of the signing certificate's DER, its x5t (RFC 9360 2); or the name of a record key. */
  readonly thumbprint: Uint8Array;
  /** 32 bytes (RFC 8032 5.1.5). */
  readonly publicKey: Uint8Array;
  readonly key: KeyObject;
  /** O of the subject of the certificate, also of that which signed the delegation; null without one. */
  readonly organization: string | null;
  /** Null: the certificate is that of the key itself. */
  readonly delegation: Delegation | null;
}

/** Real chains have a few kB. */
const MOST_BYTES = 2 ** 16;
const MOST_CERTIFICATES = 16;

/**
 * Reads a chain, or a delegation. Whether anybody trusts it is not looked at.
 *
 * @param pem The signing certificate first, then its issuers; or a delegation alone. Text around them is ignored.
 * @throws TypeError unless `pem` is a string.
 * @throws ProvenanceError CERTIFICATE_MALFORMED if there is none, one cannot be parsed, or the signing
 *   certificate's key is none of Ed25519; DELEGATION_MALFORMED.
 */
export async function readSigningCertificate(pem: string): Promise<SigningCertificate> {
  checkLength(pem);
  if (typeof pem === 'string' && isDelegation(pem)) {
    const { text, certificates: _, ...read } = await readDelegation(pem);
    return { pem: text, ...read };
  }
  const chain = chainOf(pem);
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
    delegation: null,
  };
}

/** Somebody whom a caller names as the issuer. */
export interface NamedIssuer {
  /** Of a certificate of any kind, which may have certified record keys. Null: what was named is a delegation. */
  readonly signer: Uint8Array | null;
  /** What signs by itself. Null: a certificate of another kind of key. */
  readonly certificate: SigningCertificate | null;
}

/**
 * Reads whom a caller names: a certificate of a key that C2PA has, with its chain, or a delegation.
 *
 * @throws As {@link readSigningCertificate}, which takes no key but Ed25519.
 */
export async function readNamedIssuer(pem: string): Promise<NamedIssuer> {
  checkLength(pem);
  if (typeof pem === 'string' && isDelegation(pem)) {
    return { signer: null, certificate: await readSigningCertificate(pem) };
  }
  const [{ x509 }] = chainOf(pem);
  const alg = algorithmOfKey(x509.publicKey);
  if (alg === null) {
    throw new ProvenanceError(
      'CERTIFICATE_MALFORMED',
      'The key of this certificate signs nothing here.',
    );
  }
  return {
    signer: thumbprintOf(x509.raw),
    certificate: alg === 'Ed25519' ? await readSigningCertificate(pem) : null,
  };
}

function checkLength(pem: string): void {
  if (typeof pem === 'string' && pem.length > MOST_BYTES) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED');
  }
}

function chainOf(pem: string): ReturnType<typeof parseCertificates> {
  const chain = parseCertificates(pem);
  if (chain.length > MOST_CERTIFICATES) {
    throw new ProvenanceError('CERTIFICATE_MALFORMED', 'The text holds no chain of certificates.');
  }
  return chain;
}

import { constants, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import { type Der, oidOf } from '@provenance/cose';

const RSA = '1.2.840.113549.1.1.1';
const RSA_PSS = '1.2.840.113549.1.1.10';
const EC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
/** Signature algorithms that name their hash (RFC 8017, RFC 5758). SHA-1 is none. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);

/**
 * Whether a signature of CMS or OCSP is that of a key.
 *
 * @param algorithm AlgorithmIdentifier: the OID, then its parameters.
 * @param digest The hash that was named beside it, as Node names it: some algorithms do not say one.
 */
export function verifies(
  [algorithm]: readonly Der[],
  digest: string,
  key: KeyObject,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  const method = methodOf(algorithm?.tag === 0x06 ? oidOf(algorithm.contents) : '', digest);
  if (method === null) return false;
  try {
    return verify(method.hash, bytes, { key, ...method.options }, signature);
  } catch {
    // A key of another kind than the algorithm.
    return false;
  }
}

/** Null for an algorithm that is not known here. */
function methodOf(
  oid: string,
  digest: string,
): { hash: string | null; options: Partial<VerifyKeyObjectInput> } | null {
  const named = NAMED.get(oid);
  if (named !== undefined) return { hash: named, options: {} };
  switch (oid) {
    case RSA:
    case EC:
      return { hash: digest, options: {} };
    case RSA_PSS:
      return {
        hash: digest,
        options: {
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_AUTO,
        },
      };
    case ED25519:
      return { hash: null, options: {} };
    default:
      return null;
  }
}

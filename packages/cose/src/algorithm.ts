import { constants, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';

/** Signature algorithms of C2PA 2.4 clause 14.2.1, as COSE names them. */
export type SigningAlgorithm =
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'Ed25519';

interface Parameters {
  /** Null: the algorithm hashes by itself. */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  readonly key: 'ec' | 'rsa' | 'ed25519';
  /** Bytes of r and of s, for ECDSA. */
  readonly scalar?: number;
  readonly curve?: string;
}

const ALGORITHMS: Readonly<Record<SigningAlgorithm, Parameters>> = {
  ES256: { hash: 'sha256', key: 'ec', curve: 'prime256v1', scalar: 32 },
  ES384: { hash: 'sha384', key: 'ec', curve: 'secp384r1', scalar: 48 },
  ES512: { hash: 'sha512', key: 'ec', curve: 'secp521r1', scalar: 66 },
  PS256: { hash: 'sha256', key: 'rsa' },
  PS384: { hash: 'sha384', key: 'rsa' },
  PS512: { hash: 'sha512', key: 'rsa' },
  Ed25519: { hash: null, key: 'ed25519' },
};

export const SIGNING_ALGORITHMS = Object.keys(ALGORITHMS) as readonly SigningAlgorithm[];

/** The name of the hash Node's sign() and verify() take. */
export function hashOf(alg: SigningAlgorithm): Parameters['hash'] {
  return ALGORITHMS[alg].hash;
}

/** Bytes of r and of s; null where the signature is not a pair. */
export function scalarLength(alg: SigningAlgorithm): number | null {
  return ALGORITHMS[alg].scalar ?? null;
}

/** Bytes of a COSE signature (RFC 9053) by this algorithm and key. */
export function signatureLength(alg: SigningAlgorithm, publicKey: KeyObject): number {
  const { key, scalar = 32 } = ALGORITHMS[alg];
  if (key !== 'rsa') return 2 * scalar;
  return Math.ceil((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
}

/**
 * The algorithm a key is used with. An RSA key can be used with several: the hash it is bound to, or
 * PS256.
 */
export function algorithmOfKey(publicKey: KeyObject): SigningAlgorithm | null {
  const { namedCurve, hashAlgorithm } = publicKey.asymmetricKeyDetails ?? {};
  const alg = SIGNING_ALGORITHMS.find((name) => {
    const { key, curve, hash } = ALGORITHMS[name];
    if (publicKey.asymmetricKeyType === 'rsa-pss') {
      return key === 'rsa' && hash === (hashAlgorithm ?? 'sha256');
    }
    return key === publicKey.asymmetricKeyType && curve === namedCurve;
  });
  return alg ?? null;
}

/** Whether signatures by this key can be of this algorithm. */
export function fitsKey(alg: SigningAlgorithm, publicKey: KeyObject): boolean {
  const { key, curve, hash } = ALGORITHMS[alg];
  const { namedCurve, hashAlgorithm } = publicKey.asymmetricKeyDetails ?? {};
  if (publicKey.asymmetricKeyType === 'rsa-pss') {
    return key === 'rsa' && (hashAlgorithm === undefined || hashAlgorithm === hash);
  }
  return key === publicKey.asymmetricKeyType && curve === namedCurve;
}

/** What Node's sign() and verify() take besides the bytes, so that signatures are as COSE wants them. */
export function keyInput(alg: SigningAlgorithm, key: KeyObject): VerifyKeyObjectInput {
  switch (ALGORITHMS[alg].key) {
    case 'ec':
      return { key, dsaEncoding: 'ieee-p1363' };
    case 'rsa':
      return {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      };
    case 'ed25519':
      return { key };
  }
}

/** IANA COSE algorithms (RFC 9053, RFC 8230), by the names C2PA has for them (2.4 clause 13.2). */
export const COSE_ALGORITHM: Readonly<Record<SigningAlgorithm, number>> = {
  ES256: -7,
  ES384: -35,
  ES512: -36,
  PS256: -37,
  PS384: -38,
  PS512: -39,
  Ed25519: -8,
};

/** The algorithm of a COSE header; null for one that C2PA does not name. */
export function algorithmOfCose(value: unknown): SigningAlgorithm | null {
  return SIGNING_ALGORITHMS.find((name) => COSE_ALGORITHM[name] === value) ?? null;
}

/**
 * Whether a signature (RFC 9053: r||s for ECDSA) is that of the key over these bytes. False as well
 * where the key is of another kind, or the signature of another length.
 */
export function isSignature(
  alg: SigningAlgorithm,
  publicKey: KeyObject,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!fitsKey(alg, publicKey) || signature.length !== signatureLength(alg, publicKey))
    return false;
  return verify(hashOf(alg), bytes, keyInput(alg, publicKey), signature);
}

import { verify } from 'node:crypto';
import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import {
  hashOf,
  keyInput,
  readDer,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  scalarLength,
} from '@provenance/cose';
import { checkedChain } from '../certificate/check.ts';
import { makeSigner, type Signer } from './signer.ts';

export interface CallbackSignerOptions {
  readonly alg: SigningAlgorithm;
  /** PEM text: the signing certificate first, then its issuers. */
  readonly certificates: string;
  /**
   * Signs `bytes` in a key service. Hash them as `alg` says (ES256: SHA-256, and so on; Ed25519 takes
   * the bytes as they are). ECDSA signatures may be DER (AWS KMS, Google Cloud KMS) or r||s (Azure
   * Key Vault, PKCS#11): what the length is not that of r||s is taken for DER and converted.
   */
  readonly sign: (bytes: Uint8Array, options: { signal?: AbortSignal }) => Promise<Uint8Array>;
  /** RFC 3161 authority (http: or https:), asked once a signature. Default: none. */
  readonly timestampUrl?: string;
}

const KEYS: KnownKeys<CallbackSignerOptions> = {
  alg: true,
  certificates: true,
  sign: true,
  timestampUrl: 'string',
};

/**
 * A signer whose private key lies elsewhere: in a KMS, an HSM, a signing service.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED, CERTIFICATE_REFUSED, or KEY_MISMATCH where `alg` is
 *   not for the certificate's key. Its `sign` throws SIGNER_FAILED with the callback's error as cause
 *   (one that is SIGNER_FAILED already as it is), and KEY_MISMATCH for a signature that does not fit the certificate.
 */
export async function callbackSigner(options: CallbackSignerOptions): Promise<Signer> {
  checkKnownKeys('options', options, KEYS);
  const { alg, sign } = options;
  if (!SIGNING_ALGORITHMS.includes(alg)) throw new TypeError(`There is no algorithm ${alg}.`);
  if (typeof sign !== 'function') throw new TypeError('sign must be a function.');
  const chain = checkedChain(options.certificates);
  const key = keyInput(alg, chain[0].x509.publicKey);
  return makeSigner({
    alg,
    chain,
    timestampUrl: options.timestampUrl,
    async sign(bytes, options) {
      let signature: Uint8Array;
      try {
        signature = await sign(bytes, options);
      } catch (cause) {
        options.signal?.throwIfAborted();
        if (cause instanceof ProvenanceError && cause.code === 'SIGNER_FAILED') throw cause;
        throw new ProvenanceError('SIGNER_FAILED', undefined, { cause });
      }
      if (!(signature instanceof Uint8Array) || signature.length === 0) {
        throw new ProvenanceError('SIGNER_FAILED', 'The signer returned no bytes.');
      }
      const coseSignature = asCoseSignature(signature, scalarLength(alg));
      // A key service with another key would make a file that looks signed and never validates.
      if (!verify(hashOf(alg), bytes, key, coseSignature)) {
        throw new ProvenanceError('KEY_MISMATCH', 'The signature does not fit the certificate.');
      }
      return coseSignature;
    },
  });
}

/** RFC 9053 2.1: an ECDSA signature is r||s, each as long as the curve's order. */
function asCoseSignature(signature: Uint8Array, scalar: number | null): Uint8Array {
  if (scalar === null || signature.length === 2 * scalar) return signature;
  try {
    const result = new Uint8Array(2 * scalar);
    const [pair, ...behind] = readDer(signature);
    const [r, s, ...more] = readDer(pair!.contents);
    if (behind.length + more.length > 0) throw new RangeError('There is more than a pair.');
    result.set(unsigned(r!.contents, scalar), scalar - unsigned(r!.contents, scalar).length);
    result.set(unsigned(s!.contents, scalar), 2 * scalar - unsigned(s!.contents, scalar).length);
    return result;
  } catch (cause) {
    throw new ProvenanceError('SIGNER_FAILED', 'The signature is neither DER nor r||s.', { cause });
  }
}

/** A DER INTEGER without its leading zeros. */
function unsigned(contents: Uint8Array, scalar: number): Uint8Array {
  const first = contents.findIndex((byte) => byte !== 0);
  const digits = contents.subarray(first === -1 ? contents.length : first);
  if (digits.length > scalar) throw new RangeError('The number is longer than the curve');
  return digits;
}

import { ProvenanceError } from '@provenance/content';
import type { Certificate } from '@provenance/cose';
import { fitsKey, type SigningAlgorithm } from '@provenance/cose';

/**
 * Something that can sign a claim. Made by {@link pemSigner}, {@link ed25519Signer} or
 * {@link callbackSigner}, which refuse a certificate that validators would refuse. Holds no private
 * key in any property: nothing of it shows in JSON, in a log or in an inspection.
 */
export interface Signer {
  readonly alg: SigningAlgorithm;
  /** PEM, the signing certificate first, then its issuers. */
  readonly certificates: string;
  /** RFC 3161 authority that is asked while signing; null: the network is not touched. */
  readonly timestampUrl: string | null;
  /**
   * Signs. Resolves to the signature as COSE wants it: r||s for ECDSA. It fits the certificate: a key
   * in memory was compared with it once, a callback's signature is verified each time.
   *
   * @param options.many One of many that are signed at the same time: where that is faster for all of them together,
   *   each may take longer.
   * @throws ProvenanceError SIGNER_FAILED or KEY_MISMATCH.
   */
  sign(bytes: Uint8Array, options?: SignOptions): Promise<Uint8Array>;
}

interface SignOptions {
  readonly signal?: AbortSignal;
  readonly many?: boolean;
}

const made = new WeakSet<Signer>();

/** @throws TypeError for what {@link makeSigner} has not made: nothing of it would be checked. */
export function checkSigner(signer: Signer): void {
  if (made.has(signer)) return;
  throw new TypeError(
    'signer must be what pemSigner(), ed25519Signer() or callbackSigner() resolves to.',
  );
}

/** Makes a signer of what produces raw signatures: checks what can be checked, once. */
export function makeSigner(options: {
  alg: SigningAlgorithm;
  chain: readonly [Certificate, ...Certificate[]];
  timestampUrl: string | undefined;
  sign: (bytes: Uint8Array, options: SignOptions) => Promise<Uint8Array>;
}): Signer {
  const { alg, chain, timestampUrl, sign } = options;
  const { publicKey } = chain[0].x509;
  if (!fitsKey(alg, publicKey)) {
    throw new ProvenanceError('KEY_MISMATCH', `The signing certificate's key is not for ${alg}.`);
  }
  const signer: Signer = Object.freeze({
    alg,
    certificates: chain.map(({ x509 }) => x509.toString()).join(''),
    timestampUrl: checkTimestampUrl(timestampUrl),
    async sign(bytes: Uint8Array, options: SignOptions = {}): Promise<Uint8Array> {
      options.signal?.throwIfAborted();
      return sign(bytes, options);
    },
  });
  made.add(signer);
  return signer;
}

function checkTimestampUrl(url: string | undefined): string | null {
  if (url === undefined) return null;
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: null };
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new TypeError('timestampUrl must be an http: or https: URL.');
  }
  return url;
}

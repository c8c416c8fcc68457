import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import { checkedChain } from '../certificate/check.ts';
import { makeSigner, type Signer } from './signer.ts';

export interface Ed25519SignerOptions {
  /** The private key of RFC 8032: 32 bytes. Copied; the caller may overwrite its own. */
  readonly seed: Uint8Array;
  /** PEM text: the signing certificate first, then its issuers. */
  readonly certificates: string;
  /** RFC 3161 authority (http: or https:), asked once a signature. Default: none. */
  readonly timestampUrl?: string;
}

const KEYS: KnownKeys<Ed25519SignerOptions> = {
  seed: true,
  certificates: true,
  timestampUrl: 'string',
};

/**
 * A signer for a raw Ed25519 seed, by @noble/ed25519.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED, CERTIFICATE_REFUSED, KEY_MALFORMED (not 32 bytes) or
 *   KEY_MISMATCH.
 */
export async function ed25519Signer(options: Ed25519SignerOptions): Promise<Signer> {
  checkKnownKeys('options', options, KEYS);
  if (!(options.seed instanceof Uint8Array)) throw new TypeError('seed must be a Uint8Array.');
  if (options.seed.length !== 32) throw new ProvenanceError('KEY_MALFORMED');
  const seed = Uint8Array.from(options.seed);
  const chain = checkedChain(options.certificates);
  const { getPublicKeyAsync, signAsync } = await import('@noble/ed25519');
  const { x } = chain[0].x509.publicKey.export({ format: 'jwk' });
  const publicKey = Buffer.from(await getPublicKeyAsync(seed)).toString('base64url');
  if (publicKey !== x) throw new ProvenanceError('KEY_MISMATCH');
  return makeSigner({
    alg: 'Ed25519',
    chain,
    timestampUrl: options.timestampUrl,
    sign: (bytes) => signAsync(bytes, seed),
  });
}

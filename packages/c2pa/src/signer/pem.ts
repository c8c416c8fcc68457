import { sign } from 'node:crypto';
import { promisify } from 'node:util';
import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import { algorithmOfKey, hashOf, keyInput, type SigningAlgorithm } from '@provenance/cose';
import { checkedChain, checkPrivateKey, parsePrivateKey } from '../certificate/check.ts';
import type { DevelopmentCertificates } from '../certificate/development.ts';
import { makeSigner, type Signer } from './signer.ts';

export interface PemSignerOptions {
  /** PEM text: the signing certificate first, then its issuers; the root is better left out. */
  readonly certificates: string;
  /** PEM text, unencrypted: PKCS#8, SEC1 (`EC PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`). */
  readonly key: string;
  /** Default: what the certificate's key is for; PS256 for an RSA key that is bound to no hash. */
  readonly alg?: SigningAlgorithm;
  /** RFC 3161 authority (http: or https:), asked once a signature. Default: none. */
  readonly timestampUrl?: string;
}

/** With `root`, so that it takes what createDevelopmentCertificates() makes. */
const KEYS: KnownKeys<PemSignerOptions & Pick<DevelopmentCertificates, 'root'>> = {
  certificates: true,
  key: true,
  alg: true,
  timestampUrl: 'string',
  root: true,
};

const signAsync = promisify(sign);

/**
 * A signer with the private key in memory: ES256, ES384, ES512, PS256, PS384, PS512 or Ed25519.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED, CERTIFICATE_REFUSED, KEY_MALFORMED or KEY_MISMATCH.
 * @throws TypeError if `timestampUrl` is no http: or https: URL.
 */
export async function pemSigner(options: PemSignerOptions): Promise<Signer> {
  checkKnownKeys<PemSignerOptions>('options', options, KEYS);
  const chain = checkedChain(options.certificates);
  const privateKey = parsePrivateKey(options.key);
  checkPrivateKey(chain[0], privateKey);
  // Not null: the certificate's rules have refused every other kind of key.
  const alg = options.alg ?? algorithmOfKey(chain[0].x509.publicKey)!;
  const key = keyInput(alg, privateKey);
  return makeSigner({
    alg,
    chain,
    timestampUrl: options.timestampUrl,
    // RSA takes milliseconds and goes to the thread pool; one of the others takes less than the way there.
    sign: async (bytes, { many = false }) =>
      many || alg.startsWith('PS')
        ? signAsync(hashOf(alg), bytes, key)
        : sign(hashOf(alg), bytes, key),
  });
}

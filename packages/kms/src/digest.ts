import { createHash } from 'node:crypto';
import { hashOf, type SigningAlgorithm } from '@provenance/cose';

/** What is sent for `bytes`: their hash; null where the algorithm takes them as they are. */
export function digestFor(alg: SigningAlgorithm, bytes: Uint8Array): Uint8Array | null {
  const hash = hashOf(alg);
  return hash === null ? null : createHash(hash).update(bytes).digest();
}

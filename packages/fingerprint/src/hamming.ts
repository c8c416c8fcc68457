/** Bytes of a fingerprint that is searched by distance. */
export const HASH_BYTES = 32;

/**
 * Bits in which two fingerprints differ: 0 of the same look, about 128 of unrelated ones.
 *
 * @throws TypeError if one is not a Uint8Array, RangeError if one is not of 32 bytes
 */
export function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  for (const hash of [a, b]) {
    if (!(hash instanceof Uint8Array)) throw new TypeError('A fingerprint is a Uint8Array.');
    if (hash.length !== HASH_BYTES) {
      throw new RangeError(`A fingerprint has ${HASH_BYTES} bytes, this one ${hash.length}.`);
    }
  }
  let bits = 0;
  for (let i = 0; i < HASH_BYTES; i++) bits += BITS[a[i]! ^ b[i]!]!;
  return bits;
}

const BITS = new Uint8Array(256);
for (let i = 1; i < BITS.length; i++) BITS[i] = BITS[i >> 1]! + (i & 1);

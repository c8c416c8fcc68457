import { X509Certificate } from 'node:crypto';
import { cborDecoder } from './cbor.ts';
import { signatureOf } from './store.ts';

/** COSE header parameter x5chain (RFC 9360), and the text label that C2PA 1.x used for it. */
const X5CHAIN = [33, 'x5chain'] as const;

/** Chains longer than this are not real. */
const MOST_CERTIFICATES = 16;

/**
 * x5chain of a manifest's COSE_Sign1 (RFC 9052 4.2): one byte string, or an array of them, leaf first.
 *
 * @throws Error if the store holds no such thing.
 */
export async function certificateChain(
  store: Uint8Array,
  manifest: string,
): Promise<X509Certificate[]> {
  const decoder = await cborDecoder();
  const message = decoder.decode(signatureOf(store, manifest)) as { value?: unknown } | unknown[];
  const parts = Array.isArray(message) ? message : message.value;
  if (!Array.isArray(parts) || !(parts[0] instanceof Uint8Array)) {
    throw new TypeError('The signature box holds no COSE_Sign1.');
  }
  const headers = [parts[0].length > 0 ? decoder.decode(parts[0]) : new Map(), parts[1]];
  for (const header of headers) {
    if (!(header instanceof Map)) continue;
    for (const name of X5CHAIN) {
      const value = header.get(name);
      const chain = (Array.isArray(value) ? value : [value]).slice(0, MOST_CERTIFICATES);
      if (chain.every((der) => der instanceof Uint8Array)) {
        return chain.map((der) => new X509Certificate(der));
      }
    }
  }
  throw new TypeError('The signature names no certificate.');
}

import { base64Length, decodeBase64, encodeBase64 } from './base64.ts';

/** Of a URI reference, in bytes. Longer ones are refused in browsers and proxies too. */
const REFERENCE_LIMIT = 8192;
const DATA_URI = 'data:application/c2pa;base64,';

/** RFC 3986: what a URI reference may consist of. */
const URI_REFERENCE = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-f]{2})+$/i;

/** @returns whether `text` is a URI reference (RFC 3986 section 4.1), absolute or relative */
export function isUriReference(text: string): boolean {
  return text.length <= REFERENCE_LIMIT && URI_REFERENCE.test(text);
}

/**
 * What stands between the delimiters of a block, without white space around it: the store of a `data:`
 * URI, or a reference to a store elsewhere; null if it is neither.
 */
export function readReference(
  bytes: Uint8Array,
): { store: Uint8Array; reference: null } | { store: null; reference: string } | null {
  if (latin1(bytes.subarray(0, DATA_URI.length)).toLowerCase() === DATA_URI) {
    const store = decodeBase64(bytes.subarray(DATA_URI.length));
    return store && { store, reference: null };
  }
  if (bytes.length > REFERENCE_LIMIT) return null;
  const reference = latin1(bytes);
  const usable = isUriReference(reference) && !/^data:/i.test(reference);
  return usable ? { store: null, reference } : null;
}

/** Bytes of {@link dataUri} for a store of `storeLength` bytes. */
export function dataUriLength(storeLength: number): number {
  return DATA_URI.length + base64Length(storeLength);
}

/** `data:application/c2pa;base64,…` */
export function dataUri(store: Uint8Array): Uint8Array {
  const uri = new Uint8Array(dataUriLength(store.length));
  uri.set(new TextEncoder().encode(DATA_URI));
  uri.set(encodeBase64(store), DATA_URI.length);
  return uri;
}

/** One character a byte. `bytes` must be few: they are spread as arguments. */
export function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

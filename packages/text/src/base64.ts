/**
 * Base64 of RFC 4648 section 4, on bytes: the text around it is bytes, and `atob` would take three
 * strings of the store's size.
 */

const ALPHABET = new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
);
const PAD = 0x3d;
const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) VALUES[ALPHABET[i]!] = i;

/** Characters for `length` bytes, padding included. */
export function base64Length(length: number): number {
  return 4 * Math.ceil(length / 3);
}

export function encodeBase64(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(base64Length(bytes.length)).fill(PAD);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const triple = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text[at] = ALPHABET[triple >> 18]!;
    text[at + 1] = ALPHABET[(triple >> 12) & 63]!;
    if (left > 1) text[at + 2] = ALPHABET[(triple >> 6) & 63]!;
    if (left > 2) text[at + 3] = ALPHABET[triple & 63]!;
    at += 4;
  }
  return text;
}

/**
 * @returns null unless `text` is padded, has no other characters and no bits that say nothing: one
 *   store has one spelling
 */
export function decodeBase64(text: Uint8Array): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.at(-1) !== PAD ? 0 : text.at(-2) !== PAD ? 1 : 2;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let at = 0;
  for (let i = 0; i < digits; i++) {
    const value = VALUES[text[i]!]!;
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xffffff;
    if (i % 4 === 3) {
      bytes[at] = bits >> 16;
      bytes[at + 1] = bits >> 8;
      bytes[at + 2] = bits;
      at += 3;
    }
  }
  if (padding === 1) {
    bytes[at] = bits >> 10;
    bytes[at + 1] = bits >> 2;
    if (bits & 0x03) return null;
  } else if (padding === 2) {
    bytes[at] = bits >> 4;
    if (bits & 0x0f) return null;
  }
  return bytes;
}

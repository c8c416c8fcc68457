/**
 * One byte as one variation selector (C2PA 2.4 A.8.3): 0 to 15 as U+FE00 to U+FE0F, which take three
 * bytes in UTF-8, the others as U+E0100 to U+E01EF, which take four.
 */

/** UTF-8 bytes of `payload` as variation selectors. */
export function selectorsLength(payload: Uint8Array): number {
  let length = 4 * payload.length;
  for (const byte of payload) if (byte < 16) length--;
  return length;
}

/**
 * Writes `payload` as variation selectors in UTF-8.
 *
 * @returns the offset behind what was written
 */
export function writeSelectors(payload: Uint8Array, out: Uint8Array, offset: number): number {
  let at = offset;
  for (const byte of payload) {
    if (byte < 16) {
      out[at++] = 0xef;
      out[at++] = 0xb8;
      out[at++] = 0x80 | byte;
    } else {
      const low = byte - 16;
      out[at++] = 0xf3;
      out[at++] = 0xa0;
      out[at++] = 0x84 | (low >> 6);
      out[at++] = 0x80 | (low & 0x3f);
    }
  }
  return at;
}

/**
 * The byte that the variation selector at `offset` stands for, or -1 if there is none. It takes three
 * UTF-8 bytes if the result is below 16, otherwise four.
 */
export function selectorAt(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset];
  // Beyond the end `undefined` fails every comparison.
  if (first === 0xef) {
    const last = bytes[offset + 2]!;
    return bytes[offset + 1] === 0xb8 && last >= 0x80 && last <= 0x8f ? last & 0x0f : -1;
  }
  if (first !== 0xf3 || bytes[offset + 1] !== 0xa0) return -1;
  const third = bytes[offset + 2]!;
  const fourth = bytes[offset + 3]!;
  if (!(third >= 0x84 && third <= 0x87 && fourth >= 0x80 && fourth <= 0xbf)) return -1;
  const byte = 16 + ((third & 0x03) << 6) + (fourth & 0x3f);
  return byte < 256 ? byte : -1;
}

import { isUtf8 } from 'node:buffer';

/** Of a text that is not in UTF-8, which is what texts are signed in. */
export type OtherEncoding = 'text.utf16' | 'text.utf32' | 'text.notUtf8';

/** Bytes that tell how a text is written: a page of it. */
const MOST_TOLD = 2 ** 16;

/**
 * What a text is in if it is not in UTF-8; null if it is. A zero is no character of any text, and half of the
 * bytes of plain English in UTF-16: such a text is well-formed UTF-8 by accident.
 */
export function otherEncoding(bytes: Uint8Array): OtherEncoding | null {
  const [first, second, third, fourth] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  // Its mark begins with that of UTF-16.
  if (isLittle && third === 0 && fourth === 0 && bytes.length % 4 === 0) return 'text.utf32';
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'text.utf32';
  if (isLittle || (first === 0xfe && second === 0xff)) return 'text.utf16';
  if (bytes.includes(0)) return byZeros(bytes.subarray(0, MOST_TOLD)) ?? 'text.notUtf8';
  return isUtf8(bytes) ? null : 'text.notUtf8';
}

/**
 * Without a mark: in UTF-32 the highest byte of four is always zero, and the next nearly so; in UTF-16 zeros
 * stand at one side of the pairs, and hardly any at the other.
 */
function byZeros(bytes: Uint8Array): 'text.utf16' | 'text.utf32' | null {
  const zeros = [0, 0, 0, 0];
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) zeros[at & 3]!++;
  const [one, two, three, four] = zeros as [number, number, number, number];
  const characters = Math.floor(bytes.length / 4);
  if (characters > 0 && (one >= characters || four >= characters)) {
    const second = one >= characters ? two : three;
    if (second * 2 > characters) return 'text.utf32';
  }
  const [high, low] = [one + three, two + four].sort((a, b) => b - a) as [number, number];
  return high > 8 * low && high * 16 > bytes.length / 2 ? 'text.utf16' : null;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const LATIN1 = new TextDecoder('latin1');

/** UTF-8 where it is that, else Latin-1: what texts without a stated encoding are in. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return LATIN1.decode(bytes);
  }
}

export function decodeLatin1(bytes: Uint8Array): string {
  return LATIN1.decode(bytes);
}

/** @param fallback Byte order where no mark tells it. */
export function decodeUtf16(bytes: Uint8Array, fallback: 'le' | 'be'): string {
  const [first, second] = bytes;
  const order =
    first === 0xff && second === 0xfe ? 'le' : first === 0xfe && second === 0xff ? 'be' : fallback;
  return new TextDecoder(`utf-16${order}`).decode(bytes);
}

/** Up to the first zero. */
export function untilZero(text: string): string {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

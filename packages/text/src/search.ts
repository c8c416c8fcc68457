/**
 * Finds every occurrence of one byte pattern (Horspool 1980): it steps over most of a text, where
 * `Uint8Array.prototype.indexOf` finds single bytes only.
 *
 * @param pattern 1 to 255 bytes
 */
export function createSearch(pattern: Uint8Array) {
  const length = pattern.length;
  const steps = new Uint8Array(256).fill(length);
  for (let i = 0; i < length - 1; i++) steps[pattern[i]!] = length - 1 - i;
  const last = pattern[length - 1]!;
  /** @returns the offset of the first occurrence at or after `from`, or -1 */
  return (bytes: Uint8Array, from: number): number => {
    let at = from + length - 1;
    while (at < bytes.length) {
      const byte = bytes[at]!;
      if (byte === last && matchesAt(bytes, at - length + 1, pattern)) return at - length + 1;
      at += steps[byte]!;
    }
    return -1;
  };
}

export function matchesAt(bytes: Uint8Array, offset: number, pattern: Uint8Array): boolean {
  for (let i = 0; i < pattern.length; i++) if (bytes[offset + i] !== pattern[i]) return false;
  return true;
}

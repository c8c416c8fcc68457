/** A content id as it is shown: 16 hexadecimal digits. */
export function contentIdOf(payload: Uint8Array): string {
  return Buffer.from(payload).toString('hex');
}

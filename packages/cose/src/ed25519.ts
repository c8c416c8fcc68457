/**
 * Whether an Ed25519 key is none to rely on: one of small order verifies signatures over anything, and
 * one that is no canonical point is not the same key everywhere. OpenSSL takes both.
 *
 * @param publicKey 32 bytes (RFC 8032 5.1.5).
 */
export async function isWeakKey(publicKey: Uint8Array): Promise<boolean> {
  const { Point } = await import('@noble/ed25519');
  try {
    return Point.fromBytes(publicKey, false).isSmallOrder();
  } catch {
    return true;
  }
}

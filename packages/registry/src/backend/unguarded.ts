/**
 * Name, among the values of a registry, of how many of its first entries were written without the guard of
 * a folder (`BackendStats.unguarded`). It goes with the log into exports and other backends.
 */
export const UNGUARDED = 'unguarded';

export function encodeUnguarded(entries: number): Uint8Array {
  return new TextEncoder().encode(String(entries));
}

/** Null and anything else that is no number: none. It is a hint, and nothing is proved by it. */
export function decodeUnguarded(bytes: Uint8Array | null): number {
  const entries = Number(new TextDecoder().decode(bytes ?? new Uint8Array()));
  return Number.isSafeInteger(entries) && entries >= 0 ? entries : 0;
}

import { createHash } from 'node:crypto';

/** A reference to a superbox, as it was read (C2PA 2.4 clause 8.4.2.3). */
export interface HashedReference {
  readonly url: string;
  readonly hash: Uint8Array;
  /** As C2PA names it; null where the enclosing structure says it. */
  readonly alg: string | null;
}

/** Where a JUMBF URI points to within a store. */
export interface Target {
  /** Null: in the manifest that names it. */
  readonly manifest: string | null;
  /** Labels on the way to the box; empty: the manifest itself. */
  readonly path: readonly string[];
}

/** Hash algorithms of C2PA 2.4 clause 13.1, as Node names them. */
const HASHES: readonly unknown[] = ['sha256', 'sha384', 'sha512'];

/** Null for a value that is no hashed URI. */
export function readHashedUri(value: unknown): HashedReference | null {
  if (!(value instanceof Map)) return null;
  const [url, hash, alg = null] = [value.get('url'), value.get('hash'), value.get('alg')];
  if (typeof url !== 'string' || !(hash instanceof Uint8Array)) return null;
  return alg === null || typeof alg === 'string' ? { url, hash, alg } : null;
}

/**
 * Reads `self#jumbf=…` (clause 8.4.2.2): an absolute path begins with the store, a relative one in the
 * manifest. Old files leave out the first slash of an absolute one. Null for any other URI.
 */
export function targetOf(url: string): Target | null {
  const [, text] = /^self#jumbf=(.*)$/s.exec(url) ?? [];
  if (text === undefined) return null;
  const [first, ...rest] = text.replace(/^\//, '').split('/');
  if (first === 'c2pa' && rest[0]) return { manifest: rest[0], path: rest.slice(1) };
  return text.startsWith('/') || !first ? null : { manifest: null, path: [first, ...rest] };
}

export function manifestUri(manifest: string): string {
  return `self#jumbf=/c2pa/${manifest}`;
}

export function assertionUri(manifest: string, assertion: string): string {
  return `${manifestUri(manifest)}/c2pa.assertions/${assertion}`;
}

/**
 * Whether bytes have the hash that a reference names.
 *
 * @param alg That of the enclosing structure; undefined: it says none.
 * @returns null for an algorithm that C2PA does not name.
 */
export function hasHash(
  bytes: Uint8Array,
  { hash, alg: own }: HashedReference,
  alg: unknown,
): boolean | null {
  const name = own ?? alg;
  if (!HASHES.includes(name)) return null;
  return createHash(name as string)
    .update(bytes)
    .digest()
    .equals(hash);
}

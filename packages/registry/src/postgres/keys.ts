import { createHash } from 'node:crypto';
import type { EntryKeys } from '../backend/backend.ts';
import type { Traits } from '../backend/traits.ts';

/**
 * What a record is found by, as short as it can be looked up: who finds something by it holds what was signed
 * against what was asked. Of two contents with the same 8 bytes both are found so, and one is handed out.
 */
export interface ShortKeys {
  /** 8 bytes each. Null: there is none. */
  readonly contentId: Uint8Array | null;
  readonly hash: Uint8Array;
  readonly manifest: Uint8Array | null;
  readonly requestId: number | null;
  readonly model: number | null;
  readonly issuer: number | null;
  /** Days since 1970-01-01. */
  readonly day: number | null;
}

const KEY_BYTES = 8;
const DAY_MILLISECONDS = 86_400_000;

export function shortKeys({ contentId, contentHash, manifestId, traits }: EntryKeys): ShortKeys {
  return {
    contentId: contentIdKey(contentId),
    hash: hashKey(contentHash),
    manifest: manifestId === null ? null : textKey(manifestId),
    ...shortTraits(traits),
  };
}

export function shortTraits({ requestId, model, issuer, day }: Traits) {
  return {
    requestId: requestId === null ? null : requestKey(requestId),
    model: model === null ? null : nameKey(model),
    issuer: issuer === null ? null : nameKey(issuer),
    day: day === null ? null : dayNumber(day),
  };
}

/** Null for what is no content id. */
export function contentIdKey(contentId: string): Uint8Array | null {
  return /^[0-9a-f]{16}$/.test(contentId) ? Buffer.from(contentId, 'hex') : null;
}

/** @param hash SHA-256. */
export function hashKey(hash: Uint8Array): Uint8Array {
  return hash.subarray(0, KEY_BYTES);
}

export function textKey(text: string): Uint8Array {
  return digest(text).subarray(0, KEY_BYTES);
}

/** Of what nearly every record has another of. */
export function requestKey(requestId: string): number {
  return digest(requestId).readInt32BE();
}

/** Of a name that many records have. */
export function nameKey(name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= MOST_NAMES) names.clear();
  const key = digest(name).readInt32BE();
  names.set(name, key);
  return key;
}

const MOST_NAMES = 256;
const names = new Map<string, number>();

/** @param day YYYY-MM-DD. */
export function dayNumber(day: string): number | null {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? null : time / DAY_MILLISECONDS;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

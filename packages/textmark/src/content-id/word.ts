import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { secretOf, type TextMarkKey } from '../key/key.ts';

/** Bytes of a content id, as of a picture's. */
export const CONTENT_ID_BYTES = 8;
/** Of these, the last are the check of an id made by {@link checkedContentId}. */
const CHECK_BYTES = 4;

const ROUNDS = 27;

/**
 * The round keys of Speck64/128 (Beaulieu and others 2013).
 *
 * @param key 4 words, the lowest first
 */
export function speckSchedule(key: Int32Array): Int32Array {
  const rounds = new Int32Array(ROUNDS);
  const l = Int32Array.of(key[1]!, key[2]!, key[3]!);
  let k = key[0]!;
  for (let i = 0; i < ROUNDS; i++) {
    rounds[i] = k;
    const x = l[i % 3]!;
    l[i % 3] = (k + ((x >>> 8) | (x << 24))) ^ i;
    k = ((k << 3) | (k >>> 29)) ^ l[i % 3]!;
  }
  return rounds;
}

/** Encrypts (high, low) `count` times in place: two words each, the low one first. */
export function speckEncrypt(rounds: Int32Array, words: Int32Array, count: number): void {
  for (let at = 0; at < 2 * count; at += 2) {
    let y = words[at]!;
    let x = words[at + 1]!;
    for (let i = 0; i < ROUNDS; i++) {
      x = (((x >>> 8) | (x << 24)) + y) ^ rounds[i]!;
      y = ((y << 3) | (y >>> 29)) ^ x;
    }
    words[at] = y;
    words[at + 1] = x;
  }
}

/** Decrypts one pair in place. */
export function speckDecrypt(rounds: Int32Array, words: Int32Array): void {
  let y = words[0]!;
  let x = words[1]!;
  for (let i = ROUNDS - 1; i >= 0; i--) {
    y ^= x;
    y = (y >>> 3) | (y << 29);
    x = ((x ^ rounds[i]!) - y) | 0;
    x = (x << 8) | (x >>> 24);
  }
  words[0] = y;
  words[1] = x;
}

const schedules = new WeakMap<TextMarkKey, Int32Array>();

/**
 * The keyed permutation of content ids: words of ids that are counted up would differ in few bits and share
 * most of each other's evidence.
 *
 * @throws TypeError if the key is of another scheme than the traced one
 */
export function wordSchedule(key: TextMarkKey): Int32Array {
  let schedule = schedules.get(key);
  if (schedule === undefined) {
    const derived = digest(key, 'textmark content id word');
    schedule = speckSchedule(Int32Array.from({ length: 4 }, (_, i) => littleWord(derived, 4 * i)));
    schedules.set(key, schedule);
  }
  return schedule;
}

/** The word of a content id: its low and high half. */
export function wordOf(key: TextMarkKey, id: Uint8Array): Int32Array {
  const words = Int32Array.of(bigWord(id, 4), bigWord(id, 0));
  speckEncrypt(wordSchedule(key), words, 1);
  return words;
}

/** The content id of a word. */
export function idOf(key: TextMarkKey, low: number, high: number): Uint8Array {
  const words = Int32Array.of(low, high);
  speckDecrypt(wordSchedule(key), words);
  const id = new Uint8Array(CONTENT_ID_BYTES);
  const view = new DataView(id.buffer);
  view.setInt32(0, words[1]!);
  view.setInt32(4, words[0]!);
  return id;
}

/**
 * A content id that can be read without asking a registry: 4 bytes chosen by the caller and 4 that the
 * key makes of them. Any other content id is only found among issued ones.
 *
 * @param chosen 4 bytes; random ones if not given
 * @returns 8 bytes
 * @throws TypeError, RangeError for what are no 4 bytes, or a key of another scheme
 */
export function checkedContentId(key: TextMarkKey, chosen?: Uint8Array): Uint8Array {
  const first = chosen ?? crypto.getRandomValues(new Uint8Array(CHECK_BYTES));
  if (!(first instanceof Uint8Array)) throw new TypeError('The chosen part is a Uint8Array.');
  if (first.length !== CHECK_BYTES) throw new RangeError('The chosen part has 4 bytes.');
  return concatBytes(first, checkOf(key, first));
}

/** Whether an id is one that {@link checkedContentId} makes; any other is with probability 2^-32. */
export function isChecked(key: TextMarkKey, id: Uint8Array): boolean {
  const check = checkOf(key, id.subarray(0, CHECK_BYTES));
  return check.every((byte, i) => byte === id[CHECK_BYTES + i]);
}

/** @throws TypeError, RangeError for what is no content id: 8 bytes or 16 hexadecimal digits */
export function parseContentId(id: Uint8Array | string): Uint8Array {
  if (typeof id === 'string') {
    if (!/^[\da-f]{16}$/i.test(id)) {
      throw new RangeError('A content id has 16 hexadecimal digits.');
    }
    return Uint8Array.from({ length: CONTENT_ID_BYTES }, (_, i) =>
      Number.parseInt(id.slice(2 * i, 2 * i + 2), 16),
    );
  }
  if (!(id instanceof Uint8Array)) throw new TypeError('A content id is a Uint8Array or a string.');
  if (id.length !== CONTENT_ID_BYTES) {
    throw new RangeError(`A content id has ${CONTENT_ID_BYTES} bytes, this one ${id.length}.`);
  }
  return id.slice();
}

/** 16 hexadecimal digits. */
export function formatContentId(id: Uint8Array): string {
  return bytesToHex(id);
}

/** @throws TypeError if the key is not of the traced scheme */
export function assertTraced(key: TextMarkKey): void {
  secretOf(key);
  if (key.scheme !== 'provenance-traced-siphash-v1') {
    throw new TypeError('Content ids belong to keys of provenance-traced-siphash-v1.');
  }
}

function checkOf(key: TextMarkKey, chosen: Uint8Array): Uint8Array {
  return digest(key, 'textmark content id check', chosen).subarray(0, CHECK_BYTES);
}

function digest(key: TextMarkKey, label: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  assertTraced(key);
  return sha256(concatBytes(utf8ToBytes(`${label}\0`), secretOf(key).bytes, data));
}

function littleWord(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function bigWord(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

import type { Prf } from './prf.ts';

/** 64-bit numbers as (low, high) pairs of signed words: v0 to v3 of a state. */
const STATE_WORDS = 8;

/**
 * SipHash-2-4 (Aumasson, Bernstein 2012) of a message in 32-bit words, in little-endian order.
 *
 * @param out 2 words, written: the low and the high half
 * @param key 4 words
 */
export function sipHash(out: Int32Array, key: Int32Array, message: Int32Array): void {
  const state = new Int32Array(STATE_WORDS);
  start(state, key);
  absorb(out, state, message, 0, message.length, message.length, 0);
}

function start(state: Int32Array, key: Int32Array): void {
  state[0] = key[0]! ^ 0x70736575;
  state[1] = key[1]! ^ 0x736f6d65;
  state[2] = key[2]! ^ 0x6e646f6d;
  state[3] = key[3]! ^ 0x646f7261;
  state[4] = key[0]! ^ 0x6e657261;
  state[5] = key[1]! ^ 0x6c796765;
  state[6] = key[2]! ^ 0x79746573;
  state[7] = key[3]! ^ 0x74656462;
}

/**
 * Takes words `from` to `to` into a state.
 *
 * @param total words of the whole message, if this is its end; 0 leaves the state, 8 words, in `out`
 * @param at where in `out`
 */
function absorb(
  out: Int32Array,
  state: Int32Array,
  message: Int32Array,
  from: number,
  to: number,
  total: number,
  at: number,
): void {
  let v0l = state[0]!;
  let v0h = state[1]!;
  let v1l = state[2]!;
  let v1h = state[3]!;
  let v2l = state[4]!;
  let v2h = state[5]!;
  let v3l = state[6]!;
  let v3h = state[7]!;
  // The last block has the length of the message, in bytes, in its top byte.
  const blocks = total > 0 ? ((to - from) >> 1) + 1 : (to - from) >> 1;
  const steps = total > 0 ? blocks + 1 : blocks;
  for (let block = 0; block < steps; block++) {
    let low = 0;
    let high = 0;
    let rounds = 2;
    if (block === blocks) {
      v2l ^= 0xff;
      rounds = 4;
    } else {
      const word = from + 2 * block;
      low = word < to ? message[word]! : 0;
      high = word + 1 < to ? message[word + 1]! : (4 * total) << 24;
      v3l ^= low;
      v3h ^= high;
    }
    for (let round = 0; round < rounds; round++) {
      let low0 = (v0l + v1l) | 0;
      v0h = (v0h + v1h + (((v0l & v1l) | ((v0l | v1l) & ~low0)) >>> 31)) | 0;
      let t = (v1l << 13) | (v1h >>> 19);
      v1h = ((v1h << 13) | (v1l >>> 19)) ^ v0h;
      v1l = t ^ low0;
      // Rotation by 32 is an exchange of the halves.
      v0l = v0h;
      v0h = low0;
      let low2 = (v2l + v3l) | 0;
      v2h = (v2h + v3h + (((v2l & v3l) | ((v2l | v3l) & ~low2)) >>> 31)) | 0;
      v2l = low2;
      t = (v3l << 16) | (v3h >>> 16);
      v3h = ((v3h << 16) | (v3l >>> 16)) ^ v2h;
      v3l = t ^ v2l;
      low0 = (v0l + v3l) | 0;
      v0h = (v0h + v3h + (((v0l & v3l) | ((v0l | v3l) & ~low0)) >>> 31)) | 0;
      v0l = low0;
      t = (v3l << 21) | (v3h >>> 11);
      v3h = ((v3h << 21) | (v3l >>> 11)) ^ v0h;
      v3l = t ^ v0l;
      low2 = (v2l + v1l) | 0;
      v2h = (v2h + v1h + (((v2l & v1l) | ((v2l | v1l) & ~low2)) >>> 31)) | 0;
      t = (v1l << 17) | (v1h >>> 15);
      v1h = ((v1h << 17) | (v1l >>> 15)) ^ v2h;
      v1l = t ^ low2;
      v2l = v2h;
      v2h = low2;
    }
    v0l ^= low;
    v0h ^= high;
  }
  if (total > 0) {
    out[at] = v0l ^ v1l ^ v2l ^ v3l;
    out[at + 1] = v0h ^ v1h ^ v2h ^ v3h;
    return;
  }
  out[at] = v0l;
  out[at + 1] = v0h;
  out[at + 2] = v1l;
  out[at + 3] = v1h;
  out[at + 4] = v2l;
  out[at + 5] = v2h;
  out[at + 6] = v3l;
  out[at + 7] = v3h;
}

/** "PMT1", so that no message is one of another use. */
const MAGIC = 0x31544d50;
/** The words before the context: magic, stream, context width, token. */
const HEAD = 4;
/** Of these, the first block. */
const OPENING = 2;

/** What our own function adds to a {@link Prf}. */
export interface SipPrf extends Prf {
  /** The high half of the hash whose low half `word` gave last. */
  high(): number;
}

/**
 * Our own function: the low half of SipHash-2-4 over (magic, stream, context width, token, context), the
 * context oldest first. SipHash is a pseudo-random function with a key of 128 bits, so whoever sees
 * marked texts cannot find the key, which the 64 bits of the servers' functions do not promise.
 *
 * @param key 4 words, kept and not copied
 * @param width context ids, 1 to 64
 */
export function createSipPrf(key: Int32Array, width: number): SipPrf {
  const message = new Int32Array(HEAD + width);
  message[0] = MAGIC;
  message[2] = width;
  const initial = new Int32Array(STATE_WORDS);
  start(initial, key);
  // Magic and stream are the first block: hashed once a stream, not once a token.
  const opened = new Int32Array(STATE_WORDS);
  const out = new Int32Array(2);
  let openedStream = Number.NaN;
  return {
    context(ids, at, length) {
      for (let i = 0; i < length; i++) message[HEAD + i] = ids[at + i]!;
    },
    word(token, stream) {
      if (stream !== openedStream) {
        message[1] = stream;
        absorb(opened, initial, message, 0, OPENING, 0, 0);
        openedStream = stream;
      }
      message[3] = token;
      absorb(out, opened, message, OPENING, HEAD + width, HEAD + width, 0);
      return out[0]!;
    },
    high: () => out[1]!,
  };
}

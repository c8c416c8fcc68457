import { hmac } from '../numeric/sha256.ts';
import { CODE_LENGTH, createPolarDecoder, informationSet, polarTransform } from './polar.ts';

/** Bytes of payload. */
export const PAYLOAD_BYTES = 8;
/** @throws TypeError, RangeError for what is no payload */
export function assertPayload(payload: Uint8Array): void {
  if (!(payload instanceof Uint8Array)) throw new TypeError('A payload is a Uint8Array.');
  if (payload.length !== PAYLOAD_BYTES) {
    throw new RangeError(`A payload has ${PAYLOAD_BYTES} bytes, this one ${payload.length}.`);
  }
}

/** Keyed check bits: a wrong word passes with probability 2^-44. */
export const CHECK_BITS = 44;
const WORD_BITS = 8 * PAYLOAD_BYTES + CHECK_BITS;
/** Candidates of one decoding, each checked once. */
export const LIST_SIZE = 16;

const information = informationSet(WORD_BITS);
const decoder = createPolarDecoder(information, LIST_SIZE);

/** The 64 payload bits followed by the first 44 bits of HMAC-SHA-256(checkKey, payload). */
function word(payload: Uint8Array, checkKey: Uint8Array): Uint8Array {
  const check = hmac(checkKey, payload);
  const bits = new Uint8Array(WORD_BITS);
  for (let i = 0; i < 64; i++) bits[i] = (payload[i >> 3]! >> (7 - (i & 7))) & 1;
  for (let i = 0; i < CHECK_BITS; i++) bits[64 + i] = (check[i >> 3]! >> (7 - (i & 7))) & 1;
  return bits;
}

/** @returns 1024 code bits */
export function encodePayload(payload: Uint8Array, checkKey: Uint8Array): Uint8Array {
  const bits = word(payload, checkKey);
  const code = new Uint8Array(CODE_LENGTH);
  for (let i = 0; i < WORD_BITS; i++) code[information[i]!] = bits[i]!;
  polarTransform(code);
  return code;
}

/** @returns the payload whose check agrees, or null. At most {@link LIST_SIZE} checks are made. */
export function decodePayload(llr: Float32Array, checkKey: Uint8Array): Uint8Array | null {
  const count = decoder.decode(llr);
  const bits = new Uint8Array(WORD_BITS);
  for (let rank = 0; rank < count; rank++) {
    decoder.candidate(rank, bits);
    const payload = new Uint8Array(PAYLOAD_BYTES);
    for (let i = 0; i < 64; i++) payload[i >> 3]! |= bits[i]! << (7 - (i & 7));
    const expected = word(payload, checkKey);
    if (expected.every((bit, i) => bit === bits[i])) return payload;
  }
  return null;
}

import { encodeCbor, Tagged } from './cbor.ts';
import { type Cbor, encodeDeterministic } from './deterministic-encode.ts';

/** CBOR tag of a COSE_Sign1 (RFC 9052 2). */
const COSE_SIGN1 = 18;

/** Header parameters: RFC 9052 3.1 (alg, content type, kid), RFC 9360 2 (x5chain, x5t). */
export const HEADER = { alg: 1, contentType: 3, kid: 4, x5chain: 33, x5t: 34 } as const;

/** A COSE_Sign1 that was taken apart, and not verified. */
export interface Sign1 {
  /** The protected header as it was signed. */
  readonly protectedBytes: Uint8Array;
  readonly protectedHeader: ReadonlyMap<unknown, unknown>;
  readonly unprotectedHeader: ReadonlyMap<unknown, unknown>;
  /** Null: it lies elsewhere. */
  readonly payload: Uint8Array | null;
  readonly signature: Uint8Array;
}

/** What is signed: Sig_structure of RFC 9052 4.4, without external data. */
export function sigStructure(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeDeterministic(['Signature1', protectedBytes, new Uint8Array(), payload]);
}

/**
 * A COSE_Sign1 (RFC 9052 4.2), with its tag.
 *
 * @param payload Null: it lies elsewhere, as the claim of a manifest does.
 */
export function encodeSign1(
  protectedBytes: Uint8Array,
  unprotectedHeader: Readonly<Record<string, unknown>> | ReadonlyMap<unknown, unknown>,
  payload: Uint8Array | null,
  signature: Uint8Array,
): Uint8Array {
  const parts = [protectedBytes, unprotectedHeader, payload, signature];
  // What a registry signs, by the thousand.
  if (unprotectedHeader instanceof Map && unprotectedHeader.size === 0) {
    const untagged = encodeDeterministic(parts as Cbor);
    const bytes = new Uint8Array(1 + untagged.length);
    bytes[0] = 0xc0 + COSE_SIGN1;
    bytes.set(untagged, 1);
    return bytes;
  }
  return encodeCbor(new Tagged(COSE_SIGN1, parts));
}

/**
 * Takes a COSE_Sign1 apart, with its tag or without.
 *
 * @param decode How CBOR is read: leniently, or only as it is written here.
 * @throws RangeError for bytes that are none.
 */
export function parseSign1(bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown): Sign1 {
  const message = untagged(bytes, decode);
  const [protectedBytes, unprotectedHeader, payload, signature, ...others] = Array.isArray(message)
    ? (message as unknown[])
    : [];
  if (
    !(protectedBytes instanceof Uint8Array) ||
    !(unprotectedHeader instanceof Map) ||
    !(payload instanceof Uint8Array || payload === null) ||
    !(signature instanceof Uint8Array) ||
    others.length > 0
  ) {
    throw new RangeError('These bytes are no COSE_Sign1.');
  }
  const protectedHeader = protectedBytes.length > 0 ? decode(protectedBytes) : new Map();
  if (!(protectedHeader instanceof Map)) throw new RangeError('The header is no map.');
  return { protectedBytes, protectedHeader, unprotectedHeader, payload, signature };
}

/** Deterministic data has no tags, so that this one is taken off before. */
function untagged(bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown): unknown {
  return decode(bytes[0] === 0xc0 + COSE_SIGN1 ? bytes.subarray(1) : bytes);
}

import { decodeCbor, Tagged } from '@provenance/cose/cbor';

/** What JSON can hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/** Assertions nest a dozen levels at most. */
const DEEPEST = 64;

/**
 * CBOR as JSON, in the form of crJSON: byte strings are `b64'…'`, so that they are told from text; a tag is
 * left out, and its value kept; a number that JSON has no form for is text, or null; a key that is no text is
 * written as text.
 *
 * @throws RangeError for bytes that are no CBOR, or nest deeper than 64 levels.
 */
export function jsonOfCbor(bytes: Uint8Array): Json {
  return jsonOf(decodeCbor(bytes));
}

/** The same of a value that was decoded. @throws RangeError as {@link jsonOfCbor}. */
export function jsonOf(value: unknown, depth = 0): Json {
  if (depth > DEEPEST) throw new RangeError('Values nest deeper than they do in any assertion.');
  const next = (each: unknown) => jsonOf(each, depth + 1);
  if (value instanceof Uint8Array) return base64(value);
  if (value instanceof Tagged) return next(value.value);
  if (Array.isArray(value)) return value.map(next);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, each]) => [nameOf(key, depth), next(each)]));
  }
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return value.toString();
    default:
      return null;
  }
}

/** Byte strings in crJSON. */
export function base64(bytes: Uint8Array): string {
  return `b64'${Buffer.from(bytes).toString('base64')}'`;
}

function nameOf(key: unknown, depth: number): string {
  return typeof key === 'string' ? key : JSON.stringify(jsonOf(key, depth + 1));
}

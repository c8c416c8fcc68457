/** Deeper than this no signer payload nests. */
const MOST_LEVELS = 16;

/**
 * Whether a value of JSON says the same as one of CBOR, with byte strings as base64: an aggregator repeats the
 * signer payload in its credential (CAWG identity assertion 1.2 clause 8.1.2.6).
 *
 * Let pass is what writers do: the characters of the base64 as a list of their codes (c2pa-rs before 1.2), and the
 * hash algorithm of a reference in one of the two alone, as the claim names it too.
 */
export function isSameInJson(json: unknown, cbor: unknown, level = 0): boolean {
  if (level > MOST_LEVELS) return false;
  if (cbor instanceof Uint8Array) {
    const text = base64In(json);
    return text !== null && Buffer.from(text, 'base64').equals(cbor);
  }
  if (Array.isArray(cbor)) {
    return (
      Array.isArray(json) &&
      json.length === cbor.length &&
      cbor.every((each, i) => isSameInJson(json[i], each, level + 1))
    );
  }
  if (!(cbor instanceof Map)) return json === cbor;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const fields = json as Readonly<Record<string, unknown>>;
  const isReference = cbor.has('url') && cbor.has('hash');
  const isOptional = (name: unknown, value: unknown) =>
    (isReference && name === 'alg') || (name === 'role' && isEmpty(value));
  return (
    Object.entries(fields).every(([name, value]) => cbor.has(name) || isOptional(name, value)) &&
    [...cbor].every(([name, value]) =>
      typeof name === 'string' && Object.hasOwn(fields, name)
        ? isSameInJson(fields[name], value, level + 1)
        : isOptional(name, value),
    )
  );
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function base64In(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const isText =
    Array.isArray(value) &&
    value.length <= 128 &&
    value.every((code) => Number.isInteger(code) && code >= 0 && code < 128);
  return isText ? String.fromCharCode(...value) : null;
}

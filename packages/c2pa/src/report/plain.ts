import { Tagged } from '@provenance/cose/cbor';

/** Plain data out of CBOR, as it can be printed: bytes become base64, tags are left out. */
export function plainData(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Tagged) return plainData(value.value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plainData);
  if (value instanceof Map) {
    // Not an object with a prototype: keys come from the file.
    const fields: Record<string, unknown> = Object.create(null);
    for (const [key, inner] of value) fields[String(plainData(key))] = plainData(inner);
    return { ...fields };
  }
  return value;
}

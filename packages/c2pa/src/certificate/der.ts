/** One ASN.1 value in DER (X.690). Offsets into the bytes it was read from. */
export interface Der {
  readonly tag: number;
  readonly contents: Uint8Array;
}

const MAX_LENGTH_BYTES = 4;

/**
 * Reads the values that stand one after the other in `bytes`. One level only: nothing recurses, so
 * nesting costs nothing. Enough for what Node's X509Certificate does not tell (version, algorithms
 * with parameters, critical extensions); a full ASN.1 library costs 200 ms at start.
 *
 * @throws RangeError on a length that is indefinite, too long or not covered by the bytes.
 */
export function readDer(bytes: Uint8Array): Der[] {
  const values: Der[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at++]!;
    let length = bytes[at++];
    if (length === undefined) throw new RangeError('DER ends inside a header');
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > MAX_LENGTH_BYTES || at + count > bytes.length) {
        throw new RangeError('DER length is not definite');
      }
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + bytes[at++]!;
    }
    if (length > bytes.length - at) throw new RangeError('DER value ends after its container');
    values.push({ tag, contents: bytes.subarray(at, at + length) });
    at += length;
  }
  return values;
}

/** An OBJECT IDENTIFIER's contents in dotted form. */
export function oidOf(contents: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of contents) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (arcs.length > 0) arcs.push(arc);
    else arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    arc = 0;
  }
  return arcs.join('.');
}

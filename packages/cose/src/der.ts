/** One ASN.1 value in DER (X.690). Offsets into the bytes it was read from. */
export interface Der {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** With its tag and length. */
  readonly bytes: Uint8Array;
}

const MAX_LENGTH_BYTES = 4;

/**
 * Reads the values that stand one after the other in `bytes`. One level only: nothing recurses, so
 * nesting costs nothing. Enough for what Node's X509Certificate does not tell (version, algorithms
 * with parameters, critical extensions); a full ASN.1 library costs 200 ms at start.
 *
 * @throws RangeError on a tag of several bytes, or a length that is indefinite, too long or not covered
 *   by the bytes.
 */
export function readDer(bytes: Uint8Array): Der[] {
  const values: Der[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at;
    const tag = bytes[at++]!;
    if ((tag & 0x1f) === 0x1f) throw new RangeError('DER tag of more than one byte');
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
    const end = at + length;
    values.push({ tag, contents: bytes.subarray(at, end), bytes: bytes.subarray(start, end) });
    at = end;
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

/**
 * An INTEGER that is small and not negative.
 *
 * @throws RangeError for any other.
 */
export function integerOf({ tag, contents }: Der): number {
  if (tag !== 0x02 || contents.length === 0 || contents.length > 6 || contents[0]! >= 0x80) {
    throw new RangeError('DER holds no small number');
  }
  return contents.reduce((value, byte) => value * 256 + byte, 0);
}

/**
 * A GeneralizedTime or UTCTime in UTC (RFC 5280 4.1.2.5, RFC 3161 2.4.2), with fractions of a second.
 *
 * @throws RangeError for any other.
 */
export function timeOf({ tag, contents }: Der): Date {
  const text = Buffer.from(contents.subarray(0, 40)).toString('latin1');
  const pattern = tag === 0x18 ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/ : UTC_TIME;
  const [, year = '', month, day, hour, minute, second, fraction = ''] = pattern.exec(text) ?? [];
  if ((tag !== 0x18 && tag !== 0x17) || year === '') throw new RangeError('DER holds no time');
  const century = tag === 0x18 ? '' : Number(year) >= 50 ? '19' : '20';
  const time = new Date(
    `${century}${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`,
  );
  if (Number.isNaN(time.getTime())) throw new RangeError('DER holds no time');
  return time;
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/;

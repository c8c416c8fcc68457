import { oidOf, readDer } from './der.ts';

/** A distinguished name (RFC 5280 4.1.2.4): its attributes in the order of the certificate. */
export type Name = readonly { readonly oid: string; readonly value: string }[];

/** RFC 4519. */
const ATTRIBUTES = { CN: '2.5.4.3', C: '2.5.4.6', O: '2.5.4.10' } as const;

/** Real values have up to 64 characters. */
const MOST_BYTES = 4096;

/**
 * Reads the contents of a Name: sets of attributes, one or several in each. A value of a kind that is
 * no text counts as empty.
 *
 * @throws RangeError for DER that is no name.
 */
export function readName(contents: Uint8Array): Name {
  return readDer(contents).flatMap((set) =>
    readDer(set.contents).map((attribute) => {
      const [type, value] = readDer(attribute.contents);
      if (type?.tag !== 0x06 || value === undefined) throw new RangeError('DER holds no name');
      return { oid: oidOf(type.contents), value: textOf(value.tag, value.contents) };
    }),
  );
}

/** The first value of an attribute; null if there is none, or it is empty. */
export function attributeOf(name: Name, attribute: keyof typeof ATTRIBUTES): string | null {
  return name.find(({ oid }) => oid === ATTRIBUTES[attribute])?.value || null;
}

/** The kinds of DirectoryString (RFC 5280 4.1.2.4), and IA5String of older certificates. */
function textOf(tag: number, contents: Uint8Array): string {
  const bytes = Buffer.from(contents.subarray(0, MOST_BYTES));
  switch (tag) {
    case 0x0c:
      return bytes.toString('utf8');
    case 0x13:
    case 0x14:
    case 0x16:
      return bytes.toString('latin1');
    case 0x1e:
      return bytes
        .subarray(0, bytes.length & ~1)
        .swap16()
        .toString('utf16le');
    case 0x1c:
      return utf32(bytes);
    default:
      return '';
  }
}

function utf32(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = bytes.readUInt32BE(at);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}

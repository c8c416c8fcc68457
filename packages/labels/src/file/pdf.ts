import { latin1 } from '@provenance/container';
import { readXmp } from '../block/xmp.ts';
import { type Reading, Unread } from '../field/reading.ts';
import { decodeLatin1, decodeText, decodeUtf16 } from '../field/text.ts';

const MOST_PACKETS = 20;
const MOST_STRINGS = 50;
/** Longer strings stand in no information dictionary. */
const MOST_STRING_BYTES = 2 ** 16;

/**
 * A PDF is not taken apart here. Its XMP is found by the marks that packets have for that purpose (XMP
 * Part 1 7.3), and three entries of its information dictionary by their names. What lies in compressed
 * or encrypted objects is noted as unread.
 */
export function readPdf(bytes: Uint8Array, reading: Reading): void {
  let packets = 0;
  for (let at = find(bytes, '<?xpacket begin', 0); at !== -1; ) {
    const end = find(bytes, '<?xpacket end', at);
    if (end === -1) {
      reading.cannotRead('Metadata', 'damaged');
      break;
    }
    if (++packets > MOST_PACKETS) {
      reading.cannotRead('Metadata', 'limit');
      break;
    }
    readXmp(bytes.subarray(at, end), 'Metadata', reading);
    at = find(bytes, '<?xpacket begin', end);
  }
  for (const name of ['AIGC', 'Creator', 'Producer']) {
    reading.attempt('Info', () => readEntries(bytes, name, reading));
  }
  if (find(bytes, '/ObjStm', 0) !== -1) reading.cannotRead('ObjStm', 'compressed');
  if (find(bytes, '/Encrypt', 0) !== -1) reading.cannotRead('Encrypt', 'encrypted');
}

function readEntries(bytes: Uint8Array, name: string, reading: Reading): void {
  let count = 0;
  for (let at = find(bytes, `/${name}`, 0); at !== -1; at = find(bytes, `/${name}`, at + 1)) {
    const start = behindBlanks(bytes, at + 1 + name.length);
    if (bytes[start] !== LITERAL && bytes[start] !== HEXADECIMAL) continue;
    // Those that do not end are counted too: each is read as far as one may go.
    if (++count > MOST_STRINGS) throw new Unread('limit');
    const text = stringAt(bytes, start);
    if (text === null || !reading.mayRead('Info', text.length)) continue;
    const isUtf16 = text[0] === 0xfe && text[1] === 0xff;
    const value = isUtf16 ? decodeUtf16(text, 'be') : decodeText(text);
    reading.add('Info', 'pdf-info', name, value);
  }
}

const [LITERAL, HEXADECIMAL] = [0x28, 0x3c];
const MOST_BLANKS = 16;

function behindBlanks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < start + MOST_BLANKS && [0x20, 0x09, 0x0d, 0x0a].includes(bytes[at] ?? 0)) at++;
  return at;
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

/** A literal or hexadecimal string (ISO 32000 7.3.4). Null: it does not end, or is none. */
function stringAt(bytes: Uint8Array, start: number): Uint8Array | null {
  const limit = Math.min(bytes.length, start + MOST_STRING_BYTES);
  const out: number[] = [];
  if (bytes[start] === HEXADECIMAL) {
    const end = bytes.subarray(start, limit).indexOf(0x3e);
    const digits = end === -1 ? null : decodeLatin1(bytes.subarray(start + 1, start + end));
    if (digits === null || !/^[0-9a-fA-F\s]*$/.test(digits)) return null;
    const pairs = digits.replace(/\s/g, '');
    for (let i = 0; i < pairs.length; i += 2) out.push(Number.parseInt(pairs.slice(i, i + 2), 16));
    return Uint8Array.from(out);
  }
  let depth = 1;
  for (let at = start + 1; at < limit; at++) {
    const byte = bytes[at]!;
    if (byte === 0x5c) {
      const octal = /^[0-7]{1,3}/.exec(latin1(bytes, at + 1, at + 4))?.[0];
      if (octal !== undefined) {
        out.push(Number.parseInt(octal, 8) & 0xff);
        at += octal.length;
      } else {
        const letter = latin1(bytes, at + 1, at + 2);
        at++;
        if (letter !== '\n' && letter !== '\r') out.push(ESCAPES[letter] ?? letter.charCodeAt(0));
      }
      continue;
    }
    if (byte === LITERAL) depth++;
    if (byte === 0x29 && --depth === 0) return Uint8Array.from(out);
    out.push(byte);
  }
  return null;
}

function find(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let i = 1;
    while (i < text.length && bytes[at + i] === text.charCodeAt(i)) i++;
    if (i === text.length) return at;
  }
  return -1;
}

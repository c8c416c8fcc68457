/**
 * What was signed, in about half of its bytes. Names of fields and of algorithms are numbers, and what is written in
 * hexadecimal digits takes half of them. What does not shrink so, hashes and signatures, is most of what is left: a
 * general compression takes seven times as long, and leaves as much.
 *
 * Each step is a byte and what follows it: 0x00..0x7f so many bytes as they are, and one; 0x80..0xdf a phrase; 0xe0..0xfe
 * hexadecimal digits, 8 to 68 of them, two a byte; 0xff a UUID, 16 bytes.
 */

/** What is longer stays as it is: nothing that is signed here is. */
const MOST_BYTES = 2 ** 20;
const MOST_LITERALS = 0x80;
const [PHRASE, HEX, UUID] = [0x80, 0xe0, 0xff];
const [LEAST_DIGITS, MOST_DIGITS] = [8, 68];
const UUID_LENGTH = 36;

/** Stored rows have their numbers: more may be added at the end, and none may change. In latin1. */
const PHRASES = [
  // Head of the payload, of 256 to 511 bytes and of 512 to 767, and of the record.
  '\xa0Y\x01',
  '\xa0Y\x02',
  '\xaddtimex\x1820',
  'Zemodel\xa2dname',
  'Zemodel\xf6fissuer',
  'gversion\xf6fissuer',
  'gversion',
  'fissuer',
  'gversion\x01hmanifest\xa2bid',
  'gversion\x01hmanifest\xf6icontentIdp',
  'x-urn:c2pa:',
  'urn:c2pa:',
  'dhashX ',
  'icontentIdp',
  'imediaType',
  'imediaTypeiimage/pngirequestId',
  'imediaTypejimage/jpegirequestId',
  'imediaTypejimage/webpirequestId',
  'imediaTypejtext/plainirequestId',
  'imediaTypeivideo/mp4irequestId',
  'irequestId',
  'irequestId\xf6iwatermark',
  'x$',
  'iwatermark\xa2calg',
  'iwatermark\xf6jpromptHash',
  'iwatermark\xa2calgx\x1aorg.provenance.watermark.1ekeyIdp',
  'iwatermark\xa2calgx\x19org.provenance.textmark.1ekeyIdp',
  'ekeyId',
  'ekeyIdp',
  'jpromptHashX ',
  'jpromptHash\xf6kcontentHashX ',
  'kcontentHashX ',
  'kretainUntil\xf6lfingerprints',
  'kretainUntilj20',
  'lfingerprints',
  '\x81\xa3calg',
  '\x82\xa3calg',
  '\xa3calg',
  '\xa3calgtorg.provenance.pdq.1evalueX ',
  '\xa3calguorg.provenance.look.1evalueX ',
  '\xa3calgvorg.provenance.parts.2evalueX ',
  '\xa3calguorg.provenance.text.1evalueX ',
  '\xa3calgx\x1aorg.provenance.text-piece.1evalueX ',
  'evalueX ',
  'evalue',
  'gquality\x18',
  'gquality\x18dX@',
  'X@',
].map((phrase) => Buffer.from(phrase, 'latin1'));

/** For each two bytes the phrases that begin so, the longest first; 0: there are none. */
const BEGINS = new Uint8Array(65_536);
const LISTS: (readonly number[])[] = [[]];
for (const [number, phrase] of PHRASES.entries()) {
  const begin = phrase[0]! * 256 + phrase[1]!;
  const list = [...LISTS[BEGINS[begin]!]!, number];
  list.sort((a, b) => PHRASES[b]!.length - PHRASES[a]!.length);
  if (BEGINS[begin] === 0) BEGINS[begin] = LISTS.push(list) - 1;
  else LISTS[BEGINS[begin]!] = list;
}

const DIGITS = Buffer.from('0123456789abcdef');
/** What a digit stands for; 255: it is none. */
const VALUES = new Uint8Array(256).fill(255);
for (const [value, digit] of DIGITS.entries()) VALUES[digit] = value;
const DASHES = [8, 13, 18, 23];
const DASH = 0x2d;

/** Null: it is too long, or would not be shorter. */
export function pack(bytes: Uint8Array): Uint8Array | null {
  const { length } = bytes;
  if (length > MOST_BYTES) return null;
  // Of a pool: it is written, and gone.
  const packed = Buffer.allocUnsafe(length);
  let [end, from, at] = [0, 0, 0];
  /** Writes what was met since the last step as it is. False: there is no room. */
  const flush = (): boolean => {
    for (; from < at; from += MOST_LITERALS) {
      const count = Math.min(MOST_LITERALS, at - from);
      if (end + 1 + count > length) return false;
      packed[end++] = count - 1;
      packed.set(bytes.subarray(from, from + count), end);
      end += count;
    }
    return true;
  };
  while (at < length) {
    const phrase = phraseAt(bytes, at);
    const digits = phrase < 0 ? digitsAt(bytes, at) : 0;
    if (phrase < 0 && digits === 0) {
      at++;
      continue;
    }
    if (!flush() || end + 1 + digits / 2 > length) return null;
    if (phrase >= 0) {
      packed[end++] = PHRASE + phrase;
      at += PHRASES[phrase]!.length;
    } else {
      const isUuid = digits === UUID_LENGTH - DASHES.length && bytes[at + DASHES[0]!] === DASH;
      packed[end++] = isUuid ? UUID : HEX + (digits - LEAST_DIGITS) / 2;
      for (let i = 0; i < digits; i += 2) {
        if (bytes[at] === DASH) at++;
        packed[end++] = VALUES[bytes[at]!]! * 16 + VALUES[bytes[at + 1]!]!;
        at += 2;
      }
    }
    from = at;
  }
  return flush() && end < length ? packed.subarray(0, end) : null;
}

/** What {@link pack} was given; null for what it has not made. */
export function unpack(packed: Uint8Array): Uint8Array | null {
  const length = unpackedLength(packed);
  if (length === null) return null;
  const bytes = new Uint8Array(length);
  let to = 0;
  for (let at = 0; at < packed.length; ) {
    const step = packed[at++]!;
    if (step < PHRASE) {
      bytes.set(packed.subarray(at, at + step + 1), to);
      at += step + 1;
      to += step + 1;
    } else if (step < HEX) {
      const phrase = PHRASES[step - PHRASE]!;
      bytes.set(phrase, to);
      to += phrase.length;
    } else {
      const count = step === UUID ? (UUID_LENGTH - DASHES.length) / 2 : hexBytes(step);
      const first = to;
      for (const end = at + count; at < end; at++) {
        if (step === UUID && DASHES.includes(to - first)) bytes[to++] = DASH;
        bytes[to++] = DIGITS[packed[at]! >> 4]!;
        bytes[to++] = DIGITS[packed[at]! & 15]!;
      }
    }
  }
  return bytes;
}

/** Nothing is allocated for what a row only says that it has. */
function unpackedLength(packed: Uint8Array): number | null {
  let [length, at] = [0, 0];
  while (at < packed.length && length <= MOST_BYTES) {
    const step = packed[at++]!;
    if (step < PHRASE) {
      length += step + 1;
      at += step + 1;
    } else if (step < HEX) {
      const phrase = PHRASES[step - PHRASE];
      if (phrase === undefined) return null;
      length += phrase.length;
    } else if (step === UUID) {
      length += UUID_LENGTH;
      at += (UUID_LENGTH - DASHES.length) / 2;
    } else {
      length += 2 * hexBytes(step);
      at += hexBytes(step);
    }
  }
  return at === packed.length && length <= MOST_BYTES ? length : null;
}

function hexBytes(step: number): number {
  return LEAST_DIGITS / 2 + step - HEX;
}

/** The longest that stands there; -1: none does. */
function phraseAt(bytes: Uint8Array, at: number): number {
  const list = BEGINS[bytes[at]! * 256 + (bytes[at + 1] ?? 0)]!;
  if (list === 0) return -1;
  for (const number of LISTS[list]!) {
    const phrase = PHRASES[number]!;
    let same = 2;
    while (same < phrase.length && bytes[at + same] === phrase[same]) same++;
    if (same === phrase.length && at + same <= bytes.length) return number;
  }
  return -1;
}

/** Digits that a step takes, 8 to 68 or those of a UUID; 0: there are too few. */
function digitsAt(bytes: Uint8Array, at: number): number {
  let count = 0;
  while (count < MOST_DIGITS && VALUES[bytes[at + count] ?? 0]! < 16) count++;
  if (count < LEAST_DIGITS) return 0;
  if (count !== LEAST_DIGITS || bytes[at + count] !== DASH) return count - (count % 2);
  for (let i = 0; i < UUID_LENGTH; i++) {
    const byte = bytes[at + i] ?? 0;
    if (DASHES.includes(i) ? byte !== DASH : VALUES[byte]! > 15) return LEAST_DIGITS;
  }
  return UUID_LENGTH - DASHES.length;
}

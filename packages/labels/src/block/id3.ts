import { id3Parts, latin1, memorySource, type Part } from '@provenance/container';
import { inflate } from '../field/inflate.ts';
import { type Reading, Unread } from '../field/reading.ts';
import { decodeLatin1, decodeText, decodeUtf16 } from '../field/text.ts';
import { readXmp } from './xmp.ts';

/** Text frames that name a program or a person at it (ID3v2.4 4.2). */
const TEXTS: ReadonlySet<string> = new Set(['TSSE', 'TENC', 'TPE1', 'TCOP', 'TIT3']);

/** The tag at the beginning of an MP3, or in a chunk of a WAV. */
export function readId3(bytes: Uint8Array, reading: Reading): void {
  reading.attempt('ID3', () => {
    const tag = id3Parts(memorySource(bytes));
    if (tag === null) return;
    if (tag.version < 3) throw new Unread('format');
    for (const part of tag.parts) {
      const { kind } = part;
      const isWanted = kind === 'TXXX' || kind === 'COMM' || kind === 'PRIV' || TEXTS.has(kind);
      const isUnsynchronised = (bytes[5]! & 0x80) !== 0;
      if (!isWanted) continue;
      reading.attempt(kind, () => readFrame(bytes, part, tag.version, isUnsynchronised, reading));
    }
  });
}

function readFrame(
  bytes: Uint8Array,
  { kind, start, contents, length }: Part,
  version: number,
  isTagUnsynchronised: boolean,
  reading: Reading,
): void {
  const flags = bytes[start + 9]!;
  const isNew = version >= 4;
  const isCompressed = (flags & (isNew ? 0x08 : 0x80)) !== 0;
  const isEncrypted = (flags & (isNew ? 0x04 : 0x40)) !== 0;
  const isGrouped = (flags & (isNew ? 0x40 : 0x20)) !== 0;
  const hasLength = isNew ? (flags & 0x01) !== 0 : isCompressed;
  if (isEncrypted) throw new Unread('encrypted');
  if (!reading.mayRead(kind, length)) return;
  let data = bytes.subarray(contents, contents + length);
  data = data.subarray((isGrouped ? 1 : 0) + (hasLength ? 4 : 0));
  if (isTagUnsynchronised || (isNew && (flags & 0x02) !== 0)) data = withoutStuffing(data);
  if (isCompressed) {
    data = inflate(data, reading.roomFor());
    if (!reading.mayRead(kind, data.length)) return;
  }
  if (kind === 'PRIV') {
    const end = data.indexOf(0);
    if (latin1(data, 0, Math.max(end, 0)) === 'XMP') readXmp(data.subarray(end + 1), kind, reading);
    return;
  }
  // Three letters of language stand behind the encoding of a comment.
  const text = decodeFrameText(data[0] ?? 0, data.subarray(kind === 'COMM' ? 4 : 1));
  if (kind !== 'TXXX' && kind !== 'COMM') {
    for (const value of text.split('\0')) reading.add(kind, 'id3', kind, value);
    return;
  }
  const end = text.indexOf('\0');
  if (end === -1) throw new Unread('damaged');
  const description = text.slice(0, end).replace(/^\ufeff/, '');
  const value = text
    .slice(end + 1)
    .replace(/^\ufeff/, '')
    .replace(/\0+$/, '');
  reading.add(kind, 'id3', description === '' ? kind : `${kind}:${description}`, value);
}

function decodeFrameText(encoding: number, bytes: Uint8Array): string {
  switch (encoding) {
    case 0:
      return decodeLatin1(bytes);
    case 1:
      return decodeUtf16(bytes, 'le');
    case 2:
      return decodeUtf16(bytes, 'be');
    default:
      return decodeText(bytes);
  }
}

/** Takes the zeros away that stand behind FF (ID3v2.4 6.1). */
function withoutStuffing(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => byte !== 0 || i === 0 || bytes[i - 1] !== 0xff);
}

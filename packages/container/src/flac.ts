import { malformed, type Part, PartList } from './part.ts';
import { type ByteSource, startsWith, viewOf } from './source.ts';

const KINDS = [
  'STREAMINFO',
  'PADDING',
  'APPLICATION',
  'SEEKTABLE',
  'VORBIS_COMMENT',
  'CUESHEET',
  'PICTURE',
];

/**
 * The metadata blocks of a FLAC file (RFC 9639 8) by their names, behind `marker` and before `audio`.
 *
 * @param start Where the stream begins: behind an ID3 tag, if there is one.
 * @throws ContainerError malformed for bytes that begin no FLAC, or a block that reaches beyond them.
 */
export function flacParts({ read, size }: ByteSource, start = 0): Part[] {
  if (!startsWith(read(start, 4), 'fLaC')) throw malformed('A FLAC begins with its marker.');
  const list = new PartList(size);
  list.add('marker', start, start, 4, start + 4);
  for (let at = start + 4; ; ) {
    const header = read(at, 4);
    if (header.length < 4) throw malformed('A FLAC ends within its metadata.');
    const length = viewOf(header).getUint32(0) & 0xffffff;
    const end = at + 4 + length;
    if (end > size) throw malformed('A block ends behind the file.');
    const type = header[0]! & 0x7f;
    list.add(KINDS[type] ?? `RESERVED${type}`, at, at + 4, length, end);
    at = end;
    if ((header[0]! & 0x80) === 0) continue;
    if (at < size) list.add('audio', at, at, size - at, size);
    return list.parts;
  }
}

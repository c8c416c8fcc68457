import { malformed, type Part, PartList } from './part.ts';
import { type ByteSource, concat, latin1, latin1Bytes, startsWith, viewOf } from './source.ts';

export interface RiffParts {
  /** Four letters: `WEBP`, `WAVE`, `AVI `. */
  readonly form: string;
  readonly parts: readonly Part[];
  /** The file is shorter than it says: the last part is as much of it as there is. */
  readonly isTruncated: boolean;
}

/**
 * The chunks of a RIFF by their identifiers, behind one part `RIFF` with length and form. Lists are not
 * looked into. What lies behind the length that the file says is one part, `trailer`; for AVI, whose
 * further RIFFs stand there (OpenDML), as well.
 *
 * @throws ContainerError malformed for bytes that begin no RIFF; tooManyParts.
 */
export function riffParts({ read, size }: ByteSource): RiffParts {
  const list = new PartList(size);
  const head = read(0, 12);
  if (head.length < 12 || !startsWith(head, 'RIFF'))
    throw malformed('A RIFF begins with its name.');
  const form = latin1(head, 8, 12);
  const stated = 8 + viewOf(head).getUint32(4, true);
  list.add('RIFF', 0, 8, 4, 12);
  const limit = Math.min(Math.max(stated, 12), size);
  let at = 12;
  while (at < limit) {
    const header = read(at, 8);
    if (header.length < 8 || at + 8 > limit) break;
    const length = viewOf(header).getUint32(4, true);
    const contents = at + 8;
    const padded = contents + length + (length & 1);
    const kind = latin1(header, 0, 4);
    if (contents + length > size) {
      list.add(kind, at, contents, size - contents, size);
      return { form, parts: list.parts, isTruncated: true };
    }
    const end = Math.min(padded, size);
    list.add(kind, at, contents, length, end);
    at = end;
  }
  if (at < size) list.add('trailer', at, at, size - at, size);
  return { form, parts: list.parts, isTruncated: stated > size };
}

/** A chunk with its header, and its padding to an even length. @param id Four letters. */
export function riffChunk(id: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, { length }) => sum + length, 0);
  const header = new Uint8Array(8);
  header.set(latin1Bytes(id));
  viewOf(header).setUint32(4, length, true);
  return concat([header, ...contents, new Uint8Array(length & 1)]);
}

/**
 * Sets the length of a RIFF whose chunks were changed.
 *
 * @param trailer Bytes behind it that are none of its chunks.
 */
export function setRiffLength(bytes: Uint8Array, trailer = 0): void {
  viewOf(bytes).setUint32(4, bytes.length - 8 - trailer, true);
}

import { malformed, type Part, PartList } from './part.ts';
import { type ByteSource, latin1, startsWith, viewOf } from './source.ts';

export interface Id3Parts {
  /** 3 or 4; 2 has other frames, which are not told apart. */
  readonly version: number;
  /** `header`, then frames by their identifiers, `padding`, and `audio`. */
  readonly parts: readonly Part[];
  /** A zero stands behind each FF of the tag (ID3v2.3 5, 2.4 6.1), or of a frame by its own flag. */
  readonly isUnsynchronised: boolean;
}

const FRAME_UNSYNCHRONISED = 0x02;

/**
 * An ID3v2 tag at the beginning of a file, and what follows it. Null for a file without one.
 *
 * @throws ContainerError malformed for a tag or frame that reaches beyond the file; tooManyParts.
 */
export function id3Parts({ read, size }: ByteSource): Id3Parts | null {
  const head = read(0, 10);
  if (head.length < 10 || !startsWith(head, 'ID3')) return null;
  const [version, flags] = [head[3]!, head[5]!];
  const end = 10 + synchsafe(head, 6);
  if (end > size) throw malformed('A tag ends behind the file.');
  const list = new PartList(size);
  let isUnsynchronised = (flags & 0x80) !== 0;
  let at = 10;
  if (flags & 0x40) {
    const extended = read(10, 4);
    at += version >= 4 ? synchsafe(extended, 0) : 4 + viewOf(extended).getUint32(0);
  }
  list.add('header', 0, 3, 7, Math.min(at, end));
  while (version >= 3 && at + 10 <= end) {
    const frame = read(at, 10);
    if (frame[0] === 0) break;
    const length = version >= 4 ? synchsafe(frame, 4) : viewOf(frame).getUint32(4);
    const next = at + 10 + length;
    if (next > end) throw malformed('A frame ends behind its tag.');
    if (version >= 4 && (frame[9]! & FRAME_UNSYNCHRONISED) !== 0) isUnsynchronised = true;
    list.add(latin1(frame, 0, 4), at, at + 10, length, next);
    at = next;
  }
  if (at < end) list.add('padding', at, at, end - at, end);
  if (end < size) list.add('audio', end, end, size - end, size);
  return { version, parts: list.parts, isUnsynchronised };
}

/** Four bytes of seven bits. */
function synchsafe(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) value = value * 128 + ((bytes[i] ?? 0) & 0x7f);
  return value;
}

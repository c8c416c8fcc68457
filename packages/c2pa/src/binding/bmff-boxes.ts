import type { ContentReader } from './content.ts';

/** A box of an ISO base media file (ISO/IEC 14496-12 4.2). */
export interface BmffBox {
  readonly type: string;
  readonly start: number;
  /** Behind its header, where a full box has version and flags. */
  readonly header: number;
  /** Behind its header; of a full box, behind version and flags. */
  readonly contents: number;
  readonly end: number;
  /** Of `uuid` boxes, 16 bytes in hex; else empty. */
  readonly userType: string;
  /** Of full boxes; else 0. */
  readonly version: number;
  readonly flags: number;
}

/** More boxes than this in one place are not made by anyone. */
const MOST_BOXES = 20_000;

/** The full boxes that are looked into, which have a version and flags before their contents. */
const FULL = new Set('meta iloc stco co64 stsc stsz stz2 dref tfhd trun trex'.split(' '));

/** The boxes side by side in a range. Null: they cannot be told apart. */
export function bmffBoxes(content: ContentReader, start: number, end: number): BmffBox[] | null {
  const boxes: BmffBox[] = [];
  for (let at = start; at < end; ) {
    const box = readBox(content, at, end);
    if (box === null || boxes.length === MOST_BOXES) return null;
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

function readBox({ read }: ContentReader, start: number, limit: number): BmffBox | null {
  const header = read(start, 36);
  if (header.length < 8) return null;
  const type = header.toString('latin1', 4, 8);
  const short = header.readUInt32BE(0);
  const isLarge = short === 1;
  if (isLarge && header.length < 16) return null;
  const length = isLarge ? Number(header.readBigUInt64BE(8)) : short === 0 ? limit - start : short;
  let contents = isLarge ? 16 : 8;
  const userType = type === 'uuid' ? header.toString('hex', contents, contents + 16) : '';
  if (userType !== '') contents += 16;
  const behind = start + contents;
  // QuickTime's `meta` is none, and begins with its handler at once.
  const isPlain =
    type === 'meta' && header.toString('latin1', contents + 4, contents + 8) === 'hdlr';
  const isFull = FULL.has(type) && !isPlain;
  const version = isFull ? (header[contents] ?? 0) : 0;
  const flags = isFull && header.length >= contents + 4 ? header.readUIntBE(contents + 1, 3) : 0;
  if (isFull) contents += 4;
  if (length < contents || length > limit - start) return null;
  const range = { start, header: behind, contents: start + contents, end: start + length };
  return { type, ...range, userType, version, flags };
}

/**
 * The boxes on a path of types from the top, such as `/moov/trak/mdia`.
 *
 * @throws RangeError for boxes on the way that cannot be told apart.
 */
export function boxesAt(
  content: ContentReader,
  top: readonly BmffBox[],
  path: readonly string[],
): BmffBox[] {
  const [type, ...rest] = path;
  const found = top.filter((box) => box.type === type);
  if (rest.length === 0) return found;
  return found.flatMap(({ contents, end }) => {
    const children = bmffBoxes(content, contents, end);
    if (children === null) throw new RangeError('The boxes cannot be told apart');
    return boxesAt(content, children, rest);
  });
}

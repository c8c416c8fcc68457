import { ContainerError, malformed, type Part } from './part.ts';
import { type ByteSource, latin1, viewOf } from './source.ts';

/** A box of an ISO base media file (ISO/IEC 14496-12 4.2). `contents` is behind version and flags, if it has them. */
export interface BmffBox extends Part {
  /** Of `uuid` boxes, 32 hexadecimal digits; else empty. */
  readonly userType: string;
  /** Of the full boxes that are looked into here; else 0. */
  readonly version: number;
  readonly flags: number;
}

/** Real files have fewer boxes side by side, but for fragments: those grow with the file. */
const MIN_BOXES = 20_000;
const BYTES_A_BOX = 256;

/** The full boxes that are looked into, which have a version and flags before their contents. */
const FULL: ReadonlySet<string> = new Set(
  'meta iloc iinf infe iref pitm stco co64 stsc stsz stz2 dref tfhd trun trex'.split(' '),
);

/**
 * The boxes side by side in a range, by their types. One level: nothing recurses.
 *
 * @throws ContainerError malformed where they cannot be told apart; tooManyParts.
 */
export function bmffBoxes(source: ByteSource, start = 0, end: number = source.size): BmffHeader[] {
  const most = MIN_BOXES + Math.floor(source.size / BYTES_A_BOX);
  const boxes: BmffHeader[] = [];
  for (let at = start; at < end; ) {
    if (boxes.length >= most) {
      throw new ContainerError('tooManyParts', 'The file has more boxes than any real one.');
    }
    const box = bmffBoxAt(source, at, end);
    if (box === null) throw malformed('A box is shorter than its header.');
    if (box.isCut) throw malformed('A box ends behind what it is in.');
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

/** A box by its header alone, for those who have to count boxes of files that are none. */
export interface BmffHeader extends BmffBox {
  /** Behind its header, where a full box has version and flags. */
  readonly header: number;
  /** It says to be longer than what it is in, or shorter than its own header. */
  readonly isCut: boolean;
}

/**
 * The box that begins there. One that is longer than what it is in ends with it, and so does one whose
 * length can be none.
 *
 * @param limit The end of what it is in.
 * @returns null for less than the shortest header.
 */
export function bmffBoxAt({ read }: ByteSource, start: number, limit: number): BmffHeader | null {
  const bytes = read(start, Math.min(36, limit - start));
  if (bytes.length < 8) return null;
  const view = viewOf(bytes);
  const kind = latin1(bytes, 4, 8);
  const short = view.getUint32(0);
  const isLarge = short === 1 && bytes.length >= 16;
  const stated = isLarge ? Number(view.getBigUint64(8)) : short;
  const size = short === 0 ? limit - start : stated;
  let head = isLarge ? 16 : 8;
  let userType = '';
  if (kind === 'uuid') {
    for (const byte of bytes.subarray(head, head + 16))
      userType += byte.toString(16).padStart(2, '0');
    head += 16;
  }
  const header = start + head;
  // QuickTime's `meta` is no full box, and begins with its handler at once.
  const isFull =
    FULL.has(kind) && !(kind === 'meta' && latin1(bytes, head + 4, head + 8) === 'hdlr');
  const hasFlags = isFull && bytes.length >= head + 4;
  const version = hasFlags ? bytes[head]! : 0;
  const flags = hasFlags ? view.getUint32(head) & 0xffffff : 0;
  if (isFull) head += 4;
  const contents = start + head;
  const end = size < 8 ? limit : Math.min(start + size, limit);
  const length = Math.max(0, end - contents);
  const isCut = size < head || size > limit - start;
  return { kind, start, header, contents, length, end, userType, version, flags, isCut };
}

/** The boxes inside a box. @throws ContainerError */
export function childrenOf(source: ByteSource, { contents, end }: BmffBox): BmffHeader[] {
  return bmffBoxes(source, contents, end);
}

/**
 * The boxes on a path of types from the top, such as `moov`, `trak`, `mdia`.
 *
 * @throws ContainerError for boxes on the way that cannot be told apart.
 */
export function boxesAt(
  source: ByteSource,
  top: readonly BmffHeader[],
  path: readonly string[],
): BmffHeader[] {
  const [kind, ...rest] = path;
  const found = top.filter((box) => box.kind === kind);
  if (rest.length === 0) return found;
  return found.flatMap((box) => boxesAt(source, childrenOf(source, box), rest));
}

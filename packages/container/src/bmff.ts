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
export function bmffBoxes(source: ByteSource, start = 0, end: number = source.size): BmffBox[] {
  const most = MIN_BOXES + Math.floor(source.size / BYTES_A_BOX);
  const boxes: BmffBox[] = [];
  for (let at = start; at < end; ) {
    if (boxes.length >= most) {
      throw new ContainerError('tooManyParts', 'The file has more boxes than any real one.');
    }
    const box = readBox(source, at, end);
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

function readBox({ read }: ByteSource, start: number, limit: number): BmffBox {
  const header = read(start, 36);
  if (header.length < 8) throw malformed('A box is shorter than its header.');
  const view = viewOf(header);
  const kind = latin1(header, 4, 8);
  const short = view.getUint32(0);
  const isLarge = short === 1;
  if (isLarge && header.length < 16) throw malformed('A box is shorter than its header.');
  const stated = isLarge ? Number(view.getBigUint64(8)) : short;
  const size = short === 0 ? limit - start : stated;
  let head = isLarge ? 16 : 8;
  let userType = '';
  if (kind === 'uuid') {
    for (const byte of header.subarray(head, head + 16))
      userType += byte.toString(16).padStart(2, '0');
    head += 16;
  }
  // QuickTime's `meta` is no full box, and begins with its handler at once.
  const isFull =
    FULL.has(kind) && !(kind === 'meta' && latin1(header, head + 4, head + 8) === 'hdlr');
  const hasFlags = isFull && header.length >= head + 4;
  const version = hasFlags ? header[head]! : 0;
  const flags = hasFlags ? view.getUint32(head) & 0xffffff : 0;
  if (isFull) head += 4;
  if (size < head || size > limit - start) throw malformed('A box ends behind what it is in.');
  const end = start + size;
  return {
    kind,
    start,
    contents: start + head,
    length: size - head,
    end,
    userType,
    version,
    flags,
  };
}

/** The boxes inside a box. @throws ContainerError */
export function childrenOf(source: ByteSource, { contents, end }: BmffBox): BmffBox[] {
  return bmffBoxes(source, contents, end);
}

/**
 * The boxes on a path of types from the top, such as `moov`, `trak`, `mdia`.
 *
 * @throws ContainerError for boxes on the way that cannot be told apart.
 */
export function boxesAt(
  source: ByteSource,
  top: readonly BmffBox[],
  path: readonly string[],
): BmffBox[] {
  const [kind, ...rest] = path;
  const found = top.filter((box) => box.kind === kind);
  if (rest.length === 0) return found;
  return found.flatMap((box) => boxesAt(source, childrenOf(source, box), rest));
}

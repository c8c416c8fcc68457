/** A box of a manifest store, as offsets into it (ISO 19566-5, C2PA 2.4 clause 11.1). */
export interface Box {
  /** Four characters. */
  readonly type: string;
  readonly start: number;
  readonly contents: number;
  readonly end: number;
}

/** A `jumb` box: a description, then contents of a kind. */
export interface Superbox extends Box {
  /** The first four bytes of its UUID, as characters: `c2ma`, `cbor`, …; empty for a kind that is none of JUMBF's. */
  readonly kind: string;
  /** Null: it has none, and nothing can name it. */
  readonly label: string | null;
  readonly children: readonly Box[];
}

/** More boxes side by side than this are not made by anyone; each takes memory. */
const MOST_BOXES = 10_000;
/** Labels that are used are below 200 bytes. */
const MOST_LABEL_BYTES = 1024;
/** The other twelve bytes of every UUID that C2PA and JUMBF use, as three numbers. */
const KIND_END = [0x00110010, 0x800000aa, 0x00389b71] as const;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The boxes that stand one after the other in a range. One level: nothing recurses.
 *
 * @throws RangeError for a length that its container does not cover, bytes that are left behind the
 *   last box, or more boxes than any store has.
 */
export function readBoxes(bytes: Uint8Array, start: number, end: number): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxes: Box[] = [];
  let at = start;
  while (at < end) {
    if (end - at < 8) throw new RangeError('Bytes are left behind the last box');
    const short = view.getUint32(at);
    const large = short === 1 && end - at >= 16;
    const length = large ? Number(view.getBigUint64(at + 8)) : short;
    const contents = at + (large ? 16 : 8);
    if (length < contents - at || length > end - at) {
      throw new RangeError('A box ends after its container');
    }
    if (boxes.length === MOST_BOXES) throw new RangeError('There are too many boxes');
    boxes.push({ type: fourCharacters(bytes, at + 4), start: at, contents, end: at + length });
    at += length;
  }
  return boxes;
}

/**
 * What a `jumb` box holds.
 *
 * @throws RangeError for any other, and for a description that is none.
 */
export function readSuperbox(bytes: Uint8Array, box: Box): Superbox {
  if (box.type !== 'jumb') throw new RangeError('The box is no JUMBF superbox');
  const [description, ...children] = readBoxes(bytes, box.contents, box.end);
  if (description?.type !== 'jumd' || description.end - description.contents < 17) {
    throw new RangeError('A superbox has no description');
  }
  return {
    ...box,
    kind: readKind(bytes, description.contents),
    label: readLabel(bytes, description),
    children,
  };
}

function readKind(bytes: Uint8Array, at: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isKnown = KIND_END.every((part, i) => view.getUint32(at + 4 + 4 * i) === part);
  return isKnown ? fourCharacters(bytes, at) : '';
}

function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
}

/** After the UUID, one byte of toggles, of which the second says that a label follows (B.3). */
function readLabel(bytes: Uint8Array, { contents, end }: Box): string | null {
  if ((bytes[contents + 16]! & 0x02) === 0) return null;
  const start = contents + 17;
  const stop = bytes.indexOf(0, start);
  if (stop === -1 || stop >= end || stop - start > MOST_LABEL_BYTES) {
    throw new RangeError('A label has no end');
  }
  try {
    return decoder.decode(bytes.subarray(start, stop));
  } catch (cause) {
    throw new RangeError('A label is not UTF-8', { cause });
  }
}

/** The superboxes among boxes; others have no name. @throws RangeError */
export function superboxesOf(bytes: Uint8Array, boxes: readonly Box[]): Superbox[] {
  return boxes.filter(({ type }) => type === 'jumb').map((box) => readSuperbox(bytes, box));
}

/** A box with its header. */
export function bytesOf(bytes: Uint8Array, { start, end }: Box): Uint8Array {
  return bytes.subarray(start, end);
}

/** What a hashed URI is over: a superbox without its own header (C2PA 2.4 clause 8.4.2.3). */
export function hashedBytesOf(bytes: Uint8Array, { contents, end }: Box): Uint8Array {
  return bytes.subarray(contents, end);
}

export function contentsOf(bytes: Uint8Array, { contents, end }: Box): Uint8Array {
  return bytes.subarray(contents, end);
}

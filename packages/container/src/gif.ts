import { malformed, type Part, PartList } from './part.ts';
import { type ByteSource, concat, latin1, startsWith, viewOf } from './source.ts';

export interface GifParts {
  readonly parts: readonly Part[];
  /** The file ends before its trailer: the last part is as much of it as there is. */
  readonly isTruncated: boolean;
}

/** Extensions by their labels (GIF89a 23 to 26). */
const EXTENSIONS: ReadonlyMap<number, string> = new Map([
  [0x01, '2101'],
  [0xf9, '21F9'],
  [0xfe, '21FE'],
  [0xff, '21FF'],
]);

/**
 * The blocks of a GIF: `header`, `LSD` (logical screen), `GCT` (its colours), extensions as `21F9`,
 * `21FE`, `21FF`, `2101` and so on, `2C` (an image with its own colours), `data` (its pixels), `3B` (the
 * end). What lies behind it is one part, `trailer`.
 *
 * @throws ContainerError malformed for bytes that begin no GIF, or a block of an unknown kind;
 *   tooManyParts.
 */
export function gifParts(source: ByteSource): GifParts {
  const { read, size } = source;
  const list = new PartList(size);
  const head = read(0, 13);
  if (!startsWith(head, 'GIF87a') && !startsWith(head, 'GIF89a')) {
    throw malformed('A GIF begins with its version.');
  }
  if (head.length < 13) throw malformed('A GIF has a screen.');
  list.add('header', 0, 0, 6, 6);
  list.add('LSD', 6, 6, 7, 13);
  let at = 13;
  const cut = (kind: string) => {
    list.add(kind, at, at, size - at, size);
    return { parts: list.parts, isTruncated: true };
  };
  const colours = coloursOf(head[10]!);
  if (colours > 0) {
    if (at + colours > size) return cut('GCT');
    list.add('GCT', at, at, colours, at + colours);
    at += colours;
  }
  while (at < size) {
    const [introducer, label] = read(at, 2);
    if (introducer === 0x3b) {
      list.add('3B', at, at, 1, at + 1);
      at++;
      if (at < size) list.add('trailer', at, at, size - at, size);
      return { parts: list.parts, isTruncated: false };
    }
    if (introducer === 0x21) {
      const kind = EXTENSIONS.get(label ?? 0) ?? `21${(label ?? 0).toString(16).toUpperCase()}`;
      const end = endOfBlocks(source, at + 2);
      if (end === null) return cut(kind);
      list.add(kind, at, at + 2, end - at - 2, end);
      at = end;
    } else if (introducer === 0x2c) {
      const descriptor = read(at, 10);
      if (descriptor.length < 10) return cut('2C');
      const data = at + 10 + coloursOf(descriptor[9]!);
      if (data > size) return cut('2C');
      list.add('2C', at, at + 1, data - at - 1, data);
      at = data;
      // One byte says how wide the codes are.
      const end = endOfBlocks(source, at + 1);
      if (end === null) return cut('data');
      list.add('data', at, at, end - at, end);
      at = end;
    } else throw malformed('A block is of an unknown kind.');
  }
  return { parts: list.parts, isTruncated: true };
}

/** Bytes of a table of colours, by the flags of a screen or an image. */
function coloursOf(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Behind the sub-blocks that begin there, and the empty one that ends them; null where the file ends. */
function endOfBlocks({ read, size }: ByteSource, start: number): number | null {
  let at = start;
  while (at < size) {
    const [length] = read(at, 1);
    at += 1 + length!;
    if (length === 0) return at <= size ? at : null;
  }
  return null;
}

/** Bytes of sub-blocks with the empty one that ends them; null where they do not end. @param blocks From the first length on. */
export function blocksLength(blocks: Uint8Array): number | null {
  let at = 0;
  while (at < blocks.length && blocks[at] !== 0) at += 1 + blocks[at]!;
  return at < blocks.length ? at + 1 : null;
}

/** The data of sub-blocks put together. @param blocks From the first length on. */
export function joinedBlocks(blocks: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < blocks.length && blocks[at] !== 0; at += 1 + blocks[at]!) {
    pieces.push(blocks.subarray(at + 1, at + 1 + blocks[at]!));
  }
  return concat(pieces);
}

/** Identifier and authentication code of an application extension (26): eleven characters. */
export function gifApplication(bytes: Uint8Array, { kind, contents }: Part): string | null {
  return kind === '21FF' && bytes[contents] === 11
    ? latin1(bytes, contents + 1, contents + 12)
    : null;
}

/**
 * An application extension in sub-blocks of 255 bytes.
 *
 * @param name Identifier and authentication code: eleven characters.
 */
export function gifExtension(name: string, data: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [Uint8Array.of(0x21, 0xff, 11)];
  pieces.push(Uint8Array.from(name, (character) => character.charCodeAt(0)));
  for (let at = 0; at < data.length; at += 255) {
    const block = data.subarray(at, at + 255);
    pieces.push(Uint8Array.of(block.length), block);
  }
  pieces.push(Uint8Array.of(0));
  return concat(pieces);
}

/** Bytes of {@link gifExtension} for so many bytes of data. */
export function gifExtensionLength(length: number): number {
  return 14 + length + Math.ceil(length / 255) + 1;
}

/** Width and height of the screen. */
export function gifScreen(bytes: Uint8Array): { width: number; height: number } {
  const view = viewOf(bytes);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

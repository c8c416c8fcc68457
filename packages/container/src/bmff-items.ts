import { type BmffBox, type BmffHeader, bmffBoxes, boxesAt } from './bmff.ts';
import { malformed } from './part.ts';
import { type ByteSource, latin1, viewOf } from './source.ts';
import { Table } from './table.ts';

/** A range of bytes that an item is made of. */
export interface ItemExtent {
  readonly start: number;
  readonly length: number;
}

/** An item of a HEIF file (ISO/IEC 14496-12 8.11.3): a picture, EXIF, XMP. */
export interface BmffItem {
  readonly id: number;
  /** `file`: extents are of the file; `idat`: of that box; `item`: of other items. */
  readonly place: 'file' | 'idat' | 'item';
  /** It lies in another file. */
  readonly isElsewhere: boolean;
  readonly extents: readonly ItemExtent[];
}

/** What an item is (8.11.6). */
export interface BmffItemType {
  readonly id: number;
  /** `av01`, `hvc1`, `grid`, `Exif`, `mime`; empty for entries before version 2. */
  readonly kind: string;
  /** Of `mime` items, for example `application/rdf+xml`; else empty. */
  readonly contentType: string;
  /** How a `mime` item is compressed, for example `deflate`; empty where it is not. */
  readonly contentEncoding: string;
}

const PLACES = ['file', 'idat', 'item'] as const;

/**
 * Where the items of a file lie, by its `iloc` boxes: of the file, of its movie and tracks.
 *
 * @throws ContainerError for boxes or tables that cannot be read.
 */
export function bmffItems(source: ByteSource, top: readonly BmffHeader[]): BmffItem[] {
  const metas = [['meta'], ['moov', 'meta'], ['moov', 'trak', 'meta'], ['moof', 'meta']];
  return metas
    .flatMap((path) => boxesAt(source, top, [...path, 'iloc']))
    .flatMap((iloc) => readLocations(source, iloc));
}

/**
 * What the items of a file's top level are, by its `iinf` box.
 *
 * @throws ContainerError for boxes that cannot be read.
 */
export function bmffItemTypes(source: ByteSource, top: readonly BmffHeader[]): BmffItemType[] {
  return boxesAt(source, top, ['meta', 'iinf']).flatMap((iinf) => {
    // Behind the number of entries, which has 2 or 4 bytes.
    const entries = bmffBoxes(source, iinf.contents + (iinf.version === 0 ? 2 : 4), iinf.end);
    return entries.filter(({ kind }) => kind === 'infe').map((infe) => readType(source, infe));
  });
}

function readType(source: ByteSource, { contents, length, version }: BmffBox): BmffItemType {
  const bytes = source.read(contents, Math.min(length, MOST_TYPE_BYTES));
  const table = new Table(bytes);
  const id = table.next(version === 3 ? 4 : 2);
  table.next(2);
  if (version < 2) return { id, kind: '', contentType: '', contentEncoding: '' };
  const kind = latin1(bytes, table.position, table.position + 4);
  // The name, and of `mime` items what it is and how it is compressed: strings, the last of which may be missing.
  const [, contentType = '', contentEncoding = ''] = stringsAt(bytes, table.position + 4);
  if (kind !== 'mime') return { id, kind, contentType: '', contentEncoding: '' };
  return { id, kind, contentType, contentEncoding };
}

/** Up to three strings that end with a zero, or with the bytes. */
function stringsAt(bytes: Uint8Array, start: number): string[] {
  const strings: string[] = [];
  for (let at = start; at < bytes.length && strings.length < 3; ) {
    const end = bytes.indexOf(0, at);
    strings.push(latin1(bytes, at, end === -1 ? bytes.length : end));
    at = end === -1 ? bytes.length : end + 1;
  }
  return strings;
}

/** Identifier, name, content type and encoding: no real entry has more. */
const MOST_TYPE_BYTES = 4096;

function readLocations(
  source: ByteSource,
  { contents, length: size, version }: BmffBox,
): BmffItem[] {
  const table = new Table(source.read(contents, size));
  const { offset, length, base, index } = fieldSizes(table);
  const isLong = version === 2;
  const count = table.count(isLong ? 4 : 2);
  const items: BmffItem[] = [];
  for (let i = 0; i < count; i++) {
    const id = table.next(isLong ? 4 : 2);
    const place = PLACES[version === 0 ? 0 : table.next(2) & 15];
    if (place === undefined) throw malformed('An item is made in an unknown way.');
    const isElsewhere = table.next(2) !== 0;
    const from = table.next(base);
    const extents: ItemExtent[] = [];
    // An extent may take no bytes at all, where its fields have none: then there is one.
    const most = offset + length > 0 ? Number.POSITIVE_INFINITY : 1;
    const parts = Math.min(table.next(2), most);
    for (let part = 0; part < parts; part++) {
      if (version > 0) table.next(index);
      const start = from + table.next(offset);
      const stated = table.next(length);
      extents.push({ start, length: stated === 0 ? Math.max(0, source.size - start) : stated });
    }
    items.push({ id, place, isElsewhere, extents });
  }
  return items;
}

/**
 * The `iloc` boxes of a file in which bytes were put in or taken out, with the new places of the items that lie
 * in the file. As the standard has it, a place is a base and an offset: one of the two is moved.
 *
 * @param shiftOf By how much what begins at a byte has moved.
 * @returns Copies of the boxes whole, and what they take the place of.
 * @throws ContainerError for places that no field has room for, or that cannot be moved: of an item whose
 *   parts move by different lengths.
 */
export function movedLocations(
  source: ByteSource,
  top: readonly BmffHeader[],
  shiftOf: (at: number) => number,
): { readonly box: BmffBox; readonly bytes: Uint8Array }[] {
  return boxesAt(source, top, ['meta', 'iloc']).map((box) => {
    const bytes = Uint8Array.from(source.read(box.start, box.end - box.start));
    move(source, box, viewOf(bytes), shiftOf);
    return { box, bytes };
  });
}

function move(
  source: ByteSource,
  { start, contents, length: size, version }: BmffBox,
  view: DataView,
  shiftOf: (at: number) => number,
): void {
  const table = new Table(source.read(contents, size));
  const { offset, length, base, index } = fieldSizes(table);
  const isLong = version === 2;
  const count = table.count(isLong ? 4 : 2);
  const set = (position: number, width: number, value: number) => {
    const at = contents - start + position;
    if (width === 8) view.setBigUint64(at, BigInt(value));
    else if (width === 4 && value < 2 ** 32) view.setUint32(at, value);
    else throw malformed('The place of an item has no room to move.');
  };
  for (let i = 0; i < count; i++) {
    table.next(isLong ? 4 : 2);
    const place = PLACES[version === 0 ? 0 : table.next(2) & 15];
    const isMoved = table.next(2) === 0 && place === 'file';
    const baseAt = table.position;
    const from = table.next(base);
    const extents: { at: number; value: number }[] = [];
    const most = offset + length > 0 ? Number.POSITIVE_INFINITY : 1;
    const parts = Math.min(table.next(2), most);
    for (let part = 0; part < parts; part++) {
      if (version > 0) table.next(index);
      extents.push({ at: table.position, value: table.next(offset) });
      table.next(length);
    }
    if (!isMoved) continue;
    const shifts = extents.map(({ value }) => shiftOf(from + value));
    if (from === 0) {
      for (const [part, { at, value }] of extents.entries()) {
        if (shifts[part] !== 0) set(at, offset, value + shifts[part]!);
      }
    } else if (shifts.some((shift) => shift !== shifts[0])) {
      throw malformed('The parts of an item move by different lengths.');
    } else if (shifts.length > 0 && shifts[0] !== 0) set(baseAt, base, from + shifts[0]!);
  }
}

/** Bytes of the fields of an `iloc` box (8.11.3.2). */
function fieldSizes(table: Table) {
  const sizes = table.next(2);
  const [offset, length, base, index] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    sizes & 15,
  ] as const;
  for (const each of [offset, length, base, index]) {
    if (each !== 0 && each !== 4 && each !== 8) throw malformed('A field has no such size.');
  }
  return { offset, length, base, index };
}

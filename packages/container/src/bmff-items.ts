import { type BmffBox, boxesAt } from './bmff.ts';
import { malformed } from './part.ts';
import type { ByteSource } from './source.ts';
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

const PLACES = ['file', 'idat', 'item'] as const;

/**
 * Where the items of a file lie, by its `iloc` boxes: of the file, of its movie and tracks.
 *
 * @throws ContainerError for boxes or tables that cannot be read.
 */
export function bmffItems(source: ByteSource, top: readonly BmffBox[]): BmffItem[] {
  const metas = [['meta'], ['moov', 'meta'], ['moov', 'trak', 'meta'], ['moof', 'meta']];
  return metas
    .flatMap((path) => boxesAt(source, top, [...path, 'iloc']))
    .flatMap((iloc) => readLocations(source, iloc));
}

function readLocations(
  source: ByteSource,
  { contents, length: size, version }: BmffBox,
): BmffItem[] {
  const table = new Table(source.read(contents, size));
  const sizes = table.next(2);
  const [offset, length, base, index] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    sizes & 15,
  ];
  for (const each of [offset, length, base, index]) {
    if (each !== 0 && each !== 4 && each !== 8) throw malformed('A field has no such size.');
  }
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

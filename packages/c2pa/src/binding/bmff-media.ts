import { type BmffBox, bmffBoxes, boxesAt } from './bmff-boxes.ts';
import type { ContentReader } from './content.ts';

/** Takes a range of the file that a player takes for samples, or a viewer for a picture. */
type Visit = (start: number, end: number) => void;

/**
 * Of `tfhd`: base-data-offset-present, sample-description-index-present, default-sample-duration- and
 * -size-present, default-base-is-moof.
 */
const [BASE, DESCRIPTION, DURATION, SIZE, FROM_MOOF] = [0x1, 0x2, 0x8, 0x10, 0x20000];
/** Of `trun`: data-offset-present, first-sample-flags-present, then what each sample has. */
const [OFFSET, FIRST_FLAGS] = [0x1, 0x4];
const PER_SAMPLE = [0x100, 0x200, 0x400, 0x800];
const SAMPLE_SIZE = 0x200;

/**
 * Where a file has its media, by all tables that say so: `iloc` of pictures, `stco` and `co64` with
 * `stsc` and `stsz` of tracks, `trun` of fragments (ISO/IEC 14496-12 8.7, 8.8, 8.11.3). In proportion to
 * the tables; nothing is kept, as there may be millions of ranges.
 *
 * @param top The boxes of the file.
 * @returns Whether a table names another file: its media is not bound by any hash of this one.
 * @throws RangeError for tables that cannot be read.
 */
export function visitMedia(
  content: ContentReader,
  top: readonly BmffBox[],
  visit: Visit,
): { readonly isElsewhere: boolean } {
  let isElsewhere = false;
  const metas = [['meta'], ['moov', 'meta'], ['moov', 'trak', 'meta'], ['moof', 'meta']];
  for (const path of metas) {
    for (const iloc of boxesAt(content, top, [...path, 'iloc'])) {
      isElsewhere = readItems(content, iloc, visit) || isElsewhere;
    }
  }
  for (const minf of boxesAt(content, top, ['moov', 'trak', 'mdia', 'minf'])) {
    const inside = children(content, minf);
    isElsewhere =
      boxesAt(content, inside, ['dinf', 'dref']).some((dref) => isExternal(content, dref)) ||
      isElsewhere;
    for (const stbl of boxesAt(content, inside, ['stbl'])) readTrack(content, stbl, visit);
  }
  const sizes = defaultSizes(content, top);
  for (const moof of top.filter(({ type }) => type === 'moof')) {
    readFragment(content, moof, sizes, visit);
  }
  return { isElsewhere };
}

function children(content: ContentReader, { contents, end }: BmffBox): BmffBox[] {
  const boxes = bmffBoxes(content, contents, end);
  if (boxes === null) throw new RangeError('The boxes cannot be told apart');
  return boxes;
}

/** A table's bytes, read by fields of a size that it says itself. */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor({ read }: ContentReader, { contents, end }: BmffBox) {
    this.#bytes = read(contents, end - contents);
    if (this.#bytes.length < end - contents) throw new RangeError('A table is too long');
  }

  /** @param size 0, 1, 2, 4 or 8 bytes. */
  next(size: number): number {
    if (size === 0) return 0;
    if (this.#at + size > this.#bytes.length) throw new RangeError('A table ends too early');
    const at = this.#at;
    this.#at += size;
    return size === 8 ? Number(this.#bytes.readBigUInt64BE(at)) : this.#bytes.readUIntBE(at, size);
  }

  /** Entries that a table says to have: each takes a byte at least. */
  count(size: number, bytesEach = 1): number {
    const count = this.next(size);
    if (count * bytesEach > this.#bytes.length - this.#at) {
      throw new RangeError('A table has fewer entries than it says');
    }
    return count;
  }
}

/** @returns Whether an item lies in another file. */
function readItems(content: ContentReader, iloc: BmffBox, visit: Visit): boolean {
  if (iloc.version > 2) throw new RangeError('A table is of a version that is not known here');
  const fields = new Fields(content, iloc);
  const sizes = fields.next(2);
  const [offset, length, base, index] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    sizes & 15,
  ];
  for (const size of [offset, length, base, index]) {
    if (size !== 0 && size !== 4 && size !== 8) throw new RangeError('A field has no such size');
  }
  const isLong = iloc.version === 2;
  const items = fields.count(isLong ? 4 : 2);
  let isElsewhere = false;
  for (let i = 0; i < items; i++) {
    fields.next(isLong ? 4 : 2);
    const method = iloc.version === 0 ? 0 : fields.next(2) & 15;
    if (fields.next(2) !== 0) isElsewhere = true;
    const from = fields.next(base);
    const parts = fields.count(2);
    for (let part = 0; part < parts; part++) {
      if (iloc.version > 0) fields.next(index);
      const start = from + fields.next(offset);
      const size = fields.next(length);
      // Of the others, the first is inside this very box, and the second inside other items.
      if (method === 0) visit(start, size === 0 ? content.size : start + size);
    }
  }
  return isElsewhere;
}

/** Whether an entry of a `dref`, of whatever kind, lacks the flag that says: in this file (8.7.2). */
function isExternal(content: ContentReader, dref: BmffBox): boolean {
  const entries = bmffBoxes(content, dref.contents + 4, dref.end);
  if (entries === null) throw new RangeError('The boxes cannot be told apart');
  return entries.some(({ start }) => ((content.read(start + 11, 1)[0] ?? 0) & 1) === 0);
}

function readTrack(content: ContentReader, stbl: BmffBox, visit: Visit): void {
  const inside = children(content, stbl);
  const find = (...types: string[]) => inside.filter(({ type }) => types.includes(type));
  const [chunks, ...moreChunks] = find('stco', 'co64');
  const [runs, ...moreRuns] = find('stsc');
  const [sizes, ...moreSizes] = find('stsz', 'stz2');
  if (moreChunks.length + moreRuns.length + moreSizes.length > 0) {
    throw new RangeError('A track has a table twice');
  }
  if (!chunks || !runs || !sizes) return;
  const sizeOf = sampleSizes(content, sizes);
  const offsets = new Fields(content, chunks);
  const width = chunks.type === 'co64' ? 8 : 4;
  const count = offsets.count(4, width);
  const table = new Fields(content, runs);
  const entries = table.count(4, 12);
  let perChunk = 0;
  let read = 0;
  let [nextFirst, nextPerChunk] = entries > 0 ? nextRun(table) : [Number.POSITIVE_INFINITY, 0];
  for (let chunk = 1, sample = 0; chunk <= count; chunk++) {
    while (chunk >= nextFirst) {
      perChunk = nextPerChunk;
      [nextFirst, nextPerChunk] = ++read < entries ? nextRun(table) : [Number.POSITIVE_INFINITY, 0];
    }
    const start = offsets.next(width);
    const length = sizeOf(sample, perChunk);
    sample += perChunk;
    visit(start, start + length);
  }
}

function nextRun(table: Fields): [first: number, perChunk: number] {
  const run: [number, number] = [table.next(4), table.next(4)];
  table.next(4);
  return run;
}

/** Bytes of so many samples; samples that the table does not have take none. */
function sampleSizes(
  content: ContentReader,
  box: BmffBox,
): (from: number, count: number) => number {
  const fields = new Fields(content, box);
  if (box.type === 'stsz') {
    const same = fields.next(4);
    const count = fields.next(4);
    if (same !== 0) return (from, number) => same * Math.max(0, Math.min(number, count - from));
    return summed(fields, count, 32);
  }
  const bits = fields.next(4) & 0xff;
  return summed(fields, fields.next(4), bits);
}

function summed(fields: Fields, count: number, bits: number): (from: number, n: number) => number {
  let read = 0;
  let half: number | null = null;
  const next = (): number => {
    read++;
    if (bits !== 4) return fields.next(bits / 8);
    if (half !== null) {
      const low = half;
      half = null;
      return low;
    }
    const byte = fields.next(1);
    half = byte & 15;
    return byte >> 4;
  };
  return (_, number) => {
    let sum = 0;
    for (let i = 0; i < number && read < count; i++) sum += next();
    return sum;
  };
}

/** Bytes of a sample where a fragment does not say it, by track (`trex`, 8.8.3). */
function defaultSizes(content: ContentReader, top: readonly BmffBox[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const trex of boxesAt(content, top, ['moov', 'mvex', 'trex'])) {
    const fields = new Fields(content, trex);
    const track = fields.next(4);
    fields.next(8);
    sizes.set(track, fields.next(4));
  }
  return sizes;
}

function readFragment(
  content: ContentReader,
  moof: BmffBox,
  sizes: ReadonlyMap<number, number>,
  visit: Visit,
): void {
  let last: number | null = null;
  for (const traf of children(content, moof).filter(({ type }) => type === 'traf')) {
    const inside = children(content, traf);
    const [header, ...others] = inside.filter(({ type }) => type === 'tfhd');
    if (header === undefined || others.length > 0) throw new RangeError('A fragment has no header');
    const fields = new Fields(content, header);
    const track = fields.next(4);
    const named = header.flags & BASE ? fields.next(8) : null;
    if (header.flags & DESCRIPTION) fields.next(4);
    if (header.flags & DURATION) fields.next(4);
    const size = header.flags & SIZE ? fields.next(4) : (sizes.get(track) ?? 0);
    const runs = inside
      .filter(({ type }) => type === 'trun')
      .map((trun) => readRun(content, trun, size));
    // Without a base of its own a track goes on where the one before ended; not all players know that.
    const isAmbiguous = named === null && last !== null && (header.flags & FROM_MOOF) === 0;
    if (isAmbiguous) visitRuns(runs, moof.start, visit);
    last = visitRuns(runs, named ?? (isAmbiguous ? last! : moof.start), visit);
  }
}

/** @returns Where the last one ends. */
function visitRuns(
  runs: readonly { offset: number | null; length: number }[],
  base: number,
  visit: Visit,
): number {
  let end = base;
  for (const { offset, length } of runs) {
    const start = offset === null ? end : base + offset;
    end = start + length;
    visit(start, end);
  }
  return end;
}

function readRun(
  content: ContentReader,
  trun: BmffBox,
  defaultSize: number,
): { offset: number | null; length: number } {
  const fields = new Fields(content, trun);
  const each = PER_SAMPLE.filter((flag) => trun.flags & flag);
  const samples = fields.next(4);
  const offset = trun.flags & OFFSET ? fields.next(4) | 0 : null;
  if (trun.flags & FIRST_FLAGS) fields.next(4);
  if ((trun.flags & SAMPLE_SIZE) === 0) return { offset, length: samples * defaultSize };
  let length = 0;
  for (let i = 0; i < samples; i++) {
    for (const flag of each) {
      const value = fields.next(4);
      if (flag === SAMPLE_SIZE) length += value;
    }
  }
  return { offset, length };
}

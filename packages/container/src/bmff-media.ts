import { type BmffBox, type BmffHeader, bmffBoxes, boxesAt, childrenOf } from './bmff.ts';
import { bmffItems } from './bmff-items.ts';
import { malformed } from './part.ts';
import type { ByteSource } from './source.ts';
import { Table } from './table.ts';

/** Takes a range of the file that a player takes for samples, or a viewer for a picture. */
type Visit = (start: number, end: number) => void;

/**
 * Of `tfhd`: base-data-offset-, sample-description-index-, default-sample-duration- and -size-present,
 * default-base-is-moof.
 */
const [BASE, DESCRIPTION, DURATION, SIZE, FROM_MOOF] = [0x1, 0x2, 0x8, 0x10, 0x20000];
/** Of `trun`: data-offset- and first-sample-flags-present, then what each sample has. */
const [OFFSET, FIRST_FLAGS] = [0x1, 0x4];
const PER_SAMPLE = [0x100, 0x200, 0x400, 0x800];
const SAMPLE_SIZE = 0x200;

/** Tables that are longer are not read into memory. */
const MOST_TABLE_BYTES = 2 ** 26;

/**
 * Where a file has its media, by all tables that say so: `iloc` of pictures, `stco` and `co64` with
 * `stsc` and `stsz` of tracks, `trun` of fragments (ISO/IEC 14496-12 8.7, 8.8, 8.11.3). In proportion to
 * the tables; nothing is kept, as there may be millions of ranges.
 *
 * @param top The boxes of the file.
 * @returns Whether a table names another file.
 * @throws ContainerError for tables that cannot be read.
 */
export function visitMedia(
  source: ByteSource,
  top: readonly BmffHeader[],
  visit: Visit,
): { readonly isElsewhere: boolean } {
  let isElsewhere = false;
  for (const item of bmffItems(source, top)) {
    isElsewhere ||= item.isElsewhere;
    // Of the others, the first is inside the box of the items, and the second inside other items.
    if (item.place !== 'file') continue;
    for (const { start, length } of item.extents) visit(start, start + length);
  }
  for (const minf of boxesAt(source, top, ['moov', 'trak', 'mdia', 'minf'])) {
    const inside = childrenOf(source, minf);
    for (const dref of boxesAt(source, inside, ['dinf', 'dref'])) {
      isElsewhere ||= isExternal(source, dref);
    }
    for (const stbl of boxesAt(source, inside, ['stbl'])) visitTrack(source, stbl, visit);
  }
  const sizes = defaultSizes(source, top);
  for (const moof of top.filter(({ kind }) => kind === 'moof')) {
    visitFragment(source, moof, sizes, visit);
  }
  return { isElsewhere };
}

function tableOf(source: ByteSource, { contents, length }: BmffBox): Table {
  if (length > MOST_TABLE_BYTES) throw malformed('A table is too long.');
  return new Table(source.read(contents, length));
}

/** Whether an entry of a `dref`, of whatever kind, lacks the flag that says: in this file (8.7.2). */
function isExternal(source: ByteSource, dref: BmffBox): boolean {
  const entries = bmffBoxes(source, dref.contents + 4, dref.end);
  return entries.some(({ start }) => ((source.read(start + 11, 1)[0] ?? 0) & 1) === 0);
}

function visitTrack(source: ByteSource, stbl: BmffBox, visit: Visit): void {
  const inside = childrenOf(source, stbl);
  const one = (...kinds: string[]): BmffBox | undefined => {
    const [box, ...others] = inside.filter(({ kind }) => kinds.includes(kind));
    if (others.length > 0) throw malformed('A track has a table twice.');
    return box;
  };
  const [chunks, runs, sizes] = [one('stco', 'co64'), one('stsc'), one('stsz', 'stz2')];
  if (!chunks || !runs || !sizes) return;
  const sizeOf = sampleSizes(source, sizes);
  const offsets = tableOf(source, chunks);
  const width = chunks.kind === 'co64' ? 8 : 4;
  const count = offsets.count(4, width);
  const table = tableOf(source, runs);
  let entries = table.count(4, 12);
  const nextRun = (): [first: number, perChunk: number] => {
    if (entries-- <= 0) return [Number.POSITIVE_INFINITY, 0];
    const run: [number, number] = [table.next(4), table.next(4)];
    table.next(4);
    return run;
  };
  let perChunk = 0;
  let [first, samples] = nextRun();
  for (let chunk = 1, sample = 0; chunk <= count; chunk++) {
    while (chunk >= first) {
      perChunk = samples;
      [first, samples] = nextRun();
    }
    const start = offsets.next(width);
    visit(start, start + sizeOf(sample, perChunk));
    sample += perChunk;
  }
}

/** Bytes of so many samples; samples that the table does not have take none. */
function sampleSizes(source: ByteSource, box: BmffBox): (from: number, count: number) => number {
  const table = tableOf(source, box);
  if (box.kind === 'stsz') {
    const same = table.next(4);
    const count = table.next(4);
    if (same !== 0) return (from, number) => same * Math.max(0, Math.min(number, count - from));
    return summed(table, count, 32);
  }
  const bits = table.next(4) & 0xff;
  if (bits !== 4 && bits !== 8 && bits !== 16) throw malformed('A field has no such size.');
  return summed(table, table.next(4), bits);
}

/** Sizes one after the other: they are asked for in their order. */
function summed(table: Table, count: number, bits: number): (from: number, n: number) => number {
  let read = 0;
  let half = -1;
  const next = (): number => {
    read++;
    if (bits !== 4) return table.next(bits / 8);
    if (half >= 0) {
      const low = half;
      half = -1;
      return low;
    }
    const byte = table.next(1);
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
function defaultSizes(source: ByteSource, top: readonly BmffHeader[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const trex of boxesAt(source, top, ['moov', 'mvex', 'trex'])) {
    const table = tableOf(source, trex);
    const track = table.next(4);
    table.next(8);
    sizes.set(track, table.next(4));
  }
  return sizes;
}

function visitFragment(
  source: ByteSource,
  moof: BmffBox,
  sizes: ReadonlyMap<number, number>,
  visit: Visit,
): void {
  let last: number | null = null;
  for (const traf of childrenOf(source, moof).filter(({ kind }) => kind === 'traf')) {
    const inside = childrenOf(source, traf);
    const [header, ...others] = inside.filter(({ kind }) => kind === 'tfhd');
    if (header === undefined || others.length > 0)
      throw malformed('A fragment has not one header.');
    const table = tableOf(source, header);
    const track = table.next(4);
    const named = header.flags & BASE ? table.next(8) : null;
    if (header.flags & DESCRIPTION) table.next(4);
    if (header.flags & DURATION) table.next(4);
    const size = header.flags & SIZE ? table.next(4) : (sizes.get(track) ?? 0);
    const runs = inside
      .filter(({ kind }) => kind === 'trun')
      .map((trun) => readRun(source, trun, size));
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
  source: ByteSource,
  trun: BmffBox,
  defaultSize: number,
): { offset: number | null; length: number } {
  const table = tableOf(source, trun);
  const each = PER_SAMPLE.filter((flag) => trun.flags & flag);
  const samples = table.next(4);
  const offset = trun.flags & OFFSET ? table.next(4) | 0 : null;
  if (trun.flags & FIRST_FLAGS) table.next(4);
  if ((trun.flags & SAMPLE_SIZE) === 0) return { offset, length: samples * defaultSize };
  let length = 0;
  for (let i = 0; i < samples; i++) {
    for (const flag of each) {
      const value = table.next(4);
      if (flag === SAMPLE_SIZE) length += value;
    }
  }
  return { offset, length };
}

import { createHash, type Hash } from 'node:crypto';
import type { BmffHeader } from '@provenance/container';
import { type BmffExclusion, boxesLeftOut } from './bmff-exclusions.ts';
import type { ContentReader } from './content.ts';

/** What of a file a hash over its boxes is over: computed once, and hashed by parts. */
export interface HashedBoxes {
  /** Of what begins and ends there, but for what is left out. */
  hash(alg: string, start: number, end: number): Buffer;
}

/** Of the content that is read at once. */
const PIECE = 2 ** 20;

/**
 * Prepares a hash over boxes (C2PA 2.4 clause 18.7). From its second version on, the place of each box of
 * the file is hashed before the box (8 bytes), but for boxes that are left out whole.
 *
 * @throws ContainerError for boxes that cannot be told apart.
 */
export function hashedBoxes(
  content: ContentReader,
  top: readonly BmffHeader[],
  exclusions: readonly BmffExclusion[],
  version: number,
): HashedBoxes {
  const whole = new Set<number>();
  const gaps: { start: number; end: number }[] = [];
  for (const exclusion of exclusions) {
    for (const { start, end } of boxesLeftOut(content, top, exclusion)) {
      if (exclusion.subset === null) whole.add(start);
      for (const { offset, length } of exclusion.subset ?? [{ offset: 0, length: 0 }]) {
        const from = Math.min(end, start + offset);
        gaps.push({ start: from, end: length === 0 ? end : Math.min(end, from + length) });
      }
    }
  }
  const marks = version < 2 ? [] : top.map(({ start }) => start).filter((at) => !whole.has(at));
  const inside = complementOf(gaps, content.size);
  return {
    hash(alg, start, end) {
      const hash = createHash(alg);
      let next = marks.findIndex((mark) => mark >= start);
      const markUpTo = (at: number) => {
        for (; next !== -1 && next < marks.length && marks[next]! <= at; next++) {
          if (marks[next]! < end) hash.update(placeOf(marks[next]!));
        }
      };
      for (const range of inside) {
        let at = Math.max(start, range.start);
        const stop = Math.min(end, range.end);
        while (at < stop) {
          markUpTo(at);
          const mark = next === -1 ? undefined : marks[next];
          const until = mark === undefined ? stop : Math.min(stop, mark);
          update(hash, content, at, until);
          at = until;
        }
      }
      return hash.digest();
    },
  };
}

function placeOf(at: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(at));
  return bytes;
}

function update(hash: Hash, content: ContentReader, start: number, end: number): void {
  for (let at = start; at < end; at += PIECE) {
    hash.update(content.read(at, Math.min(PIECE, end - at)));
  }
}

/** What lies between ranges, in order. */
function complementOf(
  ranges: readonly { start: number; end: number }[],
  size: number,
): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let at = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (start > at) found.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (at < size) found.push({ start: at, end: size });
  return found;
}

/** Hash of a range as it is, with nothing left out. */
export function hashRange(content: ContentReader, alg: string, start: number, end: number): Buffer {
  const hash = createHash(alg);
  update(hash, content, start, end);
  return hash.digest();
}

import { type BmffHeader, boxesAt } from '@provenance/container';
import type { ContentReader } from './content.ts';
import type { HashAssertion } from './hash-assertion.ts';

/** What a hash over boxes leaves out (C2PA 2.4 clause 18.7, `exclusions-map`). */
export interface BmffExclusion {
  /** Types from the top, without numbers. */
  readonly path: string;
  /** Bytes that a box must have to be left out, by their offset in it. */
  readonly data: readonly { readonly offset: number; readonly value: Uint8Array }[];
  /** Of the box, if it must have a certain one. */
  readonly length: number | null;
  readonly version: number | null;
  /** Three bytes; null: any. */
  readonly flags: Uint8Array | null;
  /** Whether the flags must be these, or no others than these. */
  readonly exact: boolean;
  /** Parts of the box that are left out; null: all of it. A length of 0: up to its end. */
  readonly subset: readonly { readonly offset: number; readonly length: number }[] | null;
}

/** More exclusions than this are not made by anyone. */
const MOST_EXCLUSIONS = 100;

/** Null: they cannot be read. */
export function readBmffExclusions({ fields }: HashAssertion): BmffExclusion[] | null {
  const list: unknown = fields.get('exclusions') ?? [];
  if (!Array.isArray(list) || list.length > MOST_EXCLUSIONS) return null;
  try {
    return list.map(readExclusion);
  } catch {
    return null;
  }
}

/** @throws ContainerError */
function readExclusion(entry: unknown): BmffExclusion {
  if (!(entry instanceof Map)) throw new RangeError('An exclusion is no map');
  const path: unknown = entry.get('xpath');
  if (typeof path !== 'string') throw new RangeError('An exclusion has no path');
  return {
    path: path.replace(/\[\d+\]/g, ''),
    data: (listOf(entry.get('data')) ?? []).map((each) => ({
      offset: numberOf(each.get('offset')),
      value: bytesOf(each.get('value')),
    })),
    length: optional(entry.get('length'), numberOf),
    version: optional(entry.get('version'), numberOf),
    flags: optional(entry.get('flags'), bytesOf),
    exact: entry.get('exact') !== false,
    subset:
      listOf(entry.get('subset'))?.map((each) => ({
        offset: numberOf(each.get('offset')),
        length: numberOf(each.get('length')),
      })) ?? null,
  };
}

function listOf(value: unknown): ReadonlyMap<unknown, unknown>[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || !value.every((each) => each instanceof Map)) {
    throw new RangeError('There is no list where one belongs');
  }
  return value;
}

function optional<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === undefined || value === null ? null : read(value);
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new RangeError('There is no number where one belongs');
  }
  return value;
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new RangeError('There are no bytes where they belong');
  return value;
}

/**
 * The boxes that may be left out: by path and bytes. Conditions on length, version and flags would make
 * them fewer.
 *
 * @throws ContainerError for boxes on the way that cannot be told apart.
 */
export function boxesOf(
  content: ContentReader,
  top: readonly BmffHeader[],
  { path, data }: BmffExclusion,
): BmffHeader[] {
  return boxesAt(content, top, path.split('/').slice(1)).filter(({ start }) =>
    data.every(({ offset, value }) => content.read(start + offset, value.length).equals(value)),
  );
}

/** Those that are left out, by all conditions. @throws ContainerError as {@link boxesOf}. */
export function boxesLeftOut(
  content: ContentReader,
  top: readonly BmffHeader[],
  exclusion: BmffExclusion,
): BmffHeader[] {
  const { length, version, flags, exact } = exclusion;
  const wanted = flags && Buffer.from(flags).readUIntBE(0, Math.min(3, flags.length));
  return boxesOf(content, top, exclusion).filter((box) => {
    if (length !== null && box.end - box.start !== length) return false;
    if (version === null && wanted === null) return true;
    // Whatever the type: the condition says that it is a full box.
    const head = content.read(box.header, 4);
    if (head.length < 4 || (version !== null && head[0] !== version)) return false;
    const found = head.readUIntBE(1, 3);
    return wanted === null || (exact ? found === wanted : (found | wanted) === wanted);
  });
}

import { malformed } from './part.ts';
import { latin1, viewOf } from './source.ts';

/** One picture of a Multi-Picture file (CIPA DC-007 5.2.3): a second view, a gain map, a preview. */
export interface MpEntry {
  readonly attributes: number;
  /** In bytes. */
  readonly size: number;
  /** From the byte order mark of the segment on; 0 for the first picture, which is at the file's begin. */
  readonly offset: number;
}

const IDENTIFIER = 'MPF\0';
const MP_ENTRY = 0xb002;

/** Where the entries stand in a segment, and in which byte order. Null: it is no MPF segment. */
function entriesOf(
  contents: Uint8Array,
): { at: number; count: number; littleEndian: boolean } | null {
  if (latin1(contents, 0, 4) !== IDENTIFIER) return null;
  const tiff = contents.subarray(4);
  const view = viewOf(tiff);
  if (tiff.length < 10) throw malformed('An MPF segment ends too early.');
  const littleEndian = latin1(tiff, 0, 2) === 'II';
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > tiff.length) throw malformed('An MPF segment ends too early.');
  const fields = view.getUint16(directory, littleEndian);
  if (directory + 2 + fields * 12 > tiff.length) throw malformed('An MPF segment ends too early.');
  for (let i = 0; i < fields; i++) {
    const field = directory + 2 + 12 * i;
    if (view.getUint16(field, littleEndian) !== MP_ENTRY) continue;
    const count = Math.floor(view.getUint32(field + 4, littleEndian) / 16);
    const at = view.getUint32(field + 8, littleEndian);
    if (at + 16 * count > tiff.length) throw malformed('An MPF segment ends too early.');
    return { at: 4 + at, count, littleEndian };
  }
  return null;
}

/**
 * The pictures that an APP2 segment lists. Empty for a segment of another kind.
 *
 * @param contents Of the segment.
 * @throws ContainerError malformed
 */
export function mpEntries(contents: Uint8Array): MpEntry[] {
  const found = entriesOf(contents);
  if (found === null) return [];
  const view = viewOf(contents);
  return Array.from({ length: found.count }, (_, i) => {
    const at = found.at + 16 * i;
    return {
      attributes: view.getUint32(at, found.littleEndian),
      size: view.getUint32(at + 4, found.littleEndian),
      offset: view.getUint32(at + 8, found.littleEndian),
    };
  });
}

/**
 * A copy of the segment's contents with other sizes and offsets.
 *
 * @param entries As many as there are.
 * @throws ContainerError malformed
 */
export function withMpEntries(contents: Uint8Array, entries: readonly MpEntry[]): Uint8Array {
  const found = entriesOf(contents);
  if (found?.count !== entries.length) throw malformed('An MPF segment has other pictures.');
  const copy = Uint8Array.from(contents);
  const view = viewOf(copy);
  for (const [i, { attributes, size, offset }] of entries.entries()) {
    const at = found.at + 16 * i;
    view.setUint32(at, attributes, found.littleEndian);
    view.setUint32(at + 4, size, found.littleEndian);
    view.setUint32(at + 8, offset, found.littleEndian);
  }
  return copy;
}

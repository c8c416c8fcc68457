import { ContainerError, jpegParts, type Part, pngParts } from '@provenance/container';
import type { ContentReader } from './content.ts';

/** A part of a file under the name that a box hash has for it. */
export interface NamedBox {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The signature (`PNGh`), then the chunks by their types; null where bytes are left that are in none. */
export function pngBoxes(content: ContentReader): NamedBox[] | null {
  const parts = wholeParts(() => pngParts(content));
  const nameOf = (kind: string) =>
    kind === 'signature' ? 'PNGh' : kind === 'caBX' ? 'C2PA' : kind;
  return parts?.map(({ kind, start, end }) => ({ name: nameOf(kind), start, end })) ?? null;
}

/**
 * The segments of a JPEG by their markers, a scan with its entropy-coded data, the segments of the
 * manifest store as one (`C2PA`); null where bytes are left that are in none.
 */
export function jpegBoxes(content: ContentReader): NamedBox[] | null {
  const parts = wholeParts(() => jpegParts(content));
  if (parts === null) return null;
  const boxes: NamedBox[] = [];
  let store = { instance: -1, index: -1 };
  for (const { kind, start, end } of parts) {
    const instance =
      kind === 'APP11' ? storeInstance(content.read(start, 32), store.instance) : null;
    if (instance !== null && store.index === boxes.length - 1 && store.index >= 0) {
      boxes[store.index] = { ...boxes[store.index]!, end };
    } else {
      if (instance !== null) store = { instance, index: boxes.length };
      boxes.push({ name: instance === null ? kind : 'C2PA', start, end });
    }
  }
  return boxes;
}

/** The parts of a file that is whole and has nothing behind its end; else null. */
function wholeParts(
  read: () => { readonly parts: readonly Part[]; readonly isTruncated: boolean },
): readonly Part[] | null {
  try {
    const { parts, isTruncated } = read();
    return isTruncated || parts.at(-1)?.kind === 'trailer' ? null : parts;
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return null;
  }
}

/**
 * The box instance number of an APP11 segment that begins a manifest store, or goes on with it (C2PA 2.4
 * A.3.1); null for any other.
 */
function storeInstance(segment: Buffer, known: number): number | null {
  if (segment.length < 8 || segment.toString('latin1', 4, 6) !== 'JP') return null;
  const instance = segment.readUInt16BE(6);
  if (instance === known) return instance;
  // CI, En, Z, LBox, TBox, then the description box with its type.
  return segment.toString('latin1', 28, 32) === 'c2pa' ? instance : null;
}

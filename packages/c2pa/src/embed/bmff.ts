import {
  type BmffHeader,
  bmffBoxes,
  ContainerError,
  concat,
  latin1Bytes,
  memorySource,
  movedLocations,
  viewOf,
} from '@provenance/container';
import type { Embedding } from './embedding.ts';

/** User type of C2PA's own boxes (C2PA 2.4 A.5.1). */
const USER_TYPE = 'd8fec3d61b0e483c92975828877ec481';
/** Length, type, user type, version and flags, purpose, and the place of trees, which there are none of. */
const HEADER = 8 + 16 + 4 + 9 + 8;

/** Whether a file of boxes is a picture that stands still: its places are those of items alone. */
export function isStill(bytes: Uint8Array): boolean {
  try {
    const kinds = bmffBoxes(memorySource(bytes)).map(({ kind }) => kind);
    return (
      kinds[0] === 'ftyp' && kinds.includes('meta') && !kinds.some((kind) => /^moo[vf]$/.test(kind))
    );
  } catch (error) {
    if (error instanceof ContainerError) return false;
    throw error;
  }
}

/**
 * An AVIF or HEIC whose store is a `uuid` box behind `ftyp` (C2PA 2.4 A.5.1). What it moves, the places of the
 * items follow. It is bound by a hash over boxes, and leaves out no range.
 *
 * @throws ContainerError
 */
export function embedInBmff(bytes: Uint8Array): Embedding {
  const top = bmffBoxes(memorySource(bytes));
  const old = top.filter(({ kind, userType }) => kind === 'uuid' && userType === USER_TYPE);
  return {
    isBoxed: true,
    exclusions: () => [],
    pieces: (store) => withBox(bytes, top, old, storeBox(store)),
  };
}

/** The file with a box behind `ftyp`, some others taken out, and the places of the items set anew. */
export function withBox(
  bytes: Uint8Array,
  top: readonly BmffHeader[],
  old: readonly BmffHeader[],
  added: Uint8Array,
): Uint8Array[] {
  const before = top[0]!.end;
  const shiftOf = (at: number) =>
    (at >= before ? added.length : 0) -
    old.reduce((sum, { start, end }) => sum + (start < at ? end - start : 0), 0);
  const moved = new Map(
    movedLocations(memorySource(bytes), top, shiftOf).map(({ box, bytes }) => [box.start, bytes]),
  );
  const pieces = top
    .filter((box) => !old.includes(box))
    .flatMap((box) => piecesOf(bytes, box, moved));
  return [bytes.subarray(0, before), added, ...pieces.slice(1)];
}

/** A box, with what has moved within it. */
function piecesOf(
  bytes: Uint8Array,
  { start, end }: BmffHeader,
  moved: ReadonlyMap<number, Uint8Array>,
): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = start;
  for (const [place, changed] of moved) {
    if (place < at || place >= end) continue;
    pieces.push(bytes.subarray(at, place), changed);
    at = place + changed.length;
  }
  pieces.push(bytes.subarray(at, end));
  return pieces.length === 1 ? pieces : [concat(pieces)];
}

function storeBox(store: Uint8Array): Uint8Array {
  const header = new Uint8Array(HEADER);
  const view = viewOf(header);
  view.setUint32(0, HEADER + store.length);
  header.set(latin1Bytes('uuid'), 4);
  header.set(Buffer.from(USER_TYPE, 'hex'), 8);
  header.set(latin1Bytes('manifest'), 28);
  return concat([header, store]);
}

/** What a hash over the boxes of such a file leaves out (C2PA 2.4 clause 18.7): the store, and what moves it. */
export const BMFF_EXCLUSIONS: readonly {
  readonly xpath: string;
  readonly data?: readonly { readonly offset: number; readonly value: Uint8Array }[];
}[] = [
  { xpath: '/uuid', data: [{ offset: 8, value: Buffer.from(USER_TYPE, 'hex') }] },
  { xpath: '/ftyp' },
  { xpath: '/mfra' },
  { xpath: '/free' },
  { xpath: '/skip' },
];

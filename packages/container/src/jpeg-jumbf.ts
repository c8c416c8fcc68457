import { contentsOf, type Part } from './part.ts';
import { latin1, viewOf } from './source.ts';

/** `JP`, the number of the box, the number of the piece (ISO 19566-5 D.2). */
export const JPEG_PIECE_HEADER = 8;
/** Length and type of a box, which each piece has. */
const BOX_HEADER = 8;
/** The content type, behind the headers of the box and of the description in it. */
const TYPE = JPEG_PIECE_HEADER + 2 * BOX_HEADER;

/** The number of the JUMBF box that a segment is a piece of; null for a segment of another kind. */
export function jpegBoxNumber(bytes: Uint8Array, part: Part): number | null {
  if (part.kind !== 'APP11' || part.length < JPEG_PIECE_HEADER + BOX_HEADER) return null;
  const contents = contentsOf(bytes, part);
  return latin1(contents, 0, 2) === 'JP' ? viewOf(contents).getUint16(2) : null;
}

/**
 * The segments of C2PA manifest stores (C2PA 2.4 A.3.1); those of other JUMBF boxes are not among them. What a
 * box is, its first piece says: the first of its number, and each that is numbered as such.
 */
export function jpegStoreSegments(bytes: Uint8Array, parts: readonly Part[]): Part[] {
  const pieces = parts.flatMap((part) => {
    const number = jpegBoxNumber(bytes, part);
    return number === null ? [] : [{ part, number }];
  });
  const seen = new Set<number>();
  const stores = new Set<number>();
  for (const { part, number } of pieces) {
    const contents = contentsOf(bytes, part);
    const isFirst = !seen.has(number) || viewOf(contents).getUint32(4) === 1;
    seen.add(number);
    if (isFirst && latin1(contents, TYPE, TYPE + 4) === 'c2pa') stores.add(number);
  }
  return pieces.filter(({ number }) => stores.has(number)).map(({ part }) => part);
}

import { expect, it } from 'vitest';
import {
  concat,
  jpegBoxNumber,
  jpegParts,
  jpegSegment,
  jpegStoreSegments,
  latin1Bytes,
  memorySource,
  viewOf,
} from '../src/index.ts';

/** A piece of a box of some content type. */
function piece(number: number, sequence: number, type: string, length = 40): Uint8Array {
  const contents = new Uint8Array(64);
  contents.set(latin1Bytes('JP'));
  viewOf(contents).setUint16(2, number);
  viewOf(contents).setUint32(4, sequence);
  contents.set(latin1Bytes('jumb'), 12);
  contents.set(latin1Bytes(type), 24);
  return jpegSegment(0xeb, contents.subarray(0, length));
}

function found(...segments: Uint8Array[]) {
  const bytes = concat([Uint8Array.of(0xff, 0xd8), ...segments, Uint8Array.of(0xff, 0xd9)]);
  const { parts } = jpegParts(memorySource(bytes));
  const stores = jpegStoreSegments(bytes, parts);
  return {
    // Behind SOI.
    stores: stores.map((part) => parts.indexOf(part) - 1),
    numbers: parts.slice(1, -1).map((part) => jpegBoxNumber(bytes, part)),
  };
}

it('all pieces of a store are told by its first one', () => {
  const { stores, numbers } = found(
    piece(7, 1, 'json'),
    piece(9, 1, 'c2pa'),
    piece(7, 2, 'c2pa'),
    piece(9, 2, 'none'),
  );
  expect(stores).toEqual([1, 3]);
  expect(numbers).toEqual([7, 9, 7, 9]);
});

it('a store that takes the number of another box is one', () => {
  expect(found(piece(7, 1, 'json'), piece(7, 1, 'c2pa')).stores).toEqual([0, 1]);
});

it('pieces that are numbered from elsewhere count from the first', () => {
  expect(found(piece(7, 0, 'c2pa'), piece(7, 5, 'none')).stores).toEqual([0, 1]);
});

it('what is no piece of a box is none', () => {
  const other = jpegSegment(0xeb, latin1Bytes('HDR_RI something of another kind'));
  expect(found(other, piece(7, 1, 'c2pa', 10))).toEqual({ stores: [], numbers: [null, null] });
  expect(found(piece(7, 1, 'c2pa', 20)).stores).toEqual([]);
});

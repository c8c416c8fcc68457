import { describe, expect, it } from 'vitest';
import {
  blocksLength,
  bmffBoxAt,
  bmffBoxes,
  concat,
  latin1Bytes,
  memorySource,
  tiffLayout,
  tiffPlace,
  tiffTable,
  viewOf,
  visitMedia,
} from '../src/index.ts';

function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  for (const [i, value] of values.entries()) viewOf(bytes).setUint32(4 * i, value);
  return bytes;
}

function box(type: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concat(contents);
  return concat([numbers(8 + body.length), latin1Bytes(type), body]);
}

describe('the header of a box', () => {
  it('says where it would end, and that it is cut', () => {
    const at = (bytes: Uint8Array, limit = bytes.length) =>
      bmffBoxAt(memorySource(bytes), 0, limit);
    expect(at(box('free', new Uint8Array(4)))).toMatchObject({ end: 12, isCut: false });
    expect(at(concat([numbers(100), latin1Bytes('free')]))).toMatchObject({ end: 8, isCut: true });
    expect(at(concat([numbers(3), latin1Bytes('free')]))).toMatchObject({ end: 8, isCut: true });
    expect(at(concat([numbers(0), latin1Bytes('free'), numbers(1, 2)]))).toMatchObject({
      end: 16,
      isCut: false,
    });
    // A 64-bit length that is not all there.
    expect(at(concat([numbers(1), latin1Bytes('free')]))).toMatchObject({ end: 8, isCut: true });
    expect(at(box('free').subarray(0, 7))).toBeNull();
  });

  it('is read no further than what it is in', () => {
    const bytes = concat([box('uuid'), new Uint8Array(16).fill(0xaa)]);
    expect(bmffBoxAt(memorySource(bytes), 0, 8)).toMatchObject({ userType: '', isCut: true });
  });

  it('of a full box ends before its version', () => {
    expect(bmffBoxAt(memorySource(box('stco', numbers(0, 0))), 0, 16)).toMatchObject({
      header: 8,
      contents: 12,
      length: 4,
    });
  });
});

describe('media of a fragment', () => {
  /** Two tracks of one sample each, without offsets of their own. */
  const fragment = (flags: number) => {
    const run = box('trun', numbers(0x200, 1, 10));
    const track = () => box('traf', box('tfhd', numbers(flags, 1)), run);
    return box('moof', track(), track());
  };
  const ranges = (bytes: Uint8Array) => {
    const found: [number, number][] = [];
    const source = memorySource(bytes);
    visitMedia(source, bmffBoxes(source), (start, end) => found.push([start, end]));
    return found;
  };

  it('begins with the fragment, where that is said', () => {
    expect(ranges(fragment(0x20000))).toEqual([
      [0, 10],
      [0, 10],
    ]);
  });

  it('may lie in both places that players take it to be in, where nothing is said', () => {
    expect(ranges(fragment(0))).toEqual([
      [0, 10],
      [0, 10],
      [10, 20],
    ]);
  });
});

describe('a directory of a TIFF', () => {
  it('is read as it stands there, as far as the file goes', () => {
    const bytes = new Uint8Array(8 + 2 + 12 + 6);
    const view = viewOf(bytes);
    bytes.set(latin1Bytes('II*\0'));
    view.setUint32(4, 8, true);
    // Two fields are said to be there, of which one is, with a value behind the file.
    view.setUint16(8, 2, true);
    view.setUint16(10, 0x8769, true);
    view.setUint16(12, 4, true);
    view.setUint32(14, 1000, true);
    view.setUint32(18, 0xffff, true);
    const source = memorySource(bytes);
    const layout = tiffLayout(source);
    const { count, fields, nextAt } = tiffTable(source, layout, tiffPlace(source, layout, 4));
    expect({ count, nextAt }).toEqual({ count: 2, nextAt: 34 });
    expect([...fields]).toEqual([{ tag: 0x8769, type: 4, count: 1000, at: 10, valueAt: 18 }]);
    expect(() => tiffTable(source, layout, 1000)).toThrow(RangeError);
    expect(() => tiffPlace(source, layout, nextAt)).toThrow(RangeError);
  });
});

it('sub-blocks of a GIF end with an empty one', () => {
  expect(blocksLength(Uint8Array.of(2, 9, 9, 1, 9, 0, 7))).toBe(6);
  expect(blocksLength(Uint8Array.of(0))).toBe(1);
  expect(blocksLength(Uint8Array.of(2, 9))).toBeNull();
  expect(blocksLength(new Uint8Array())).toBeNull();
});

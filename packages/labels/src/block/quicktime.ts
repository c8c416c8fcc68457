import {
  type BmffBox,
  type ByteSource,
  bmffBoxes,
  ContainerError,
  childrenOf,
  latin1,
  viewOf,
} from '@provenance/container';
import type { Reading } from '../field/reading.ts';
import { decodeText } from '../field/text.ts';
import { readXmp } from './xmp.ts';

/**
 * What a user-data box says: the texts of QuickTime (`©too`, `©swr`, ...), XMP, and the item list that
 * iTunes and the phones write, with names by four letters, by `----`, or by a table of keys.
 */
export function readUserData(source: ByteSource, udta: BmffBox, reading: Reading): void {
  const part = udta.kind;
  for (const box of boxesOf(source, udta)) {
    if (box.kind === 'meta') readItemList(source, box, reading);
    else if (box.kind === 'XMP_') readXmp(source.read(box.contents, box.length), part, reading);
    else if (box.kind.startsWith('\xa9')) {
      if (!reading.mayRead(part, box.length)) continue;
      const contents = source.read(box.contents, box.length);
      // Length and language, then the text; there may be more, in other languages.
      const length = contents.length < 4 ? 0 : viewOf(contents).getUint16(0);
      reading.add(part, 'quicktime', box.kind, decodeText(contents.subarray(4, 4 + length)));
    }
  }
}

/** QuickTime ends a list of user data with four bytes of zero, which are no box. */
function boxesOf(source: ByteSource, box: BmffBox): BmffBox[] {
  const end = box.end - 4;
  try {
    return childrenOf(source, box);
  } catch (error) {
    const isEnded = end >= box.contents && source.read(end, 4).every((byte) => byte === 0);
    if (!(error instanceof ContainerError) || !isEnded) throw error;
    return bmffBoxes(source, box.contents, end);
  }
}

/** A `meta` box with `ilst`, and `keys` where the names are kept there. */
export function readItemList(source: ByteSource, meta: BmffBox, reading: Reading): void {
  const boxes = childrenOf(source, meta);
  const keys = boxes.filter(({ kind }) => kind === 'keys').flatMap((box) => keysOf(source, box));
  for (const list of boxes.filter(({ kind }) => kind === 'ilst')) {
    for (const item of childrenOf(source, list)) {
      const inside = childrenOf(source, item);
      const data = inside.find(({ kind }) => kind === 'data');
      if (data === undefined || data.length < 8) continue;
      const [type] = [viewOf(source.read(data.contents, 8)).getUint32(0)];
      // Texts in UTF-8; the others are pictures and numbers.
      if (type !== 1 || !reading.mayRead('ilst', data.length)) continue;
      const index = viewOf(Uint8Array.from(item.kind, (letter) => letter.charCodeAt(0))).getUint32(
        0,
      );
      const name = item.kind === '----' ? freeName(source, inside) : (keys[index - 1] ?? item.kind);
      const text = decodeText(source.read(data.contents + 8, data.length - 8));
      reading.add('ilst', 'quicktime', name, text);
    }
  }
}

/** Names are short; what is longer is no name of a label. */
const MOST_NAME_BYTES = 256;

function freeName(source: ByteSource, inside: readonly BmffBox[]): string {
  const name = inside.find(({ kind }) => kind === 'name');
  if (name === undefined || name.length < 4) return '----';
  return decodeText(source.read(name.contents + 4, Math.min(name.length - 4, MOST_NAME_BYTES)));
}

/** Names by their place (QuickTime, "Metadata item keys atom"): each with its length and a namespace. */
function keysOf(source: ByteSource, { contents, length }: BmffBox): string[] {
  const bytes = source.read(contents, Math.min(length, 2 ** 16));
  const names: string[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const size = viewOf(bytes).getUint32(at);
    if (size < 8 || at + size > bytes.length) break;
    names.push(latin1(bytes, at + 8, at + size));
    at += size;
  }
  return names;
}

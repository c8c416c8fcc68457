import {
  memorySource,
  type TiffDirectory,
  type TiffField,
  TiffFile,
  type TiffLayout,
  tiffDirectories,
  tiffFieldBytes,
  tiffLayout,
  viewOf,
} from '@provenance/container';
import type { Embedding } from './embedding.ts';

/** C2PA 2.4 A.3.5. */
const TAG = 0xcd41;
const UNDEFINED = 7;

/**
 * A TIFF or DNG whose store is a field of its last directory, with its bytes at the end of the file. What is
 * left out of the hash is the field's count, which changes with the store, and the store. A directory that
 * holds nothing but an older store, as c2pa-rs makes one, leaves the chain: viewers take it for a page.
 *
 * @throws ContainerError
 */
export function embedInTiff(bytes: Uint8Array): Embedding {
  const source = memorySource(bytes);
  const layout = tiffLayout(source);
  const file = new TiffFile(bytes);
  const { last, linkAt } = withoutStores(file, bytes, layout, tiffDirectories(source, layout));
  const fields = fieldsOf(bytes, layout, last);
  const index = fields.filter(({ tag }) => tag < TAG).length;
  const blank = { tag: TAG, bytes: new Uint8Array(tiffFieldBytes(layout)) };
  const start = file.directory(layout, last, fields.toSpliced(index, 0, blank), linkAt);
  const at = start + (layout.isBig ? 8 : 2) + index * tiffFieldBytes(layout);
  const storeAt = file.append(new Uint8Array(0));
  const body = file.bytes();
  return {
    exclusions: (length) => [
      { start: at + 4, length: layout.isBig ? 8 : 4 },
      { start: storeAt, length },
    ],
    pieces: (store) => {
      const field = storeField(layout, store.length, storeAt);
      return [body.subarray(0, at), field, body.subarray(at + field.length), store];
    },
  };
}

/** Takes older stores out, and finds the last directory that is left. */
function withoutStores(
  file: TiffFile,
  bytes: Uint8Array,
  layout: TiffLayout,
  directories: readonly TiffDirectory[],
): { last: TiffDirectory; linkAt: number } {
  const last = directories.findLastIndex(({ entries }, i) => i === 0 || entries.some(isOther));
  let linkAt = layout.firstAt;
  for (const [i, directory] of directories.entries()) {
    for (const { start, length } of directory.entries.filter((entry) => !isOther(entry))) {
      // Where something stands behind it, zeros are left.
      if (!file.cut(start, start + length)) file.clear(start, start + length);
    }
    if (i > last) file.setPlace(layout, directories[last]!.nextAt, 0);
    if (i >= last) continue;
    if (!directory.entries.every(isOther)) {
      file.directory(layout, directory, fieldsOf(bytes, layout, directory), linkAt);
    }
    linkAt = nextOf(layout, directory);
  }
  return { last: directories[last]!, linkAt };
}

function isOther({ tag }: { readonly tag: number }): boolean {
  return tag !== TAG;
}

function fieldsOf(bytes: Uint8Array, layout: TiffLayout, { entries }: TiffDirectory): TiffField[] {
  return entries
    .filter(isOther)
    .map(({ tag, at }) => ({ tag, bytes: bytes.slice(at, at + tiffFieldBytes(layout)) }))
    .sort((a, b) => a.tag - b.tag);
}

/** Where the place of the next directory stands, once the store's field is gone. */
function nextOf(layout: TiffLayout, { entries, nextAt }: TiffDirectory): number {
  return nextAt - entries.filter((entry) => !isOther(entry)).length * tiffFieldBytes(layout);
}

/** @param at Where the store stands: it never fits into the field. */
function storeField(layout: TiffLayout, count: number, at: number): Uint8Array {
  const { littleEndian, isBig } = layout;
  const bytes = new Uint8Array(tiffFieldBytes(layout));
  const view = viewOf(bytes);
  view.setUint16(0, TAG, littleEndian);
  view.setUint16(2, UNDEFINED, littleEndian);
  if (isBig) {
    view.setBigUint64(4, BigInt(count), littleEndian);
    view.setBigUint64(12, BigInt(at), littleEndian);
  } else {
    view.setUint32(4, count, littleEndian);
    view.setUint32(8, at, littleEndian);
  }
  return bytes;
}

import {
  concat,
  contentsOf,
  gifApplication,
  gifExtension,
  joinedBlocks,
  latin1Bytes,
  type Part,
} from '@provenance/container';

/** How the extension is named that has XMP, and the bytes of that name with its length. */
const NAME = 'XMP DataXMP';
const NAME_BYTES = 12;
/**
 * What lets readers of sub-blocks fall out of a packet that stands there as it is (XMP part 3, 1.1.2): each of its
 * bytes is the length of a block that ends at the end of the trailer.
 */
const TRAILER = Uint8Array.from([1, ...Array.from({ length: 256 }, (_, i) => 255 - i), 0]);

/** The zero behind it ends the sub-blocks. */
const BLOCKED_TRAILER = TRAILER.subarray(0, -1);

function withoutTrailer(data: Uint8Array): Uint8Array {
  const end = data.length - BLOCKED_TRAILER.length;
  const isThere = end > 0 && Buffer.compare(data.subarray(end), BLOCKED_TRAILER) === 0;
  return isThere ? data.subarray(0, end) : data;
}

/** An XMP packet in a GIF. */
export interface GifXmp {
  readonly packet: Uint8Array;
  /**
   * `raw`: as XMP wants it, without sub-blocks. `blocks`: in sub-blocks like any other extension, packet and
   * trailer, as c2pa-rs writes and reads it.
   */
  readonly form: 'raw' | 'blocks';
}

/** The packet in a part of a GIF; null for one that is something else. */
export function xmpInGif(bytes: Uint8Array, part: Part): GifXmp | null {
  if (gifApplication(bytes, part) !== NAME) return null;
  const contents = contentsOf(bytes, part).subarray(NAME_BYTES);
  const end = contents.length - TRAILER.length;
  const isRaw = end > 0 && contents[end] === 0x01 && contents[end + 1] === 0xff;
  return isRaw
    ? { packet: contents.subarray(0, end), form: 'raw' }
    : { packet: withoutTrailer(joinedBlocks(contents)), form: 'blocks' };
}

/** The extension for a packet. */
export function gifXmpExtension({ packet, form }: GifXmp): Uint8Array {
  if (form === 'blocks') return gifExtension(NAME, concat([packet, BLOCKED_TRAILER]));
  return concat([Uint8Array.of(0x21, 0xff, NAME.length), latin1Bytes(NAME), packet, TRAILER]);
}

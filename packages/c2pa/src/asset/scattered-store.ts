/** How much of an APP11 segment's contents repeats what the first one said (C2PA 2.4 A.3.1). */
const APP11_HEADER = 8;
const APP11_CONTINUATION_HEADER = 16;

/** Stores that lie in a JPEG's APP11 segments, put together as c2pa-rs does it. */
export function jpegStores(bytes: Buffer): Buffer[] {
  const stores = new Map<number, Buffer[]>();
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!;
    if (marker === 0xda) break;
    if (marker === 0xff || (marker >= 0xd0 && marker <= 0xd9)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const contents = bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2));
    if (marker === 0xeb && contents.length > APP11_CONTINUATION_HEADER) {
      const box = contents.readUInt16BE(2);
      const known = stores.get(box);
      if (known) known.push(contents.subarray(APP11_CONTINUATION_HEADER));
      else stores.set(box, [contents.subarray(APP11_HEADER)]);
    }
    at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
  return [...stores.values()].map((parts) => Buffer.concat(parts));
}

/** Stores in a GIF's application extensions, cut into sub-blocks of 255 bytes. */
export function gifStores(bytes: Buffer): Buffer[] {
  const stores: Buffer[] = [];
  for (let at = bytes.indexOf('C2PA_GIF'); at !== -1; at = bytes.indexOf('C2PA_GIF', at + 8)) {
    const parts: Buffer[] = [];
    // The identifier is followed by 3 bytes of authentication code.
    for (let block = at + 11; block < bytes.length && bytes[block] !== 0; ) {
      const end = block + 1 + bytes[block]!;
      parts.push(bytes.subarray(block + 1, end));
      block = end;
    }
    stores.push(Buffer.concat(parts));
  }
  return stores;
}

/** Stores in an SVG's `<c2pa:manifest>` elements, in base64. */
export function svgStores(bytes: Buffer): Buffer[] {
  const stores: Buffer[] = [];
  for (let at = bytes.indexOf('c2pa:manifest'); at !== -1; ) {
    const start = bytes.indexOf('>', at);
    const next = bytes.indexOf('c2pa:manifest', at + 13);
    if (start !== -1) {
      const text = bytes.subarray(start + 1, next === -1 ? bytes.length : next).toString('latin1');
      stores.push(Buffer.from(text.replace(/[^A-Za-z0-9+/]/g, ''), 'base64'));
    }
    at = next;
  }
  return stores;
}

/** In the tag's flags and, from ID3v2.4 on, in those of a frame (its second byte). */
const TAG_UNSYNCHRONISED = 0x80;
const FRAME_UNSYNCHRONISED = 0x02;

/**
 * An MP3's ID3 tag with its unsynchronisation (a zero after every FF) undone, if it or a frame that can
 * hold a store says that it was: in any other, certificates and signatures have such pairs by chance, and
 * without the zero they would look like what they are not.
 */
export function unsynchronisedStores(bytes: Buffer): Buffer[] {
  // Four bytes of 7 bits: the length of the tag.
  const length = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 0x7f), 0);
  const tag = bytes.subarray(0, 10 + length);
  let said = ((tag[5] ?? 0) & TAG_UNSYNCHRONISED) !== 0;
  for (let at = tag.indexOf('GEOB'); !said && at !== -1; at = tag.indexOf('GEOB', at + 4)) {
    said = ((tag[at + 9] ?? 0) & FRAME_UNSYNCHRONISED) !== 0;
  }
  return said ? [Buffer.from(tag.toString('latin1').replaceAll('\xff\0', '\xff'), 'latin1')] : [];
}

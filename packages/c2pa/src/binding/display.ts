import {
  ContainerError,
  jpegIdentifier,
  type Part,
  startsWith,
  tiffLayout,
  tiffPlace,
  tiffTable,
} from '@provenance/container';
import type { ByteRange } from '../asset/place.ts';
import type { ContentReader } from './content.ts';

/** Whether a part, of which a range is open to changes, says how the picture in the file is shown. */
export type Display = (content: ContentReader, part: Part, open: ByteRange) => boolean;

/** Exif and XMP of a JPEG; what else calls itself APP1 no viewer looks at. */
export const app1: Display = (content, part, open) => {
  const identifier = identifierOf(content, part);
  if (identifier === 'Exif') return exif(content, part, open);
  return identifier.startsWith('http://ns.adobe.com/') && xmp(content, part, open);
};

/** ICC.1 B.4; CIPA DC-007, the index of pictures, a gain map among them; ISO 21496-1, a gain map. */
const APP2 = new Set(['ICC_PROFILE', 'MPF', 'urn:iso:std:iso:ts:21496:-1']);

export const app2: Display = (content, part) => APP2.has(identifierOf(content, part));

function identifierOf(content: ContentReader, { contents, length }: Part): string {
  return jpegIdentifier(content.read(contents, Math.min(length, 40)));
}

/** Tag of the orientation (Exif 2.32, 4.6.4 A), which viewers take from the first directory. */
const ORIENTATION = 0x0112;
const SHORT = 3;
/** Before a TIFF in JPEG, and what some write into other formats. */
const EXIF_PREFIX = 'Exif\0';

/**
 * Exif that turns or mirrors the picture, where that can be changed: an orientation other than 1, or 0, with
 * which some cameras say that they do not know. Where the header and the first directory are under the hash,
 * so is the orientation, such as when only the place is left out. What cannot be read here may be read by
 * a viewer.
 *
 * That it is 1 now does not say that it was when it was signed. The picture is then shown as its data stands,
 * and the data is under the hash.
 */
export const exif: Display = (content, part, open) => {
  const prefix = startsWith(content.read(part.contents, 6), EXIF_PREFIX) ? 6 : 0;
  const start = part.contents + prefix;
  const size = Math.max(0, part.length - prefix);
  const source = {
    size,
    read: (at: number, length: number) =>
      content.read(start + at, Math.max(0, Math.min(length, size - at))),
  };
  try {
    const layout = tiffLayout(source);
    const first = tiffPlace(source, layout, layout.firstAt);
    const { fields, nextAt } = tiffTable(source, layout, first);
    const isOpen = (from: number, end: number) =>
      start + from < open.start + open.length && open.start < start + end;
    if (!isOpen(-prefix, layout.isBig ? 16 : 8) && !isOpen(first, nextAt)) return false;
    for (const { tag, type, count, valueAt } of fields) {
      if (tag !== ORIENTATION) continue;
      const bytes = source.read(valueAt, 2);
      const value = bytes[layout.littleEndian ? 0 : 1]! + 256 * bytes[layout.littleEndian ? 1 : 0]!;
      if (type !== SHORT || count !== 1 || value > 1) return true;
    }
    return false;
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return true;
  }
};

/** XMP with an orientation, or about a gain map (ISO 21496-1, and the forms of Adobe, Apple and Google). */
const XMP_DISPLAY =
  /:Orientation(\s*=\s*["']|>)\s*(?![01]\s*["'<])|hdr-gain-map|HDRGainMap|GainMap["'<]/;

/** Of XMP looked at at once, and what two such pieces share. */
const PIECE = 2 ** 20;
const OVERLAP = 128;

export const xmp: Display = (content, { contents, length }) => {
  for (let at = 0; at < length; at += PIECE) {
    const bytes = content.read(contents + at, Math.min(PIECE + OVERLAP, length - at));
    // Without zeros, so that UTF-16 reads the same.
    if (XMP_DISPLAY.test(bytes.toString('latin1').replaceAll('\0', ''))) return true;
  }
  return false;
};

/** PNG text: XMP, and the profiles that ImageMagick writes as text. */
export const pngText: Display = (content, part, open) => {
  const keyword = content.read(part.contents, Math.min(part.length, 40)).toString('latin1');
  return keyword.startsWith('Raw profile type ') || xmp(content, part, open);
};

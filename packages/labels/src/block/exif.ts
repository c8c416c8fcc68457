import {
  latin1,
  memorySource,
  type TiffDirectory,
  type TiffEntry,
  type TiffLayout,
  tiffDirectories,
  tiffDirectory,
  tiffLayout,
  tiffNumbers,
} from '@provenance/container';
import type { Reading } from '../field/reading.ts';
import { decodeText, decodeUtf16, untilZero } from '../field/text.ts';
import { readIim } from './iim.ts';
import { readPhotoshop } from './photoshop.ts';
import { readXmp } from './xmp.ts';

/** Fields of text by their tags (Exif 3.0 4.6, TIFF 6.0 8): those that name a maker, a program, a person. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [0x010e, 'ImageDescription'],
  [0x010f, 'Make'],
  [0x0110, 'Model'],
  [0x0131, 'Software'],
  [0x013b, 'Artist'],
  [0xa43a, 'RAWDevelopingSoftware'],
  [0xa43b, 'ImageEditingSoftware'],
]);
const [XP_COMMENT, USER_COMMENT] = [0x9c9c, 0x9286];
const [XMP, IIM, PHOTOSHOP, EXIF] = [700, 33723, 34377, 34665];

/**
 * The fields of an EXIF block: a TIFF, of which the first directory and its EXIF directory are read.
 *
 * @param bytes With or without the six bytes `Exif\0\0` in front.
 */
export function readExif(bytes: Uint8Array, part: string, reading: Reading): void {
  const tiff = latin1(bytes, 0, 6) === 'Exif\0\0' ? bytes.subarray(6) : bytes;
  if (!reading.mayRead(part, tiff.length)) return;
  reading.attempt(part, () => {
    const source = memorySource(tiff);
    const layout = tiffLayout(source);
    const [first] = tiffNumbers(source, layout, wholeNumber(layout));
    if (first) readDirectory(tiff, layout, tiffDirectory(source, layout, first), part, reading);
  });
}

/** The place of the first directory, as if it were a field. */
function wholeNumber({ firstAt, isBig }: TiffLayout): TiffEntry {
  const [type, length] = isBig ? [16, 8] : [4, 4];
  return { tag: 0, type, count: 1, at: firstAt, start: firstAt, length };
}

/** The fields of all pages of a TIFF, with the XMP, IIM and EXIF that they name. */
export function readTiff(bytes: Uint8Array, reading: Reading): void {
  reading.attempt('IFD', () => {
    const source = memorySource(bytes);
    const layout = tiffLayout(source);
    for (const directory of tiffDirectories(source, layout)) {
      readDirectory(bytes, layout, directory, 'IFD', reading);
    }
  });
}

function readDirectory(
  bytes: Uint8Array,
  layout: TiffLayout,
  { entries }: TiffDirectory,
  part: string,
  reading: Reading,
): void {
  const source = memorySource(bytes);
  for (const entry of entries) {
    const value = bytes.subarray(entry.start, entry.start + entry.length);
    const name = TEXTS.get(entry.tag);
    if (name !== undefined || entry.tag === XP_COMMENT || entry.tag === USER_COMMENT) {
      if (!reading.mayRead(part, value.length)) continue;
      if (name !== undefined) reading.add(part, 'exif', name, untilZero(decodeText(value)));
      else if (entry.tag === XP_COMMENT) {
        reading.add(part, 'exif', 'XPComment', untilZero(decodeUtf16(value, 'le')));
      } else reading.add(part, 'exif', 'UserComment', untilZero(decodeComment(value)));
    } else if (entry.tag === XMP) readXmp(value, part, reading);
    else if (entry.tag === IIM) readIim(value, part, reading);
    else if (entry.tag === PHOTOSHOP) readPhotoshop(value, part, reading);
  }
  const pointer = entries.find(({ tag }) => tag === EXIF);
  if (pointer === undefined) return;
  reading.attempt(part, () => {
    const [place] = tiffNumbers(source, layout, pointer);
    if (!place) return;
    const exif = tiffDirectory(source, layout, place);
    // Thousands of pages may name one directory.
    if (!reading.mayRead(part, exif.end - exif.start)) return;
    // An EXIF directory has none of its own: no circle.
    const own = exif.entries.filter(({ tag }) => tag !== EXIF);
    readDirectory(bytes, layout, { ...exif, entries: own }, part, reading);
  });
}

/**
 * A comment with its eight letters of encoding (Exif 3.0 4.6.5). Writers disagree on the byte order of
 * UNICODE, whatever the TIFF's own is: the half that has the zeros is the higher one.
 */
function decodeComment(value: Uint8Array): string {
  const code = latin1(value, 0, 8);
  const text = value.subarray(8);
  if (code.startsWith('UNICODE')) {
    let [even, odd] = [0, 0];
    for (let i = 0; i + 1 < text.length; i += 2) {
      if (text[i] === 0) even++;
      if (text[i + 1] === 0) odd++;
    }
    return decodeUtf16(text, even > odd ? 'be' : 'le');
  }
  if (code.startsWith('JIS')) return new TextDecoder('iso-2022-jp').decode(text);
  // Some write the text at once, without the letters.
  return decodeText(/^(?:ASCII\0|\0{8})/.test(code) ? text : value);
}

import { latin1, startsWith } from '@provenance/container';
import { inflate } from '../field/inflate.ts';
import { type Reading, Unread } from '../field/reading.ts';
import { decodeLatin1, decodeText } from '../field/text.ts';
import { readExif } from './exif.ts';
import { readIim } from './iim.ts';
import { readPhotoshop } from './photoshop.ts';
import { readXmp, XMP_IDENTIFIER } from './xmp.ts';

const XMP = 'XML:com.adobe.xmp';

/**
 * A text chunk of a PNG (PNG 11.3.3): keyword and text, compressed or not. XMP is taken in any of the
 * three kinds: some libraries write it as zTXt.
 *
 * @param kind `tEXt`, `zTXt` or `iTXt`.
 * @throws Unread
 */
export function readPngText(kind: string, contents: Uint8Array, reading: Reading): void {
  const keywordEnd = contents.indexOf(0);
  if (keywordEnd < 1 || keywordEnd > 79) throw new Unread('damaged');
  const keyword = latin1(contents, 0, keywordEnd);
  let text = contents.subarray(keywordEnd + 1);
  let isCompressed = kind === 'zTXt';
  if (kind === 'iTXt') {
    isCompressed = text[0] === 1;
    const language = text.indexOf(0, 2);
    const translated = text.indexOf(0, language + 1);
    if (language === -1 || translated === -1) throw new Unread('damaged');
    if (isCompressed && text[1] !== 0) throw new Unread('compressed');
    text = text.subarray(translated + 1);
  } else if (isCompressed) {
    if (text[0] !== 0) throw new Unread('compressed');
    text = text.subarray(1);
  }
  if (isCompressed) {
    text = inflate(text, reading.roomFor());
  }
  if (keyword === XMP) readXmp(text, kind, reading);
  else if (keyword.startsWith('Raw profile type ')) readRawProfile(keyword, text, kind, reading);
  else if (reading.mayRead(kind, text.length)) {
    // tEXt is Latin-1 by the standard, and UTF-8 by the generators that write Chinese or Japanese into it.
    reading.add(kind, 'png-text', keyword, decodeText(text));
  }
}

/**
 * Metadata as ImageMagick writes it into PNG: an empty line, the kind, the number of bytes, and hexadecimal
 * digits in lines.
 */
function readRawProfile(keyword: string, text: Uint8Array, part: string, reading: Reading): void {
  if (!reading.mayRead(part, text.length)) return;
  const kind = keyword.slice('Raw profile type '.length).toLowerCase();
  const isWanted = ['exif', 'app1', 'xmp', 'iptc', '8bim'].includes(kind);
  if (!isWanted) return;
  const lines = decodeLatin1(text).trimStart().split('\n');
  const pairs = lines.slice(2).join('').replace(/\s/g, '');
  if (pairs === '' || pairs.length % 2 !== 0 || /[^0-9a-fA-F]/.test(pairs)) {
    throw new Unread('damaged');
  }
  const bytes = new Uint8Array(pairs.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(pairs.slice(2 * i, 2 * i + 2), 16);
  if (kind === 'xmp' || startsWith(bytes, XMP_IDENTIFIER)) readXmp(bytes, part, reading);
  else if (latin1(bytes, 0, 4) === '8BIM') readPhotoshop(bytes, part, reading);
  else if (kind === 'iptc') readIim(bytes, part, reading);
  else readExif(bytes, part, reading);
}

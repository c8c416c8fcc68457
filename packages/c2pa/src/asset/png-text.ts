import { inflateSync } from 'node:zlib';
import { latin1, startsWith } from '@provenance/container';

/** A text chunk of a PNG (PNG 11.3.3). */
export interface PngText {
  readonly keyword: string;
  /** Uncompressed. */
  readonly text: Uint8Array;
}

/** PNG 11.3.3.2. */
const MOST_KEYWORD = 79;

/**
 * Reads `tEXt`, `zTXt` or `iTXt`.
 *
 * @param most Bytes of the text, uncompressed.
 * @returns Null for a chunk that is none of them, is broken, or holds more.
 */
export function readPngText(kind: string, contents: Uint8Array, most: number): PngText | null {
  if (!/^(tEXt|zTXt|iTXt)$/.test(kind)) return null;
  const end = contents.subarray(0, MOST_KEYWORD + 1).indexOf(0);
  if (end < 1) return null;
  const keyword = latin1(contents, 0, end);
  const rest = contents.subarray(end + 1);
  if (kind === 'tEXt') return rest.length <= most ? { keyword, text: rest } : null;
  // One byte for the method; in iTXt one before that says whether there is any.
  const isCompressed = kind === 'zTXt' || rest[0] === 1;
  const text = kind === 'zTXt' ? rest.subarray(1) : behindNames(rest);
  if (text === null) return null;
  if (!isCompressed) return text.length <= most ? { keyword, text } : null;
  if (rest[kind === 'zTXt' ? 0 : 1] !== 0) return null;
  try {
    return { keyword, text: inflateSync(text, { maxOutputLength: most }) };
  } catch {
    return null;
  }
}

/** Behind the language and the translated keyword. */
function behindNames(rest: Uint8Array): Uint8Array | null {
  const language = rest.indexOf(0, 2);
  const translated = language === -1 ? -1 : rest.indexOf(0, language + 1);
  return translated === -1 ? null : rest.subarray(translated + 1);
}

const XMP = 'XML:com.adobe.xmp';
/** As ImageMagick writes it: the kind, the number of bytes, hexadecimal digits in lines. */
const RAW_XMP = 'Raw profile type xmp';
const RAW_APP1 = 'Raw profile type APP1';
const APP1_NAME = 'http://ns.adobe.com/xap/1.0/\0';

/** The XMP packet in a text chunk; null for a text that is something else. */
export function xmpIn({ keyword, text }: PngText): Uint8Array | null {
  if (keyword === XMP) return text;
  if (keyword !== RAW_XMP && keyword !== RAW_APP1) return null;
  const digits = Buffer.from(text.buffer, text.byteOffset, text.length)
    .toString('latin1')
    .trimStart()
    .split('\n')
    .slice(2)
    .join('')
    .replace(/\s/g, '');
  const bytes = Buffer.from(digits, 'hex');
  if (keyword === RAW_XMP) return bytes;
  return startsWith(bytes, APP1_NAME) ? bytes.subarray(APP1_NAME.length) : null;
}

import { ContainerError, latin1, localName, startsWith, xmlTags } from '@provenance/container';
import {
  detectMediaType,
  isTextType,
  looksLikeText,
  MEDIA_TYPE_HEADER_BYTES,
} from '@provenance/content';
import { readTiff } from './block/exif.ts';
import type { UnreadPart } from './field/field.ts';
import { checkLimits, type LabelLimits } from './field/limits.ts';
import { Reading } from './field/reading.ts';
import { readBmff } from './file/bmff.ts';
import { readFlac } from './file/flac.ts';
import { readFrontMatter } from './file/front-matter.ts';
import { readGif } from './file/gif.ts';
import { readHtml } from './file/html.ts';
import { readJpeg } from './file/jpeg.ts';
import { readMp3 } from './file/mp3.ts';
import { readPdf } from './file/pdf.ts';
import { readPng } from './file/png.ts';
import { readRiff } from './file/riff.ts';
import { readSvg } from './file/svg.ts';
import type { DeclaredLabel } from './meaning/label.ts';
import { labelsOf } from './meaning/labels.ts';

/** What a file says of itself, and what of it was not read. */
export interface LabelReading {
  /** In the order of the file. Empty says that there are none only where nothing is unread. */
  readonly labels: readonly DeclaredLabel[];
  readonly unread: readonly UnreadPart[];
}

type Reader = (bytes: Uint8Array, reading: Reading) => void;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['image/jpeg', readJpeg],
  ['image/png', readPng],
  ['image/gif', readGif],
  ['image/webp', readRiff],
  ['audio/wav', readRiff],
  ['video/x-msvideo', readRiff],
  ['image/tiff', readTiff],
  ['image/x-adobe-dng', readTiff],
  ['image/avif', readBmff],
  ['image/heic', readBmff],
  ['image/heif', readBmff],
  ['image/jxl', readBmff],
  ['audio/mp4', readBmff],
  ['video/mp4', readBmff],
  ['video/quicktime', readBmff],
  ['audio/mpeg', readMp3],
  ['audio/flac', readFlac],
  ['image/svg+xml', readSvg],
  ['application/pdf', readPdf],
  ['text/html', readHtml],
  ['application/xhtml+xml', readHtml],
]);

/**
 * The labels in a file that nobody signed: what it says of AI, of programs and devices, and of rights.
 * Anybody can write or delete any of them, so they are declared and never proof; pixels are not decoded
 * and credentials not read. A damaged file is read as far as it goes, and what was not read is named.
 *
 * @param bytes The whole file.
 * @param mediaType What somebody says the file is. Its content decides where that tells; this matters for
 *   text.
 * @throws TypeError for bytes that are no Uint8Array; RangeError for a limit that is none.
 */
export function readLabels(
  bytes: Uint8Array,
  mediaType?: string,
  limits: LabelLimits = {},
): LabelReading {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('The file is given as a Uint8Array.');
  const reading = new Reading(checkLimits(limits));
  const type = typeOf(bytes, mediaType);
  const read = READERS.get(type);
  if (read !== undefined) reading.attempt('file', () => read(bytes, reading));
  else if (isTextType(type)) readFrontMatter(bytes, reading);
  else if (type !== 'nothing') reading.cannotRead('file', 'format');
  return { labels: labelsOf(reading.fields, reading.limits.valueLength), unread: reading.unread };
}

/** JPEG XL in boxes (ISO/IEC 18181-2), and its bare codestream, which holds no metadata. */
const JXL_BOXES = '\0\0\0\x0cJXL \r\n\x87\n';
const JXL_STREAM = '\xff\x0a';

function typeOf(bytes: Uint8Array, stated: string | undefined): string {
  const detected = detectMediaType(bytes);
  // A credential by itself has no labels but its own, and those are signed.
  if (bytes.length === 0 || detected === 'application/c2pa') return 'nothing';
  if (detected !== null) return detected;
  if (startsWith(bytes, JXL_BOXES)) return 'image/jxl';
  if (startsWith(bytes, JXL_STREAM)) return 'nothing';
  const said = stated?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (said === 'image/svg+xml' || isTextType(said)) return said;
  const head = bytes.subarray(0, MEDIA_TYPE_HEADER_BYTES);
  if (!looksLikeText(head)) return said === '' ? 'unknown' : said;
  const root = rootOf(bytes);
  if (root === 'svg') return 'image/svg+xml';
  const isPage =
    root === 'html' || /^\ufeff?\s*<!doctype html[\s>]/i.test(new TextDecoder().decode(head));
  return isPage ? 'text/html' : 'text/plain';
}

/** A document type may have declarations of its own, behind which the root stands. */
const MOST_BYTES_BEFORE_ROOT = 2 ** 16;

/** The name of the first element, in lower case; null for what begins with none. */
function rootOf(bytes: Uint8Array): string | null {
  const head = latin1(bytes, 0, MOST_BYTES_BEFORE_ROOT);
  if (!/^(?:\u00ef\u00bb\u00bf)?\s*</.test(head)) return null;
  try {
    const [root] = xmlTags(head);
    return root === undefined ? null : localName(root.name).toLowerCase();
  } catch (error) {
    if (error instanceof ContainerError) return null;
    throw error;
  }
}

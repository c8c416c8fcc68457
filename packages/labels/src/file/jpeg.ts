import {
  concat,
  contentsOf,
  jpegIdentifier,
  jpegParts,
  latin1,
  memorySource,
  startsWith,
  viewOf,
} from '@provenance/container';
import { readExif } from '../block/exif.ts';
import { readPhotoshop } from '../block/photoshop.ts';
import { readXmp, XMP_IDENTIFIER } from '../block/xmp.ts';
import type { Reading } from '../field/reading.ts';
import { decodeText } from '../field/text.ts';

const EXTENDED_XMP = 'http://ns.adobe.com/xmp/extension/';
const PHOTOSHOP = 'Photoshop 3.0';

/** EXIF, XMP (its extension with it), Photoshop's resources, comments, and the bare label of China. */
export function readJpeg(bytes: Uint8Array, reading: Reading): void {
  const { parts, isTruncated } = jpegParts(memorySource(bytes));
  const whole = isTruncated ? parts.slice(0, -1) : parts;
  const resources: Uint8Array[] = [];
  const extensions: Uint8Array[] = [];
  for (const part of whole) {
    const { kind } = part;
    const contents = contentsOf(bytes, part);
    if (kind === 'COM') {
      if (reading.mayRead(kind, contents.length))
        reading.add(kind, 'comment', kind, decodeText(contents));
    } else if (kind.startsWith('APP')) {
      const identifier = jpegIdentifier(contents);
      const data = contents.subarray(identifier.length + 1);
      if (kind === 'APP1' && identifier === 'Exif') readExif(contents, kind, reading);
      else if (kind === 'APP1' && startsWith(contents, XMP_IDENTIFIER)) {
        readXmp(contents, kind, reading);
      } else if (kind === 'APP1' && identifier === EXTENDED_XMP) extensions.push(data);
      else if (kind === 'APP13' && identifier === PHOTOSHOP) resources.push(data);
      else if (startsWith(contents, 'AIGC') && reading.mayRead(kind, contents.length)) {
        reading.add(kind, 'segment', 'AIGC', decodeText(contents.subarray(4)));
      }
    }
  }
  // A resource may go on in the next segment.
  if (resources.length > 0) readPhotoshop(concat(resources), 'APP13', reading);
  readExtension(extensions, reading);
  if (isTruncated) reading.cannotRead(parts.at(-1)!.kind, 'truncated');
}

/** Before the data of each segment: 32 letters of a digest, the length of the whole, and the place in it. */
const HEADER = 40;

/** The part of an XMP that does not fit into one segment (XMP Part 3 1.1.3.1): packets by their digests. */
function readExtension(segments: readonly Uint8Array[], reading: Reading): void {
  const pieces = new Map<string, { offset: number; total: number; data: Uint8Array }[]>();
  for (const segment of segments) {
    if (segment.length < HEADER) {
      reading.cannotRead('APP1', 'damaged');
      continue;
    }
    const digest = latin1(segment, 0, 32);
    const view = viewOf(segment);
    const [total, offset] = [view.getUint32(32), view.getUint32(36)];
    const known = pieces.get(digest) ?? [];
    known.push({ offset, total, data: segment.subarray(HEADER) });
    pieces.set(digest, known);
  }
  for (const list of pieces.values()) {
    list.sort((a, b) => a.offset - b.offset);
    const packet = concat(list.map(({ data }) => data));
    let end = 0;
    const isWhole = list.every(({ offset, data }) => {
      const follows = offset === end;
      end += data.length;
      return follows;
    });
    if (isWhole && packet.length === list[0]!.total) readXmp(packet, 'APP1', reading);
    else reading.cannotRead('APP1', 'damaged');
  }
}

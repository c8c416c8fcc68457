import {
  contentsOf,
  Edit,
  jpegIdentifier,
  jpegParts,
  jpegSegment,
  jpegStoreSegments,
  memorySource,
  mpEntries,
  type Part,
  withMpEntries,
} from '@provenance/container';

/** What a picture is coded in (ISO 10918-1 B.1.1.3); all else is beside it. */
const CODED = /^(SOF\d+|DQT|DHT|DAC|DRI|SOS|DNL|DHP|EXP)$/;
const APP2 = 0xe2;
const APP14 = 0xee;

/**
 * The picture of one JPEG in the place of another's: APPn and COM segments stay, as does what lies
 * behind the end (other pictures, a film). The sizes and places in a Multi-Picture index are set anew.
 *
 * @param coded Of the same format, without metadata.
 * @param isSeparated The old picture was CMYK: its profile and colour transform are of no use.
 * @throws ContainerError
 */
export function exchangeJpeg(
  original: Uint8Array,
  coded: Uint8Array,
  isSeparated: boolean,
): Uint8Array {
  const { parts } = jpegParts(memorySource(original));
  const edit = new Edit(original, parts);
  const pieces = jpegParts(memorySource(coded))
    .parts.filter(({ kind }) => CODED.test(kind))
    .map(({ start, end }) => coded.subarray(start, end));
  // Before the first scan, and not before the first table: segments in between stay in front.
  const scan = parts.find(({ kind }) => kind === 'SOS');
  for (const part of parts) if (CODED.test(part.kind)) edit.remove(part);
  if (scan) edit.insertBefore(scan, ...pieces);
  // Signed for the old pixels. Other JUMBF boxes stay.
  for (const part of jpegStoreSegments(original, parts)) edit.remove(part);

  const isGray = coded[frameAt(coded) + 9] === 1;
  const indexes: { part: Part; copy: Uint8Array }[] = [];
  for (const part of parts) {
    const contents = contentsOf(original, part);
    if (part.kind === 'APP14' && jpegIdentifier(contents).startsWith('Adobe')) {
      edit.replace(part, jpegSegment(APP14, withTransform(contents, isGray ? 0 : 1)));
    } else if (part.kind === 'APP2' && isSeparated && jpegIdentifier(contents) === 'ICC_PROFILE') {
      edit.remove(part);
    } else if (part.kind === 'APP2' && mpEntries(contents).length > 0) {
      const copy = jpegSegment(APP2, contents);
      edit.replace(part, copy);
      indexes.push({ part, copy });
    }
  }
  const bytes = edit.write();
  for (const { part, copy } of indexes) setIndex(original, bytes, part, edit.positionOf(copy));
  return bytes;
}

function frameAt(coded: Uint8Array): number {
  const { parts } = jpegParts(memorySource(coded));
  return parts.find(({ kind }) => kind.startsWith('SOF'))?.start ?? 0;
}

/** Adobe's word on how colours are transformed (Adobe technical note 5116): what is written is YCbCr. */
function withTransform(contents: Uint8Array, transform: number): Uint8Array {
  const copy = Uint8Array.from(contents);
  if (copy.length > 11) copy[11] = transform;
  return copy;
}

/** Bytes of a segment before its contents: marker and length. */
const HEADER = 4;

/** Everything behind the first picture moved by as much as that grew. */
function setIndex(original: Uint8Array, bytes: Uint8Array, part: Part, at: number): void {
  const grown = bytes.length - original.length;
  const moved = grown - (at - part.start);
  const contents = bytes.subarray(at + HEADER, at + HEADER + part.length);
  const entries = mpEntries(contents).map((entry) =>
    entry.offset === 0
      ? { ...entry, size: entry.size + grown }
      : { ...entry, offset: entry.offset + moved },
  );
  bytes.set(withMpEntries(contents, entries), at + HEADER);
}

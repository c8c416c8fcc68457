/** A segment of a JPEG (ISO 10918-1 B.1.1.4), as offsets into the file. */
export interface JpegSegment {
  readonly marker: number;
  readonly start: number;
  /** Behind marker and length. */
  readonly contents: number;
  readonly end: number;
}

const START_OF_SCAN = 0xda;
export const APP11 = 0xeb;

/**
 * The segments before the first scan, as c2pa-rs finds them, which is not quite as the standard says: it
 * looks for the next FF wherever it has got to, and takes any marker that it does not know for one without
 * a length. So this is no reader of JPEG, as the container room has one: what is looked for here is what
 * the engine would be given, and a stricter reader would not see it.
 *
 * @param at Where to begin; default: behind SOI.
 */
export function* jpegSegments(bytes: Buffer, at = 2): Generator<JpegSegment> {
  for (;;) {
    const start = bytes.indexOf(0xff, at);
    if (start === -1 || start + 4 > bytes.length) return;
    const marker = bytes[start + 1]!;
    const contents = start + (hasLength(marker) ? 4 : 2);
    const length = hasLength(marker) ? Math.max(2, bytes.readUInt16BE(start + 2)) : 0;
    const end = Math.min(bytes.length, start + 2 + length);
    yield { marker, start, contents, end };
    if (marker === START_OF_SCAN) return;
    at = end;
  }
}

/** SOF, DHT, DAC, RST (which it should not have), SOS, DQT, DRI, APP, COM. */
function hasLength(marker: number): boolean {
  return (
    (marker >= 0xc0 && marker <= 0xd7) ||
    (marker >= 0xe0 && marker <= 0xef) ||
    [START_OF_SCAN, 0xdb, 0xdd, 0xfe].includes(marker)
  );
}

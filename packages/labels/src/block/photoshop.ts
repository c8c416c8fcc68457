import { latin1, viewOf } from '@provenance/container';
import { type Reading, Unread } from '../field/reading.ts';
import { readIim } from './iim.ts';
import { readXmp } from './xmp.ts';

const [IIM, XMP] = [0x0404, 0x0424];

/**
 * The image resources of Photoshop that hold metadata: `8BIM`, number, a name, a length, and data, each
 * of an even length.
 */
export function readPhotoshop(bytes: Uint8Array, part: string, reading: Reading): void {
  reading.attempt(part, () => {
    const view = viewOf(bytes);
    for (let at = 0; at + 12 <= bytes.length; ) {
      if (latin1(bytes, at, at + 4) !== '8BIM') throw new Unread('damaged');
      const number = view.getUint16(at + 4);
      const name = 1 + bytes[at + 6]!;
      const lengthAt = at + 6 + name + (name & 1);
      if (lengthAt + 4 > bytes.length) throw new Unread('damaged');
      const length = view.getUint32(lengthAt);
      const start = lengthAt + 4;
      if (start + length > bytes.length) throw new Unread('damaged');
      const data = bytes.subarray(start, start + length);
      if (number === IIM) readIim(data, part, reading);
      else if (number === XMP) readXmp(data, part, reading);
      at = start + length + (length & 1);
    }
  });
}

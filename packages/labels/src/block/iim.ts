import { viewOf } from '@provenance/container';
import { type Reading, Unread } from '../field/reading.ts';
import { decodeText } from '../field/text.ts';

/** Of record 2 (IPTC-IIM 4.2): those that name a program or a source, and the reservations in words. */
const DATASETS: ReadonlyMap<number, string> = new Map([
  [40, 'SpecialInstructions'],
  [65, 'OriginatingProgram'],
  [110, 'Credit'],
  [115, 'Source'],
]);

/** The datasets of IPTC-IIM: tag 1C, record, number, length (two bytes, or as many as those say). */
export function readIim(bytes: Uint8Array, part: string, reading: Reading): void {
  if (!reading.mayRead(part, bytes.length)) return;
  reading.attempt(part, () => {
    const view = viewOf(bytes);
    for (let at = 0; at + 5 <= bytes.length; ) {
      // Padding to whole words of a TIFF field.
      if (bytes[at] === 0) return;
      if (bytes[at] !== 0x1c) throw new Unread('damaged');
      const [record, dataset] = [bytes[at + 1], bytes[at + 2]!];
      let length = view.getUint16(at + 3);
      at += 5;
      if (length & 0x8000) {
        const digits = length & 0x7fff;
        if (digits > 4 || at + digits > bytes.length) throw new Unread('damaged');
        length = 0;
        for (const end = at + digits; at < end; at++) length = length * 256 + bytes[at]!;
      }
      if (at + length > bytes.length) throw new Unread('damaged');
      const name = record === 2 ? DATASETS.get(dataset) : undefined;
      if (name !== undefined) {
        reading.add(part, 'iptc-iim', name, decodeText(bytes.subarray(at, at + length)));
      }
      at += length;
    }
  });
}

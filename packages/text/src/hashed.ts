import { assertBytes } from './locate.ts';
import type { ByteRange, TextMethod } from './location.ts';
import { createNfcStream } from './nfc.ts';

/** Bytes that are normalised at once: four times as many take up to nine times as long. */
const PIECE = 1 << 16;

/**
 * What the data hash of a text is over, in pieces: the bytes outside the exclusion, for a wrapper
 * normalised to NFC after it was taken out (C2PA 2.4 clause 15.12.1.3.1 with the offsets of 2.5
 * A.8.6.3), for HTML and blocks as they are stored.
 *
 * @param exclusion null to hash all, as for a linked manifest or a sidecar
 * @throws RangeError if the exclusion is not within the text
 * @throws IllFormedTextError if a text to normalise is not UTF-8, or has over 1024 combining
 *   characters in a row: its hash cannot be checked
 */
export function* hashedPieces(
  bytes: Uint8Array,
  exclusion: ByteRange | null,
  method: TextMethod,
): Generator<Uint8Array> {
  assertBytes(bytes);
  const { start, length } = exclusion ?? { start: bytes.length, length: 0 };
  const end = start + length;
  if (![start, length].every(Number.isSafeInteger) || start < 0 || end < start) {
    throw new RangeError('An exclusion has a start and a length of at least 0.');
  }
  if (end > bytes.length) {
    throw new RangeError(`The exclusion ends at ${end}, and the text has ${bytes.length} bytes.`);
  }
  const parts = [bytes.subarray(0, start), bytes.subarray(end)];
  if (method !== 'unstructured') {
    yield* parts;
    return;
  }
  const nfc = createNfcStream();
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE) yield nfc.push(part.subarray(at, at + PIECE));
  }
  yield nfc.end();
}

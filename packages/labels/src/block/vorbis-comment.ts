import { viewOf } from '@provenance/container';
import { type Reading, Unread } from '../field/reading.ts';
import { decodeText } from '../field/text.ts';

/** Comments of FLAC (RFC 9639 8.6): the vendor, then `NAME=value`, all with lengths in front. */
export function readVorbisComment(bytes: Uint8Array, part: string, reading: Reading): void {
  if (!reading.mayRead(part, bytes.length)) return;
  reading.attempt(part, () => {
    const view = viewOf(bytes);
    let at = 0;
    const next = (): string | null => {
      if (at + 4 > bytes.length) return null;
      const length = view.getUint32(at, true);
      at += 4;
      if (at + length > bytes.length) return null;
      at += length;
      return decodeText(bytes.subarray(at - length, at));
    };
    const vendor = next();
    if (vendor === null || at + 4 > bytes.length) throw new Unread('damaged');
    reading.add(part, 'vorbis-comment', 'vendor', vendor);
    const count = view.getUint32(at, true);
    at += 4;
    for (let i = 0; i < count; i++) {
      const comment = next();
      if (comment === null) throw new Unread('damaged');
      const end = comment.indexOf('=');
      if (end > 0) {
        reading.add(
          part,
          'vorbis-comment',
          comment.slice(0, end).toUpperCase(),
          comment.slice(end + 1),
        );
      }
    }
  });
}

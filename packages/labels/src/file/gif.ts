import {
  contentsOf,
  gifApplication,
  gifParts,
  joinedBlocks,
  memorySource,
} from '@provenance/container';
import { readXmp } from '../block/xmp.ts';
import type { Reading } from '../field/reading.ts';
import { decodeText } from '../field/text.ts';

/** Behind the name of the extension. */
const NAME_BYTES = 12;
/** XMP stands there as it is, and this is how what ends it begins: 258 bytes (XMP Part 3 1.1.2). */
const TRAILER_BYTES = 258;

/** Comments, and the application extension of XMP. */
export function readGif(bytes: Uint8Array, reading: Reading): void {
  const { parts, isTruncated } = gifParts(memorySource(bytes));
  for (const part of isTruncated ? parts.slice(0, -1) : parts) {
    if (gifApplication(bytes, part) === 'XMP DataXMP') {
      const contents = contentsOf(bytes, part).subarray(NAME_BYTES);
      const end = contents.length - TRAILER_BYTES;
      const isRaw = end > 0 && contents[end] === 0x01 && contents[end + 1] === 0xff;
      readXmp(isRaw ? contents.subarray(0, end) : joinedBlocks(contents), '21FF', reading);
    } else if (part.kind === '21FE' && reading.mayRead('21FE', part.length)) {
      reading.add('21FE', 'comment', '21FE', decodeText(joinedBlocks(contentsOf(bytes, part))));
    }
  }
  if (isTruncated) reading.cannotRead(parts.at(-1)!.kind, 'truncated');
}

import { readRdf } from '../block/xmp.ts';
import type { Reading } from '../field/reading.ts';
import { decodeText } from '../field/text.ts';

/** RDF in an SVG, which Part 3 of XMP has in `metadata`: namespaces may be bound on the root. */
export function readSvg(bytes: Uint8Array, reading: Reading): void {
  if (!reading.mayRead('svg', bytes.length)) return;
  readRdf(decodeText(bytes).replace(/^\ufeff/, ''), 'svg', reading);
}

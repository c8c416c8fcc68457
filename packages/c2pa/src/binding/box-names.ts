import type { ContentReader } from './content.ts';

/** A part of a file under the name that a box hash has for it. */
export interface NamedBox {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** More parts than this are not made by anyone. */
const MOST_BOXES = 100_000;

/** The signature (`PNGh`), then the chunks by their types; null where bytes are left that are in none. */
export function pngBoxes({ read, size }: ContentReader): NamedBox[] | null {
  const boxes: NamedBox[] = [{ name: 'PNGh', start: 0, end: 8 }];
  for (let at = 8; at < size && boxes.length < MOST_BOXES; ) {
    const header = read(at, 8);
    if (header.length < 8) return null;
    const type = header.toString('latin1', 4, 8);
    const end = at + 12 + header.readUInt32BE(0);
    if (end > size) return null;
    boxes.push({ name: type === 'caBX' ? 'C2PA' : type, start: at, end });
    at = end;
    if (type === 'IEND') break;
  }
  return boxes.at(-1)?.end === size ? boxes : null;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [0xc4, 'DHT'],
  [0xc8, 'JPG'],
  [0xcc, 'DAC'],
  [0xd8, 'SOI'],
  [0xd9, 'EOI'],
  [0xda, 'SOS'],
  [0xdb, 'DQT'],
  [0xdc, 'DNL'],
  [0xdd, 'DRI'],
  [0xde, 'DHP'],
  [0xdf, 'EXP'],
  [0xfe, 'COM'],
]);

/** ISO 10918-1 table B.1. */
function nameOfMarker(marker: number): string | null {
  const name = NAMES.get(marker);
  if (name !== undefined) return name;
  if (marker >= 0xc0 && marker <= 0xcf) return `SOF${marker - 0xc0}`;
  return marker >= 0xe0 && marker <= 0xef ? `APP${marker - 0xe0}` : null;
}

/**
 * The segments of a JPEG by their markers, a scan with its entropy-coded data, the segments of the
 * manifest store as one (`C2PA`); null where bytes are left that are in none.
 */
export function jpegBoxes(content: ContentReader): NamedBox[] | null {
  const { read, size } = content;
  const boxes: NamedBox[] = [];
  let store = { instance: -1, index: -1 };
  for (let at = 0; at < size; ) {
    const header = read(at, 4);
    const name = header.length >= 2 && header[0] === 0xff ? nameOfMarker(header[1]!) : null;
    if (name === null || boxes.length === MOST_BOXES) return null;
    const isBare = name === 'SOI' || name === 'EOI';
    if (!isBare && header.length < 4) return null;
    let end = at + (isBare ? 2 : 2 + Math.max(2, header.readUInt16BE(2)));
    if (name === 'SOS') end = endOfScan(content, end);
    if (end > size) return null;
    const instance: number | null =
      name === 'APP11' ? storeInstance(read(at, 32), store.instance) : null;
    if (instance !== null && store.index === boxes.length - 1 && store.index >= 0) {
      boxes[store.index] = { ...boxes[store.index]!, end };
    } else {
      if (instance !== null) store = { instance, index: boxes.length };
      boxes.push({ name: instance === null ? name : 'C2PA', start: at, end });
    }
    at = end;
    if (name === 'EOI') break;
  }
  return boxes.at(-1)?.end === size ? boxes : null;
}

/**
 * The box instance number of an APP11 segment that begins a manifest store, or goes on with it (C2PA 2.4
 * A.3.1); null for any other.
 */
function storeInstance(segment: Buffer, known: number): number | null {
  if (segment.length < 8 || segment.toString('latin1', 4, 6) !== 'JP') return null;
  const instance = segment.readUInt16BE(6);
  if (instance === known) return instance;
  // CI, En, Z, LBox, TBox, then the description box with its type.
  return segment.toString('latin1', 28, 32) === 'c2pa' ? instance : null;
}

const PIECE = 2 ** 16;

/** Where the next marker stands that is no restart and no stuffed zero. */
function endOfScan({ read, size }: ContentReader, start: number): number {
  for (let at = start; at < size; ) {
    const piece = read(at, PIECE);
    for (let i = piece.indexOf(0xff); i !== -1 && i + 1 < piece.length; ) {
      const next = piece[i + 1]!;
      const isData = next === 0 || (next >= 0xd0 && next <= 0xd7);
      if (!isData) return at + i;
      i = piece.indexOf(0xff, i + 2);
    }
    // The last byte may be the first of a marker.
    at += Math.max(1, piece.length - 1);
  }
  return size;
}

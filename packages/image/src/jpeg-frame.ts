import {
  ContainerError,
  contentsOf,
  jpegParts,
  memorySource,
  type Part,
} from '@provenance/container';

export interface JpegComponent {
  readonly id: number;
  /** Sampling factors. */
  readonly horizontal: number;
  readonly vertical: number;
  /** Which quantisation table it uses. */
  readonly table: number;
}

/** What the frame header says (ISO 10918-1 B.2.2). */
export interface JpegFrame {
  /** Bits a sample. */
  readonly precision: number;
  readonly components: readonly JpegComponent[];
}

/** The segments of a JPEG, and its first frame header. Null for one that cannot be taken apart. */
export function jpegFrame(
  bytes: Uint8Array,
): { parts: readonly Part[]; frame: JpegFrame | null } | null {
  let parts: readonly Part[];
  try {
    parts = jpegParts(memorySource(bytes)).parts;
  } catch (error) {
    if (error instanceof ContainerError) return null;
    throw error;
  }
  const header = parts.find(({ kind }) => kind.startsWith('SOF'));
  return { parts, frame: header ? readFrame(contentsOf(bytes, header)) : null };
}

function readFrame(header: Uint8Array): JpegFrame | null {
  const count = header[5];
  if (count === undefined || header.length < 6 + 3 * count) return null;
  const components = Array.from({ length: count }, (_, i) => {
    const [id, factors, table] = header.subarray(6 + 3 * i, 9 + 3 * i);
    return { id: id!, horizontal: factors! >> 4, vertical: factors! & 15, table: table! };
  });
  return { precision: header[0]!, components };
}

/** Coded as few libraries read it: in other than 8 bits, without loss, hierarchical or arithmetic. */
export function isUnusualJpeg(bytes: Uint8Array): boolean {
  const read = jpegFrame(bytes);
  const kind = read?.parts.find(({ kind }) => kind.startsWith('SOF'))?.kind ?? '';
  const isUsual = read?.frame?.precision === 8 && ['SOF0', 'SOF1', 'SOF2'].includes(kind);
  return kind !== '' && !isUsual;
}

/** By the ratio of sampling factors of luma and chroma, across and down. */
const SUBSAMPLINGS: ReadonlyMap<string, string> = new Map([
  ['1:1', '4:4:4'],
  ['2:1', '4:2:2'],
  ['2:2', '4:2:0'],
  ['1:2', '4:4:0'],
  ['4:1', '4:1:1'],
  ['4:2', '4:1:0'],
]);

/** Chroma subsampling by its usual name; null where there is no chroma, or the factors have no name. */
export function subsamplingOf({ components }: JpegFrame): string | null {
  const [luma, first, second] = components;
  if (luma === undefined || first === undefined || second === undefined) return null;
  const isEven = first.horizontal === second.horizontal && first.vertical === second.vertical;
  if (!isEven) return null;
  const ratio = `${luma.horizontal / first.horizontal}:${luma.vertical / first.vertical}`;
  return SUBSAMPLINGS.get(ratio) ?? null;
}

import {
  ContainerError,
  latin1,
  memorySource,
  type TiffDirectory,
  type TiffLayout,
  tiffDirectories,
  tiffLayout,
  tiffNumbers,
  viewOf,
} from '@provenance/container';

/** Fields that are looked at here (TIFF 6.0, DNG 1.7). */
export const TIFF_TAG = {
  subfileType: 254,
  width: 256,
  compression: 259,
  dngVersion: 50_706,
} as const;

const USUAL_CODECS = new Set([1, 2, 3, 4, 5, 7, 8, 32_773, 32_946]);

/** A version of the picture of lower resolution, or a mask for it (TIFF 6.0 section 8, NewSubfileType). */
const NO_PAGE = 0b101;

export interface TiffPages {
  readonly layout: TiffLayout;
  readonly first: TiffDirectory;
  /** Pictures in the chain that are no smaller versions of others; directories without a picture are none. */
  readonly pages: number;
  /** A codec that few libraries have: none, fax, LZW, JPEG, deflate and PackBits are in all. */
  readonly isUnusual: boolean;
  /** A camera's sensor data, with a preview that looks like the picture. */
  readonly isRaw: boolean;
}

/** The pages of a TIFF; null where its directories cannot be read. */
export function tiffPages(bytes: Uint8Array): TiffPages | null {
  const source = memorySource(bytes);
  try {
    const layout = tiffLayout(source);
    const directories = tiffDirectories(source, layout);
    const [first] = directories;
    if (first === undefined) return null;
    const pages = directories.filter(({ entries }) => {
      const type = entries.find(({ tag }) => tag === TIFF_TAG.subfileType);
      const [kind = 0] = type ? tiffNumbers(source, layout, type) : [];
      return entries.some(({ tag }) => tag === TIFF_TAG.width) && (kind & NO_PAGE) === 0;
    }).length;
    const isRaw =
      first.entries.some(({ tag }) => tag === TIFF_TAG.dngVersion) || latin1(bytes, 8, 10) === 'CR';
    const codec = first.entries.find(({ tag }) => tag === TIFF_TAG.compression);
    const [number = 1] = codec ? tiffNumbers(source, layout, codec) : [];
    const isUnusual = !USUAL_CODECS.has(number);
    return { layout, first, pages: Math.max(1, pages), isUnusual, isRaw };
  } catch (error) {
    if (error instanceof ContainerError) return null;
    throw error;
  }
}

/**
 * The file as if its first directory were its last: what decoders complain of in others, such as the
 * one in which a manifest store lies (C2PA 2.4 Annex A), which has no picture, is no fault of this
 * picture. A copy, unless there are no others.
 */
export function firstPageOf(bytes: Uint8Array, { layout, first }: TiffPages): Uint8Array {
  if (first.next === 0) return bytes;
  const copy = Uint8Array.from(bytes);
  const view = viewOf(copy);
  if (layout.isBig) view.setBigUint64(first.nextAt, 0n, layout.littleEndian);
  else view.setUint32(first.nextAt, 0, layout.littleEndian);
  return copy;
}

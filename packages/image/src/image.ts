import type { ImageMediaType } from './media-types.ts';

/**
 * One picture in memory, upright: the EXIF orientation is already applied, so a detector sees what a
 * viewer sees.
 *
 * To encode changed pixels, spread the image and replace `data` (and `width`, `height`).
 */
export interface DecodedImage {
  /** The format of the file, by content. */
  readonly mediaType: ImageMediaType;
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
  /** 8: samples are 0..255. 16: samples are 0..65535; a 10 or 12-bit AVIF fills the high bits. */
  readonly bitDepth: 8 | 16;
  /** Samples a pixel: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Whether the last channel is alpha (`channels` is 2 or 4). Not premultiplied. */
  readonly hasAlpha: boolean;
  /**
   * Interleaved samples, rows from the top without padding: channel c of pixel (x, y) is at
   * `(y * width + x) * channels + c`. The decoder's own memory, not a copy; alpha stays in it because
   * taking it out would cost one. A Uint16Array if `bitDepth` is 16.
   */
  readonly data: Uint8Array | Uint16Array;
  /** Damaged or cut: what could not be decoded is flat. Only where that was asked for. */
  readonly isPartial: boolean;
  /** Frames or pages in the file. `data` is the first one (of an AVIF the primary one). */
  readonly frames: number;
  readonly metadata: ImageMetadata;
  readonly coding: ImageCoding;
}

/** What belongs to the picture besides its pixels. Set a field to null and it is not written. */
export interface ImageMetadata {
  /** ICC profile that `data` is in; null means sRGB. */
  readonly icc: Uint8Array | null;
  /** EXIF, from its TIFF header on (without the `Exif\0\0` of a JPEG segment). */
  readonly exif: Uint8Array | null;
  /** XMP packet, UTF-8. */
  readonly xmp: Uint8Array | null;
  /** Pixels per inch. */
  readonly density: number | null;
  /** The EXIF orientation the file had, 1..8. Already applied to the pixels. */
  readonly orientation: number;
}

/** How the file was coded: the defaults for coding it again. */
export interface ImageCoding {
  /** Bits per sample in the file, before widening to `bitDepth`: 1, 2, 4, 8, 10, 12 or 16. */
  readonly bitsPerSample: number;
  /** Whether the pixels were stored exactly. Null if the file does not tell (AVIF, TIFF). */
  readonly lossless: boolean | null;
  /** JPEG: the IJG quality, 1..100, whose tables are nearest to the file's. Otherwise null. */
  readonly quality: number | null;
  /** Of a JPEG with colours, and lossy WebP, for example `4:2:2`. Otherwise null. */
  readonly chromaSubsampling: string | null;
  /** CMYK in the file. `data` is what became of it: sRGB. */
  readonly isSeparated: boolean;
  /** Progressive JPEG, interlaced PNG or GIF. */
  readonly progressive: boolean;
}

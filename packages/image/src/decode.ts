import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import { type FileInput, readInput } from '@provenance/content/node';
import type { Metadata, SharpOptions } from 'sharp';
import { underDeadline } from './deadline.ts';
import { type Header, OPEN, readHeader } from './header.ts';
import type { DecodedImage, ImageCoding, ImageMetadata } from './image.ts';
import { jpegFrame, subsamplingOf } from './jpeg-frame.ts';
import { estimateJpegQuality } from './jpeg-quality.ts';
import { type ImageLimits, LIMIT_KEYS, resolveLimits } from './limits.ts';
import { type ImageProbe, probeOf } from './probe.ts';
import { loadSharp } from './sharp.ts';
import { isLosslessWebp } from './webp-lossless.ts';

/** The longest side in pixels. Watermarks and fingerprints take none that is longer. */
const MAX_SIDE = 65_535;

export interface DecodeOptions extends ImageLimits {
  /**
   * Take what there is of a damaged or cut file, and say so in `isPartial`: for who looks for
   * something in it. Default false: such a file is IMAGE_CORRUPT.
   */
  partial?: boolean;
  /** Abandons the call at once; a decoder thread that is busy with it ends by itself, later. */
  signal?: AbortSignal;
}

const KEYS: KnownKeys<DecodeOptions> = { ...LIMIT_KEYS, partial: 'boolean', signal: 'signal' };

/**
 * Decodes a JPEG, PNG, WebP, AVIF, TIFF or GIF into pixels, once, and says what is needed to encode
 * it again.
 *
 * - The pixels come upright (EXIF orientation applied) and in the file's own colour space: the ICC
 *   profile is handed out, not applied. CMYK alone is converted, to sRGB, with its profile.
 * - Gray stays gray, 16 bits stay 16 bits; a palette and fewer than 8 bits are widened exactly.
 * - Of an animation or a TIFF with pages only the first is decoded. A camera raw file that looks like
 *   a TIFF is refused if it tells (DNG, CR2); of others (NEF) it is the preview they start with.
 * - An HDR gain map, and PNG's gAMA, cHRM and cICP, are not seen.
 * - A side has at most 65,535 pixels.
 *
 * The header is held against the limits before any pixel memory is allocated. Bytes given as a
 * Uint8Array or ArrayBuffer are used in place: do not change them until the call has settled, or,
 * after an abort or time-out, at all.
 *
 * @throws TypeError or RangeError for a wrong argument; the reason of `signal`.
 * @throws ProvenanceError CONTENT_EMPTY, CONTENT_TOO_LARGE, CONTENT_UNSUPPORTED (SVG among others,
 *   floating-point or Lab TIFF, codecs and sizes that are not handled), IMAGE_TOO_LARGE, IMAGE_TOO_MANY_FRAMES, IMAGE_CORRUPT,
 *   IMAGE_TIMEOUT, IMAGE_LIBRARY_MISSING, and FILE_* where `input` is a path.
 */
export async function decodeImage(
  input: FileInput,
  options: DecodeOptions = {},
): Promise<DecodedImage> {
  checkKnownKeys('options', options, KEYS);
  const limits = resolveLimits(options);
  const { timeoutSeconds } = limits;
  return underDeadline({ timeoutSeconds, signal: options.signal }, async (checkpoint) => {
    const opened = await readOpened(input, limits, checkpoint);
    checkpoint();
    return decodeOpened(opened, options, timeoutSeconds, checkpoint);
  });
}

/** A picture whose header was read, and held against the limits. */
export interface OpenedImage extends ImageProbe {
  /**
   * What {@link decodeImage} does after that, with its own time limit.
   *
   * @param maxPixels For who sets it by what the header says. Default: that of the options.
   */
  decode(maxPixels?: number): Promise<DecodedImage>;
}

/**
 * The first half of {@link decodeImage}: for who has something to do that depends on the size while another thread
 * decodes, or decides by the header what to decode.
 *
 * @throws The same, as far as a header tells; the rest comes from `decode`.
 */
export async function openImage(
  input: FileInput,
  options: DecodeOptions = {},
): Promise<OpenedImage> {
  checkKnownKeys('options', options, KEYS);
  const limits = resolveLimits(options);
  const deadline = { timeoutSeconds: limits.timeoutSeconds, signal: options.signal };
  const opened = await underDeadline(deadline, (checkpoint) =>
    readOpened(input, limits, checkpoint),
  );
  const decode = async (maxPixels = limits.maxPixels) => {
    checkHeader(opened.header, resolveLimits({ ...limits, maxPixels }));
    return underDeadline(deadline, (checkpoint) =>
      decodeOpened(opened, options, limits.timeoutSeconds, checkpoint),
    );
  };
  return { ...probeOf(opened.header), decode };
}

interface Opened {
  readonly bytes: Uint8Array;
  readonly header: Header;
}

async function readOpened(
  input: FileInput,
  limits: Required<ImageLimits>,
  checkpoint: () => void,
): Promise<Opened> {
  const bytes = await readInput(input, { maxBytes: limits.maxBytes });
  checkpoint();
  const header = await readHeader(bytes);
  checkHeader(header, limits);
  return { bytes, header };
}

async function decodeOpened(
  { bytes, header }: Opened,
  options: DecodeOptions,
  timeoutSeconds: number,
  checkpoint: () => void,
): Promise<DecodedImage> {
  const { mediaType, width, height, bitDepth, gray, hasAlpha, frames, metadata } = header;
  const { data, isPartial } = await readPixels(header, options, timeoutSeconds, checkpoint);
  return {
    mediaType,
    width,
    height,
    bitDepth,
    channels: ((gray ? 1 : 3) + Number(hasAlpha)) as DecodedImage['channels'],
    hasAlpha,
    data,
    isPartial,
    frames,
    metadata: imageMetadata(metadata),
    coding: imageCoding(bytes, header),
  };
}

/** @throws ProvenanceError CONTENT_UNSUPPORTED, IMAGE_TOO_LARGE, IMAGE_TOO_MANY_FRAMES */
export function checkHeader(
  { width, height, frames }: Header,
  { maxPixels, maxFrames }: Required<ImageLimits>,
): void {
  if (Math.max(width, height) > MAX_SIDE) {
    throw new ProvenanceError(
      'CONTENT_UNSUPPORTED',
      `The picture has ${width} x ${height} pixels, and a side of more than ${MAX_SIDE} is not handled.`,
    );
  }
  if (width * height > maxPixels) {
    throw new ProvenanceError(
      'IMAGE_TOO_LARGE',
      `The picture has ${width} x ${height} pixels and the limit is ${maxPixels}.`,
    );
  }
  if (frames > maxFrames) {
    throw new ProvenanceError(
      'IMAGE_TOO_MANY_FRAMES',
      `The picture has ${frames} frames and the limit is ${maxFrames}.`,
    );
  }
}

/** @throws ProvenanceError IMAGE_CORRUPT, CONTENT_UNSUPPORTED */
async function readPixels(
  header: Header,
  { partial = false }: DecodeOptions,
  timeoutSeconds: number,
  checkpoint: () => void,
): Promise<{ data: Uint8Array | Uint16Array; isPartial: boolean }> {
  try {
    return { data: await pixelsOf(header, OPEN, timeoutSeconds), isPartial: false };
  } catch (cause) {
    // Without the codec every row comes out black.
    if (header.isUnusual) {
      const message = `This ${header.mediaType} is coded in a way that cannot be read here.`;
      throw new ProvenanceError('CONTENT_UNSUPPORTED', message, { cause });
    }
    if (partial) {
      checkpoint();
      // What cannot be decoded comes out flat.
      const lenient = { ...OPEN, failOn: 'none' as const };
      const data = await pixelsOf(header, lenient, timeoutSeconds).catch(() => null);
      if (data !== null) return { data, isPartial: true };
    }
    throw new ProvenanceError('IMAGE_CORRUPT', undefined, { cause });
  }
}

async function pixelsOf(
  { picture, metadata, width, height, bitDepth, gray, hasAlpha }: Header,
  open: SharpOptions,
  timeoutSeconds: number,
): Promise<Uint8Array | Uint16Array> {
  const sharp = await loadSharp();
  // sharp writes 8-bit gray without its alpha, so that one layout takes the detour through RGBA.
  const detour = gray && hasAlpha && bitDepth === 8;
  const space = bitDepth === 16 ? (gray ? 'grey16' : 'rgb16') : gray && !detour ? 'b-w' : 'srgb';
  const { data } = await sharp(picture, { ...open, ignoreIcc: metadata.space !== 'cmyk' })
    .toColourspace(space)
    .timeout({ seconds: Math.ceil(timeoutSeconds) })
    .raw({ depth: bitDepth === 16 ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const channels = detour ? 4 : (gray ? 1 : 3) + Number(hasAlpha);
  if (data.length !== width * height * channels * (bitDepth / 8)) {
    throw new RangeError('The pixels do not have the size of the header.');
  }
  const { buffer: memory, byteOffset, length } = data;
  if (bitDepth === 16) return new Uint16Array(memory, byteOffset, length / 2);
  const samples = new Uint8Array(memory, byteOffset, length);
  return detour ? grayAndAlpha(samples) : samples;
}

/** Takes the R and A of RGBA, in place. */
function grayAndAlpha(rgba: Uint8Array): Uint8Array {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 2) {
    rgba[to] = rgba[from]!;
    rgba[to + 1] = rgba[from + 3]!;
  }
  return rgba.subarray(0, rgba.length / 2);
}

function imageMetadata({ icc, exif, xmp, density, orientation, space }: Metadata): ImageMetadata {
  return {
    // The CMYK profile describes pixels that are no longer there.
    icc: space === 'cmyk' ? null : plain(icc),
    exif: withoutExifPrefix(plain(exif)),
    xmp: plain(xmp),
    density: density ?? null,
    orientation: orientation ?? 1,
  };
}

/** A Uint8Array of its own kind: Buffer's `slice` shares memory and would surprise. */
function plain(buffer: Buffer | undefined): Uint8Array | null {
  return buffer ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length) : null;
}

const EXIF_PREFIX = [0x45, 0x78, 0x69, 0x66, 0, 0];

/** libvips hands EXIF out with the JPEG segment's prefix or without, depending on the format. */
function withoutExifPrefix(exif: Uint8Array | null): Uint8Array | null {
  return exif !== null && EXIF_PREFIX.every((byte, i) => exif[i] === byte)
    ? exif.subarray(EXIF_PREFIX.length)
    : exif;
}

function imageCoding(bytes: Uint8Array, { mediaType, metadata, bitDepth }: Header): ImageCoding {
  const lossless = {
    'image/jpeg': () => false,
    'image/png': () => true,
    'image/gif': () => true,
    'image/webp': () => isLosslessWebp(bytes),
    'image/avif': () => null,
    'image/tiff': () => null,
  }[mediaType]();
  const lossyWebp = mediaType === 'image/webp' && lossless === false;
  const jpeg = mediaType === 'image/jpeg' ? jpegCoding(bytes) : null;
  return {
    bitsPerSample: metadata.bitsPerSample ?? bitDepth,
    lossless,
    quality: jpeg?.quality ?? null,
    chromaSubsampling: jpeg?.chromaSubsampling ?? (lossyWebp ? '4:2:0' : null),
    isSeparated: metadata.space === 'cmyk',
    progressive: metadata.isProgressive,
  };
}

/** Of the frame header itself: libvips calls every subsampling 4:2:0. */
function jpegCoding(bytes: Uint8Array): Pick<ImageCoding, 'quality' | 'chromaSubsampling'> | null {
  const read = jpegFrame(bytes);
  if (!read?.frame) return null;
  const { parts, frame } = read;
  return {
    quality: estimateJpegQuality(bytes, parts, frame),
    chromaSubsampling: subsamplingOf(frame),
  };
}

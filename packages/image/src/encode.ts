import { ProvenanceError } from '@provenance/content';
import type { Sharp } from 'sharp';
import { underDeadline } from './deadline.ts';
import { checkFits, checkImage, checkOptions } from './encode-check.ts';
import type { EncodeOptions } from './encode-options.ts';
import type { StoredPixels } from './exchange/stored.ts';
import type { DecodedImage } from './image.ts';
import { resolveLimits } from './limits.ts';
import type { ImageMediaType } from './media-types.ts';
import { metadataCarrier } from './metadata-carrier.ts';
import { loadSharp } from './sharp.ts';

/** Where the file does not tell its quality: high enough that a second generation does not show. */
export const DEFAULT_QUALITY: Readonly<Record<'image/jpeg' | 'image/webp' | 'image/avif', number>> =
  Object.freeze({ 'image/jpeg': 90, 'image/webp': 90, 'image/avif': 80 });

/**
 * Encodes an image as a new file, in its own format or in another. `exchangePixels` is for pixels that
 * came from a file: it keeps what this does not know.
 *
 * Kept: width, height, channels, alpha; the colour profile, EXIF, XMP and density where the format
 * has a place for them; of the JPEG its quality (to the nearest IJG setting), progressive scans and
 * 4:2:0; of the WebP whether it was lossless; of PNG and TIFF 16 bits; of AVIF 10 and 12 bits.
 *
 * Changed, on purpose:
 * - Pixels are written upright, and the EXIF orientation is removed: it looks the same in a viewer.
 * - JPEG subsampling other than 4:2:0 becomes 4:4:4: more chroma, never less. AVIF is 4:4:4.
 * - CMYK was made sRGB by decoding, and its profile dropped.
 * - Palette and 1, 2 and 4-bit PNG become 8-bit gray or truecolour, with the same pixels.
 * - TIFF is compressed with deflate, without loss, whatever it was.
 * - GIF gets a new palette of 256 colours, dithered: pixels change, and alpha becomes 1 bit.
 * - 16 bits become 8 in JPEG, WebP and GIF.
 *
 * Not kept: everything else that was in a file; the EXIF thumbnail, which shows the picture as it was;
 * EXIF in TIFF and GIF; density in WebP and AVIF outside EXIF (in JPEG it becomes EXIF); a profile that
 * is malformed or not for these channels.
 *
 * @throws TypeError or RangeError for a wrong argument; the reason of `signal`.
 * @throws ProvenanceError IMAGE_ENCODE where the format cannot hold the picture: too wide or high,
 *   transparent pixels in JPEG, a colour profile in GIF, a gray profile in WebP or AVIF;
 *   IMAGE_TIMEOUT, IMAGE_LIBRARY_MISSING.
 */
export async function encodeImage(
  image: DecodedImage,
  options: EncodeOptions = {},
): Promise<Uint8Array> {
  const mediaType = options.mediaType ?? image.mediaType;
  checkImage(image);
  checkOptions(mediaType, options);
  checkFits(image, mediaType);
  return run(options, () => withMetadata(image), image, mediaType);
}

/**
 * Samples as a file of the image's own format that holds nothing but them.
 *
 * @param stored In the layout of the image, perhaps turned.
 * @throws The same as {@link encodeImage}.
 */
export function encodePixels(
  image: DecodedImage,
  { data, width, height }: StoredPixels,
  options: EncodeOptions,
): Promise<Uint8Array> {
  const { channels, mediaType } = image;
  const bare = { icc: null, exif: null, xmp: null, density: null, orientation: 1 };
  const open = async () => {
    const sharp = await loadSharp();
    return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  };
  return run(options, open, { ...image, metadata: bare }, mediaType);
}

async function run(
  options: EncodeOptions,
  open: () => Promise<Sharp>,
  image: DecodedImage,
  mediaType: ImageMediaType,
): Promise<Uint8Array> {
  const { timeoutSeconds } = resolveLimits(
    options.timeoutSeconds === undefined ? {} : { timeoutSeconds: options.timeoutSeconds },
  );
  return underDeadline({ timeoutSeconds, signal: options.signal }, async (checkpoint) => {
    const pipeline = await open();
    checkpoint();
    const { buffer, byteOffset, length } = await write(pipeline, image, mediaType, options)
      .timeout({ seconds: Math.ceil(timeoutSeconds) })
      .toBuffer()
      .catch((cause: unknown) => {
        throw new ProvenanceError('IMAGE_ENCODE', `libvips cannot write ${mediaType}.`, { cause });
      });
    return new Uint8Array(buffer, byteOffset, length);
  });
}

/**
 * The pixels as a sharp pipeline that has metadata: the black carrier, extended to the full size and
 * combined with the pixels by a bitwise OR, which is exact and runs in the encoder's own pass.
 */
async function withMetadata(image: DecodedImage): Promise<Sharp> {
  const { width, height, channels, data, metadata } = image;
  const operand = { raw: { width, height, channels }, limitInputPixels: false };
  const sharp = await loadSharp();
  const pipeline = sharp(await metadataCarrier(image), {
    // Turning one pixel does nothing, and the tag that asks for it is gone.
    autoOrient: true,
    failOn: 'none',
    ignoreIcc: true,
  })
    .extend({ right: width - 1, bottom: height - 1, extendWith: 'copy' })
    // Typed as Buffer, taken as any typed array.
    .boolean(data as Buffer, 'or', operand);
  if (metadata.exif) pipeline.keepExif();
  if (metadata.icc) pipeline.keepIccProfile();
  if (metadata.xmp) pipeline.keepXmp();
  return pipeline;
}

function write(
  pipeline: Sharp,
  image: DecodedImage,
  mediaType: ImageMediaType,
  options: EncodeOptions,
): Sharp {
  const { bitDepth, channels, coding, metadata } = image;
  const own = mediaType === image.mediaType;
  const progressive = own && coding.progressive;
  const quality = (type: keyof typeof DEFAULT_QUALITY) =>
    options.quality ?? (own ? coding.quality : null) ?? DEFAULT_QUALITY[type];
  const lossless = options.lossless ?? (own && coding.lossless === true);
  const deep = bitDepth === 16 && !['image/jpeg', 'image/webp', 'image/gif'].includes(mediaType);
  pipeline.toColourspace(channels < 3 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb');

  switch (mediaType) {
    case 'image/jpeg':
      // libvips writes a JPEG's density only along with EXIF. 72 is how it reads one that has none.
      if (metadata.density !== null && metadata.density !== 72) pipeline.keepExif();
      return pipeline.jpeg({
        quality: quality(mediaType),
        chromaSubsampling: options.chromaSubsampling ?? subsampling(image),
        progressive,
      });
    case 'image/png':
      // Filters make photographs a third smaller; sharp leaves them off for speed.
      return pipeline.png({ progressive, adaptiveFiltering: true, palette: false });
    case 'image/webp':
      // exact: transparent pixels have colours too, and lossless means those as well.
      return pipeline.webp({ quality: quality(mediaType), lossless, exact: lossless });
    case 'image/avif':
      return pipeline.avif({
        quality: quality(mediaType),
        lossless,
        chromaSubsampling: options.chromaSubsampling ?? '4:4:4',
        bitdepth: bitDepth === 8 ? 8 : own && coding.bitsPerSample === 10 ? 10 : 12,
      });
    case 'image/tiff': {
      const pixelsPerMillimetre = metadata.density ? metadata.density / 25.4 : 1;
      return pipeline.tiff({
        compression: 'deflate',
        predictor: 'horizontal',
        xres: pixelsPerMillimetre,
        yres: pixelsPerMillimetre,
        resolutionUnit: 'inch',
      });
    }
    case 'image/gif':
      return pipeline.gif({ progressive });
  }
}

/** libvips writes these two. */
function subsampling({ coding }: DecodedImage): '4:2:0' | '4:4:4' {
  return coding.chromaSubsampling === '4:2:0' ? '4:2:0' : '4:4:4';
}

import { ProvenanceError } from '@provenance/content';
import { pictureFingerprints } from '../content/fingerprint.ts';
import { guardedPicture } from '../content/guarded.ts';
import { contentIdBytes } from '../content/id.ts';
import { type EmbedLookedAt, type LookedAtImage, pixels, planOf } from './file.ts';
import { imageOf, type RawPixels } from './raw.ts';
import { isExact, readBack } from './read-back.ts';

/**
 * Hides a content id in pixels that are no file yet, and makes the file of them: one encoding, and no decoding
 * of what came in. What comes out is read back as `embedWatermark` does it; where the format has no loss,
 * from the samples that were written.
 *
 * @throws ProvenanceError IMAGE_TOO_LARGE; IMAGE_ENCODE and IMAGE_TIMEOUT of encoding.
 * @throws TypeError or RangeError for pixels that are not of a piece, a key or content id that is none.
 */
export async function embedInPixels(
  raw: RawPixels,
  {
    watermarkKey,
    contentId,
    watermark = {},
    decode = {},
    encode = {},
    fingerprints,
    guard = false,
  }: EmbedLookedAt,
): Promise<LookedAtImage> {
  const image = imageOf(raw);
  const [library, { createPlan, detect, embed }] = await pixels();
  const { DEFAULT_IMAGE_LIMITS, decodeImage, encodeImage } = library;
  const { maxPixels = DEFAULT_IMAGE_LIMITS.maxPixels } = decode;
  if (image.width * image.height > maxPixels) throw new ProvenanceError('IMAGE_TOO_LARGE');
  const plan = planOf(watermarkKey, createPlan);
  const payload = contentIdBytes(contentId);
  const marked = embed(image, plan, payload, { ...watermark, verify: false });
  const { psnr, strength } = marked;
  const made = { ...image, data: marked.data };
  const base = {
    mediaType: image.mediaType,
    keyId: plan.keyId,
    losses: [],
    psnr,
    strength,
  };
  const weak = () => {
    const guarded = guard ? guardedPicture(image) : undefined;
    return {
      ...base,
      bytes: null,
      unmarked: 'weak' as const,
      fingerprints: pictureFingerprints(image, null, fingerprints, guarded),
      ...(guarded && { guarded }),
    };
  };
  if (strength === 0) return weak();
  decode.signal?.throwIfAborted();
  const exact = isExact(image, encode);
  const { bytes, present, ...seen } = await readBack(made, {
    encode: () => encodeImage(made, encode),
    decode: exact ? null : (bytes) => decodeImage(bytes, decode),
    exact,
    detect: (image) => detect(image, plan, { effort: 'fast', expect: payload }),
    fingerprints,
    guard,
  });
  return present ? { ...base, bytes, unmarked: null, ...seen } : weak();
}

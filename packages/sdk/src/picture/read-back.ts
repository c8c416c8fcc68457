import { setImmediate } from 'node:timers/promises';
import type { PdqVariants } from '@provenance/fingerprint';
import type { DecodedImage, EncodeOptions } from '@provenance/image';
import type { Fingerprint } from '@provenance/registry';
import type { Detection } from '@provenance/watermark';
import { type FingerprintUse, pictureFingerprints } from '../content/fingerprint.ts';
import { type GuardedLook, guardedPicture } from '../content/guarded.ts';

const WITHOUT_LOSS: readonly string[] = ['image/png', 'image/tiff'];

/** Whether a file of it holds these very samples, as they are. */
export function isExact({ mediaType, coding }: DecodedImage, encode: EncodeOptions): boolean {
  if (mediaType === 'image/webp') return encode.lossless ?? coding.lossless === true;
  return WITHOUT_LOSS.includes(mediaType);
}

/** A marked picture as a file, and what is seen in it. */
export interface ReadBack {
  readonly bytes: Uint8Array;
  /** Whether its mark is read from it. */
  readonly present: boolean;
  /** None where the mark is not read. */
  readonly fingerprints: readonly Fingerprint[];
  /** What a guard is asked with; only where that was wanted. */
  readonly guarded?: GuardedLook;
}

/** How marked pixels become a file, and what is looked for in it. */
export interface ReadBackOptions {
  /** Writes the file. */
  readonly encode: () => Promise<Uint8Array>;
  /** Reads it again; null: it holds the very samples that were written. */
  readonly decode: ((bytes: Uint8Array) => Promise<DecodedImage>) | null;
  /** Whether the format has no loss. */
  readonly exact: boolean;
  /** Looks for the mark. */
  readonly detect: (image: DecodedImage) => Pick<Detection, 'present' | 'geometry'>;
  readonly fingerprints: FingerprintUse | undefined;
  /** Also look at it as a guard does. */
  readonly guard: boolean;
}

/**
 * Writes a marked picture, and looks for its mark in what was written. What can be told of samples is told while the
 * codec's thread still writes: what a guard is asked with, and, where the format has no loss, also what is seen of
 * the mark. The latter counts where the same samples come back; others are looked at again.
 *
 * @throws What encoding and decoding throw.
 */
export async function readBack(
  made: DecodedImage,
  { encode, decode, exact, detect, fingerprints, guard }: ReadBackOptions,
): Promise<ReadBack> {
  const see = (image: DecodedImage, known?: PdqVariants) => {
    const { present, geometry } = detect(image);
    const seen = present ? pictureFingerprints(image, geometry, fingerprints, known) : [];
    return { present, fingerprints: seen };
  };
  const meanwhile = async () => {
    // The codec has the samples by then.
    await setImmediate();
    const guarded = guard ? guardedPicture(made) : undefined;
    return { guarded, early: exact ? see(made, guarded) : null };
  };
  const [bytes, { guarded, early }] = await Promise.all([encode(), meanwhile()]);
  const common = { bytes, ...(guarded && { guarded }) };
  if (decode === null) return { ...common, ...(early ?? see(made, guarded)) };
  const back = await decode(bytes);
  return { ...common, ...(early !== null && sameSamples(back, made) ? early : see(back)) };
}

function sameSamples(one: DecodedImage, other: DecodedImage): boolean {
  return (
    one.width === other.width &&
    one.height === other.height &&
    one.channels === other.channels &&
    one.bitDepth === other.bitDepth &&
    bytesOf(one).equals(bytesOf(other))
  );
}

function bytesOf({ data }: DecodedImage): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

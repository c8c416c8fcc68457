import type { FileInput } from '@provenance/content/node';
import type { EncodeOptions, ImageLimits } from '@provenance/image';
import type { Effort, EmbedOptions, Plan } from '@provenance/watermark';
import type { FingerprintUse } from '../content/fingerprint.ts';
import type { GuardedLook } from '../content/guarded.ts';
import { embedInPixels } from './embed-raw.ts';
import {
  type EmbedLookedAt,
  type Examined,
  embedAndLook,
  examine,
  guardedLookAt,
  type LookedAt,
  type LookedAtImage,
  lookAt,
  type WatermarkKey,
  watermarkPlans,
} from './file.ts';
import { isRawPixels, type RawPixels } from './raw.ts';

export interface EmbedJob {
  /** 16 hexadecimal digits. */
  readonly contentId: string;
  readonly watermark?: Pick<EmbedOptions, 'strength' | 'psnr' | 'visibility'>;
  readonly limits?: ImageLimits;
  readonly encode?: Omit<EncodeOptions, 'mediaType' | 'signal'>;
  readonly allowLoss?: boolean;
  /** Also say how the marked picture looks. */
  readonly fingerprints?: FingerprintUse;
  /** Also look at it as a guard does. */
  readonly guard?: boolean;
}

export interface DetectJob {
  readonly effort?: Effort;
  readonly limits?: ImageLimits;
  /** Also say how the picture looks. */
  readonly look?: boolean;
  /** Only this content id counts: 16 hexadecimal digits. */
  readonly expect?: string;
  /** Also say where in the picture the mark is. */
  readonly localise?: boolean;
}

export interface Detected extends Examined {
  /** Of the key that reads the mark, among those that were given; -1 without a mark. */
  readonly key: number;
  /** Decoding and searching, without waiting. */
  readonly milliseconds: number;
}

/** What is done to pixels, with keys that are known to it: here, or in workers. */
export interface PixelWork {
  /** With the first key. */
  embed(input: FileInput | RawPixels, job: EmbedJob, signal?: AbortSignal): Promise<LookedAtImage>;
  /** With all keys. */
  detect(input: FileInput, job: DetectJob, signal?: AbortSignal): Promise<Detected>;
  /** What a guard is asked with; null for what has no pixels that can be looked at. */
  guarded(input: FileInput, limits: ImageLimits, signal?: AbortSignal): Promise<GuardedLook | null>;
  /** Without any key. */
  look(input: FileInput, limits: ImageLimits, signal?: AbortSignal): Promise<LookedAt>;
}

/** In this thread, one picture at a time: it is busy for as long as that takes. */
export function pixelWorkHere(keys: readonly WatermarkKey[]): PixelWork {
  let made: Promise<Plan[]> | undefined;
  const plans = () => {
    made ??= watermarkPlans(keys);
    return made;
  };
  const one = oneAtATime();
  return {
    embed: (
      input,
      { contentId, watermark, limits, encode, allowLoss, fingerprints, guard },
      signal,
    ) =>
      one(async () => {
        signal?.throwIfAborted();
        const [key] = await plans();
        const given: EmbedLookedAt = {
          watermarkKey: key as Plan,
          contentId,
          ...(watermark && { watermark }),
          decode: { ...limits, ...(signal && { signal }) },
          encode: { ...encode, ...(signal && { signal }) },
          allowLoss: allowLoss ?? false,
          fingerprints,
          ...(guard && { guard }),
        };
        return isRawPixels(input) ? embedInPixels(input, given) : embedAndLook(input, given);
      }),
    detect: (input, { effort, limits, look = false, expect, localise }, signal) =>
      one(async () => {
        signal?.throwIfAborted();
        const known = await plans();
        const started = performance.now();
        const seen = await examine(input, known, {
          ...(effort && { effort }),
          ...(expect && { expect }),
          ...(localise && { localise }),
          decode: { ...limits, ...(signal && { signal }) },
          look,
        });
        const { detection } = seen;
        return {
          ...seen,
          key: known.findIndex(({ keyId }) => keyId === detection.keyId),
          milliseconds: performance.now() - started,
        };
      }),
    guarded: (input, limits, signal) =>
      one(async () => {
        signal?.throwIfAborted();
        return guardedLookAt(input, { ...limits, ...(signal && { signal }) });
      }),
    look: (input, limits, signal) =>
      one(async () => {
        signal?.throwIfAborted();
        return lookAt(input, { ...limits, ...(signal && { signal }) });
      }),
  };
}

/** Pixels are a hundred times the file: those of one picture are enough. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}

import { checkKnownKeys, type ErrorCode, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { PictureLook } from '../content/fingerprint.ts';
import { type WatermarkDetection, type WatermarkKey, withoutPixels } from '../picture/file.ts';
import { checkPixelOptions, checkWatermarkKey, EFFORTS } from '../picture/options.ts';
import type { DetectJob, PixelWork } from '../picture/work.ts';
import {
  type LookOptions,
  NAMED_KEY_KEYS,
  type NamedWatermarkKey,
  WATERMARK_KEYS,
  type WatermarkOptions,
} from './options.ts';

/** What came of looking for a watermark. */
export type WatermarkFinding =
  | { readonly detection: WatermarkDetection; readonly key: Omit<NamedWatermarkKey, 'key'> }
  | {
      readonly detection: null;
      readonly notLooked: ErrorCode;
      /**
       * `no-pixels`: none are expected. `unreadable`: it is a picture, and nothing could be looked at.
       * `partly`: in the part that can be decoded there is no mark.
       */
      readonly why: 'no-pixels' | 'unreadable' | 'partly';
    };

/** What a file can be blamed for; the rest says that nothing could be looked at. */
const OF_THE_FILE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONTENT_EMPTY',
  'CONTENT_TOO_LARGE',
  'CONTENT_UNSUPPORTED',
  'IMAGE_CORRUPT',
  'IMAGE_TIMEOUT',
  'IMAGE_TOO_LARGE',
  'IMAGE_TOO_MANY_FRAMES',
]);

/** What was seen in one decoded picture. */
export interface Seen {
  /** Null: there was no key. */
  readonly finding: WatermarkFinding | null;
  /** Null: it could not be decoded, or nobody asks. */
  readonly look: PictureLook | null;
  /** Why a picture, or a part of it, was not looked at; null if it was, and for what is none. */
  readonly notLooked: ErrorCode | null;
}

/**
 * Looks for the marks of the keys, and at how the picture looks if there is a registry to ask. A picture
 * that cannot be decoded is a finding and no exception.
 *
 * @throws ProvenanceError FILE_*, IMAGE_LIBRARY_MISSING.
 */
export async function lookAtPixels(
  work: PixelWork,
  input: FileInput,
  options: LookOptions,
): Promise<Seen> {
  const { watermark, registry, signal } = options;
  const nothing = (notLooked: ErrorCode, why: 'no-pixels' | 'unreadable' = 'unreadable') => ({
    finding: watermark ? ({ detection: null, notLooked, why } as const) : null,
    look: null,
    notLooked: why === 'no-pixels' ? null : notLooked,
  });
  try {
    const without = await withoutPixels(input);
    if (without === 'not-a-picture') return nothing('CONTENT_UNSUPPORTED', 'no-pixels');
    if (without !== null) return nothing('CONTENT_UNSUPPORTED');
    const job = jobOf(options);
    if (watermark === undefined) {
      const { look, isPartial } = await work.look(input, job.limits, signal);
      return { finding: null, look, notLooked: isPartial ? 'IMAGE_CORRUPT' : null };
    }
    const { detection, key, look, isPartial } = await work.detect(
      input,
      { ...job, look: registry !== undefined },
      signal,
    );
    // Nothing in a part says nothing of the whole.
    const notLooked = isPartial ? 'IMAGE_CORRUPT' : null;
    if (notLooked !== null && !detection.present) {
      return { finding: { detection: null, notLooked, why: 'partly' }, look, notLooked };
    }
    return { finding: { detection, key: described(watermark.keys[key]) }, look, notLooked };
  } catch (error) {
    if (!isOfTheFile(error)) throw error;
    return nothing(error.code);
  }
}

/** Of the content ids that a credential names, no more are asked for: each costs a whole search. */
const MOST_ASKED = 2;

/**
 * A picture that was marked more than once answers with its strongest mark, which need not be the one
 * that its credential names: that one is asked for by itself before the two are said to contradict. A mark
 * of another key does not take its place, as it would hide what the first key says.
 *
 * @param claimed Content ids that a credential which holds names.
 * @throws ProvenanceError FILE_*, IMAGE_LIBRARY_MISSING.
 */
export async function lookForClaimed(
  work: PixelWork,
  input: FileInput,
  finding: WatermarkFinding | null,
  claimed: readonly string[],
  options: LookOptions,
): Promise<WatermarkFinding | null> {
  const { watermark, signal } = options;
  if (!watermark || !finding?.detection?.contentId) return finding;
  const { contentId, keyId } = finding.detection;
  if (claimed.includes(contentId)) return finding;
  const job = jobOf(options);
  try {
    for (const expect of claimed.slice(0, MOST_ASKED)) {
      const { detection } = await work.detect(input, { ...job, expect }, signal);
      if (detection.keyId === keyId) return { ...finding, detection };
    }
  } catch (error) {
    if (!isOfTheFile(error)) throw error;
  }
  return finding;
}

/** Whether a file can be blamed. */
export function isOfTheFile(error: unknown): error is ProvenanceError {
  return error instanceof ProvenanceError && OF_THE_FILE.has(error.code);
}

function jobOf({ watermark, maxBytes }: LookOptions) {
  const { effort, limits } = watermark ?? {};
  return {
    ...(effort && { effort }),
    limits: { ...limits, ...(maxBytes !== undefined && { maxBytes }) },
  } satisfies DetectJob;
}

/** The keys themselves, without what is known about them. */
export function bareKeys({ keys }: WatermarkOptions): WatermarkKey[] {
  return keys.map((key) => (isNamed(key) ? key.key : key));
}

function described(
  key: WatermarkKey | NamedWatermarkKey | undefined,
): Omit<NamedWatermarkKey, 'key'> {
  if (key === undefined || !isNamed(key)) return {};
  const { name, marks, compromised } = key;
  return {
    ...(name !== undefined && { name }),
    ...(marks && { marks }),
    ...(compromised !== undefined && { compromised }),
  };
}

function isNamed(key: WatermarkKey | NamedWatermarkKey): key is NamedWatermarkKey {
  return !(key instanceof Uint8Array) && 'key' in key;
}

/** @throws TypeError or RangeError for options that are none. */
export function checkWatermarkOptions(options: WatermarkOptions): void {
  checkKnownKeys('watermark', options, WATERMARK_KEYS);
  if (!Array.isArray(options.keys) || options.keys.length === 0) {
    throw new TypeError('watermark.keys must be a list of at least one key.');
  }
  if (options.effort !== undefined && !EFFORTS.includes(options.effort)) {
    throw new TypeError(`watermark.effort must be ${EFFORTS.join(', ')}.`);
  }
  if (options.limits !== undefined) checkPixelOptions({ limits: options.limits });
  for (const key of options.keys) {
    if (typeof key !== 'object' || key === null) {
      throw new TypeError('A watermark key is 32 bytes, a plan, or an object with one as its key.');
    }
    checkWatermarkKey(isNamed(key) ? key.key : key);
    if (!isNamed(key)) continue;
    checkKnownKeys('A watermark key', key, NAMED_KEY_KEYS);
    const { name, marks } = key;
    if (name !== undefined && (typeof name !== 'string' || name.trim() === '')) {
      throw new TypeError('The name of a watermark key must be a text that is not empty.');
    }
    if (marks !== undefined && marks !== 'ai-generated' && marks !== 'ai-edited') {
      throw new TypeError("A watermark key marks 'ai-generated' or 'ai-edited', or nothing.");
    }
  }
}

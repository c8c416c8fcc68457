import { type ErrorCode, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { ImageLimits } from '@provenance/image';
import type { Detection, Effort } from '@provenance/watermark';
import type { MarkedKind } from './evidence.ts';
import type { PixelWork } from './pixel-work.ts';
import { type WatermarkKey, withoutPixels } from './watermark.ts';

/** A key, and what the verifier knows about it: nothing of that is in a picture. */
export interface NamedWatermarkKey {
  readonly key: WatermarkKey;
  /** Whose key it is, as the signer's certificate has it: another signer is a contradiction. */
  readonly name?: string;
  /** What everything that is marked with it is. Default: the key says nothing about that. */
  readonly marks?: MarkedKind;
}

export interface WatermarkOptions {
  /** Looked for one by one: each takes its time. */
  readonly keys: readonly (WatermarkKey | NamedWatermarkKey)[];
  /** How far to look. Default `standard`. */
  readonly effort?: Effort;
  /** What the picture may cost; `maxBytes` is that of the call. */
  readonly limits?: Omit<ImageLimits, 'maxBytes'>;
}

/** What came of looking for a watermark. */
export type WatermarkFinding =
  | { readonly detection: Detection; readonly key: Omit<NamedWatermarkKey, 'key'> }
  | { readonly detection: null; readonly notLooked: ErrorCode };

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

/**
 * Looks for the marks of the keys. A picture that cannot be decoded is a finding and no exception.
 *
 * @throws ProvenanceError FILE_*, IMAGE_LIBRARY_MISSING.
 */
export async function lookForWatermark(
  work: PixelWork,
  input: FileInput,
  { keys, effort, limits }: WatermarkOptions,
  { maxBytes, signal }: { maxBytes?: number; signal?: AbortSignal },
): Promise<WatermarkFinding> {
  try {
    if ((await withoutPixels(input)) !== null) {
      return { detection: null, notLooked: 'CONTENT_UNSUPPORTED' };
    }
    const bounds = { ...limits, ...(maxBytes !== undefined && { maxBytes }) };
    const job = { ...(effort && { effort }), limits: bounds };
    const { detection, key } = await work.detect(input, job, signal);
    return { detection, key: described(keys[key]) };
  } catch (error) {
    if (!(error instanceof ProvenanceError) || !OF_THE_FILE.has(error.code)) throw error;
    return { detection: null, notLooked: error.code };
  }
}

/** The keys themselves, without what is known about them. */
export function bareKeys({ keys }: WatermarkOptions): WatermarkKey[] {
  return keys.map((key) => (isNamed(key) ? key.key : key));
}

function described(
  key: WatermarkKey | NamedWatermarkKey | undefined,
): Omit<NamedWatermarkKey, 'key'> {
  if (key === undefined || !isNamed(key)) return {};
  const { name, marks } = key;
  return { ...(name !== undefined && { name }), ...(marks && { marks }) };
}

function isNamed(key: WatermarkKey | NamedWatermarkKey): key is NamedWatermarkKey {
  return !(key instanceof Uint8Array) && 'key' in key;
}

const EFFORTS: readonly unknown[] = [
  'fast',
  'standard',
  'exhaustive',
] satisfies WatermarkOptions['effort'][];

/** @throws TypeError for options that are none. */
export function checkWatermarkOptions(options: WatermarkOptions): void {
  if (!Array.isArray(options?.keys) || options.keys.length === 0) {
    throw new TypeError('watermark.keys must be a list of at least one key.');
  }
  if (options.effort !== undefined && !EFFORTS.includes(options.effort)) {
    throw new TypeError(`watermark.effort must be ${EFFORTS.join(', ')}.`);
  }
  for (const key of options.keys) {
    if (typeof key !== 'object' || key === null) {
      throw new TypeError('A watermark key is 32 bytes, a plan, or an object with one as its key.');
    }
    if (!isNamed(key)) continue;
    const { name, marks } = key;
    if (name !== undefined && (typeof name !== 'string' || name.trim() === '')) {
      throw new TypeError('The name of a watermark key must be a text that is not empty.');
    }
    if (marks !== undefined && marks !== 'ai-generated' && marks !== 'ai-edited') {
      throw new TypeError("A watermark key marks 'ai-generated' or 'ai-edited', or nothing.");
    }
  }
}

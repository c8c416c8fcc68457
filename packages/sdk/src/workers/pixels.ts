import { fileURLToPath } from 'node:url';
import type { FileInput } from '@provenance/content/node';
import type { ImageLimits } from '@provenance/image';
import type { GuardedLook } from '../content/guarded.ts';
import type { TextContent } from '../content/text.ts';
import type { LookedAt, LookedAtImage } from '../picture/file.ts';
import { imageOf, isRawPixels, type RawPixels } from '../picture/raw.ts';
import type { Detected, DetectJob, EmbedJob, PixelWork } from '../picture/work.ts';
import type { ProcessPool } from './pool.ts';

/** Content as it is named to a worker; null: its bytes come after the job. */
export type SentInput = string | TextContent | null;

/** Of raw pixels, all but the samples, which come after the job. */
export type PixelShape = Omit<RawPixels, 'pixels'>;

/** Content, and its shape if it is raw pixels. */
export function shapeOf<Input>(input: Input | RawPixels): {
  readonly content: Input | Uint8Array;
  readonly shape: PixelShape | null;
} {
  if (!isRawPixels(input)) return { content: input, shape: null };
  // Mistakes come out before anything is sent.
  const { data } = imageOf(input);
  const { pixels: _, ...shape } = input;
  return { content: data as Uint8Array, shape };
}

/** What a worker does to pixels. */
export type PixelTask = { readonly input: SentInput } & (
  | { readonly kind: 'embed'; readonly job: EmbedJob; readonly shape: PixelShape | null }
  | { readonly kind: 'detect'; readonly job: DetectJob }
  | { readonly kind: 'look'; readonly limits: ImageLimits }
  | { readonly kind: 'guarded'; readonly limits: ImageLimits }
);

/** A file is opened where it is read; bytes are sent. */
export function sentInput(input: FileInput | TextContent): {
  readonly input: SentInput;
  readonly bytes: Uint8Array | Blob | null;
} {
  if (input instanceof URL) return { input: fileURLToPath(input), bytes: null };
  if (input instanceof ArrayBuffer) return { input: null, bytes: new Uint8Array(input) };
  if (input instanceof Uint8Array || input instanceof Blob) return { input: null, bytes: input };
  return { input, bytes: null };
}

/** Pixel work in the processes of a pool, which were given the keys. */
export function pixelWorkIn(pool: Pick<ProcessPool, 'run'>): PixelWork {
  const run = async (
    input: FileInput,
    task: (input: SentInput) => PixelTask,
    signal: AbortSignal | undefined,
  ) => {
    const sent = sentInput(input);
    const job = task(sent.input);
    const { value, bytes } = await pool.run({ name: job.kind, job, bytes: sent.bytes }, signal);
    return bytes === null ? value : { ...(value as object), bytes };
  };
  return {
    embed: async (given, job, signal) => {
      const { content, shape } = shapeOf(given);
      const task = (input: SentInput): PixelTask => ({ kind: 'embed', input, job, shape });
      return run(content, task, signal) as Promise<LookedAtImage>;
    },
    detect: (input, job, signal) =>
      run(input, (input) => ({ kind: 'detect', input, job }), signal) as Promise<Detected>,
    guarded: (input, limits, signal) =>
      run(
        input,
        (input) => ({ kind: 'guarded', input, limits }),
        signal,
      ) as Promise<GuardedLook | null>,
    look: (input, limits, signal) =>
      run(input, (input) => ({ kind: 'look', input, limits }), signal) as Promise<LookedAt>,
  };
}

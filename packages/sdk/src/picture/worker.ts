// The other side of pixel-pool.ts, in a worker thread. Keys come as bytes when it starts, once, and
// their plans never leave it.
import { workerData } from 'node:worker_threads';
import { type ErrorCode, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { ImageLimits } from '@provenance/image';
import type { LookedAt, LookedAtImage } from './file.ts';
import {
  type Detected,
  type DetectJob,
  type EmbedJob,
  type PixelWork,
  pixelWorkHere,
} from './work.ts';

export type PixelTask = { readonly input: FileInput } & (
  | { readonly kind: 'embed'; readonly job: EmbedJob }
  | { readonly kind: 'detect'; readonly job: DetectJob }
  | { readonly kind: 'look'; readonly limits: ImageLimits }
);

export type PixelValue = LookedAtImage | Detected | LookedAt;

/** An error of ours as plain data: structured cloning would leave a bare Error of it. */
export interface PixelFailure {
  readonly code: ErrorCode;
  readonly message: string;
  /** What the system or the decoder said. */
  readonly cause: string | null;
}

export type PixelResult =
  | { readonly value: PixelValue; readonly failure?: never }
  | { readonly value?: never; readonly failure: PixelFailure };

let work: PixelWork | undefined;

export default async function pixelTask({ input, ...task }: PixelTask): Promise<PixelResult> {
  // tinypool keeps its own data in front of ours.
  work ??= pixelWorkHere((workerData as [unknown, readonly Uint8Array[]])[1]);
  try {
    switch (task.kind) {
      case 'embed':
        return { value: await work.embed(input, task.job) };
      case 'detect':
        return { value: await work.detect(input, task.job) };
      case 'look':
        return { value: await work.look(input, task.limits) };
    }
  } catch (error) {
    if (!(error instanceof ProvenanceError)) throw error;
    const { code, message, cause } = error;
    return { failure: { code, message, cause: cause instanceof Error ? cause.message : null } };
  }
}

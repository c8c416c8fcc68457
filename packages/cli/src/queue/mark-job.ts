import { dirname } from 'node:path';
import type { Origin } from '@provenance/c2pa';
import { type ErrorCode, ProvenanceError } from '@provenance/content';
import { makeFolder } from '@provenance/content/node';
import type { OriginRecord, Registry } from '@provenance/registry';
import type { GuardOutcome, Marker, RecordOptions } from '@provenance/sdk';
import { placeOf, type QueueJob } from './job.ts';
import { markOnce, type Outcome } from './once.ts';

/** Records that were made and not written yet, by their content id. */
export interface Deferred {
  readonly outbox: NonNullable<RecordOptions['outbox']>;
  /** Takes the record out. */
  take(contentId: string): Pick<DeferredRecord, 'record' | 'manifestStore'>;
}

interface DeferredRecord {
  readonly record: OriginRecord;
  readonly manifestStore: Uint8Array | null;
}

export function deferredRecords(): Deferred {
  const waiting = new Map<string, DeferredRecord>();
  return {
    outbox: {
      enqueue: async (record, manifestStore) => {
        waiting.set(record.contentId, { record, manifestStore });
      },
    },
    take(contentId) {
      const found = waiting.get(contentId);
      if (found === undefined)
        throw new ProvenanceError('UNEXPECTED_ERROR', 'mark() has written no record.');
      waiting.delete(contentId);
      return found;
    },
  };
}

export interface JobTools {
  /** Its records go to `deferred`. */
  readonly marker: Pick<Marker, 'mark'>;
  readonly deferred: Deferred;
  readonly registry: Pick<Registry, 'byContentId' | 'put'>;
  /** Absolute: what paths in jobs begin at. */
  readonly root: string;
  /** What the origin of a job means, and whether its file may be marked at all. */
  readonly originOf: (job: QueueJob, input: string) => Promise<Origin>;
}

export interface JobOutcome extends Outcome {
  /** Null without a guard, and where an earlier attempt had done the work. */
  readonly guard: GuardOutcome | null;
}

/**
 * Does one job.
 *
 * @throws ProvenanceError JOB_MALFORMED, MANIFEST_REFUSED, GUARD_BLOCKED, and what mark() and {@link markOnce} throw.
 */
export async function markJob(id: string, job: QueueJob, tools: JobTools): Promise<JobOutcome> {
  const { marker, deferred, registry, root, originOf } = tools;
  const { contentId, allowLoss, requireMark } = job;
  const input = placeOf(root, job.input);
  const output = placeOf(root, job.output);
  let guard: GuardOutcome | null = null;
  const outcome = await markOnce({
    id,
    contentId,
    output,
    registry,
    async mark() {
      const origin = await originOf(job, input);
      await makeFolder(dirname(output));
      const marked = await marker.mark(input, origin, {
        contentId,
        requestId: id,
        allowLoss,
        cannotCarry: requireMark ? 'refuse' : 'sign',
      });
      guard = marked.guard;
      return { bytes: marked.bytes as Uint8Array, ...deferred.take(contentId) };
    },
  });
  return { ...outcome, guard };
}

/** What may go another time: the rest is of the file or the job, and stays as it is. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'FILE_IO',
  'FILE_NO_SPACE',
  // A folder that is not mounted yet.
  'FILE_NOT_FOUND',
  'FILE_PERMISSION',
  'IMAGE_TIMEOUT',
  'REGISTRY_UNAVAILABLE',
  'SIGNER_FAILED',
  'TIMESTAMP_FAILED',
  'UNEXPECTED_ERROR',
  'WORKER_FAILED',
  'WORKER_MEMORY',
  'WORKER_NOT_STARTED',
  'WORKER_OVERLOADED',
  'WORKER_TIMEOUT',
]);

export const isPassing = (error: unknown): boolean =>
  !(error instanceof ProvenanceError) || PASSING.has(error.code);

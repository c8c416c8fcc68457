import type { Origin } from '@provenance/c2pa';
import { type ErrorCode, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { OriginRecord, Registry } from '@provenance/registry';
import type { MarkedBytes, Marker, RecordOptions } from '@provenance/sdk';
import { getFile } from './address.ts';
import { addressPlace } from './address-place.ts';
import { folderPlace } from './folder-place.ts';
import { placeOf, type QueueJob } from './job.ts';
import type { Kept } from './kept.ts';
import { markOnce, type Outcome } from './once.ts';
import type { Place } from './place.ts';

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
  readonly originOf: (job: QueueJob, input: FileInput) => Promise<Origin>;
  readonly kept: Kept;
  /** Of addresses: which may be in the own network. */
  readonly hosts: ReadonlySet<string>;
}

type Done = Pick<MarkedBytes, 'guard' | 'unmarked' | 'losses' | 'mediaType'>;

export interface JobOutcome extends Outcome {
  /** Null where an earlier attempt had done the work: what it said is not known. */
  readonly done: Done | null;
}

/**
 * Does one job.
 *
 * @throws ProvenanceError JOB_MALFORMED, ADDRESS_*, MANIFEST_REFUSED, CREDENTIAL_PRESENT, GUARD_BLOCKED, and what mark() and {@link markOnce} throw.
 */
export async function markJob(id: string, job: QueueJob, tools: JobTools): Promise<JobOutcome> {
  const { marker, deferred, registry, originOf } = tools;
  const { contentId, allowLoss, requireMark } = job;
  const { place, read } = endsOf(id, job, tools);
  let done: Done | null = null;
  const outcome = await markOnce({
    contentId,
    place,
    registry,
    async mark() {
      const input = await read();
      const origin = await originOf(job, input);
      const marked = await marker.mark(input, origin, {
        contentId,
        requestId: id,
        allowLoss,
        cannotCarry: requireMark ? 'refuse' : 'sign',
      });
      const { guard, unmarked, losses, mediaType } = marked;
      done = { guard, unmarked, losses, mediaType };
      return { bytes: marked.bytes as Uint8Array, ...deferred.take(contentId) };
    },
  });
  return { ...outcome, done };
}

interface Ends {
  readonly place: Place;
  readonly read: () => Promise<FileInput>;
}

/** Where the file of a job comes from, and where it goes. */
function endsOf(id: string, job: QueueJob, { root, kept, hosts }: JobTools): Ends {
  const { addresses } = job;
  if (addresses !== undefined) {
    const place = addressPlace({ id, addresses, kept, hosts });
    return { place, read: () => getFile(addresses, hosts) };
  }
  const input = placeOf(root, job.input);
  const output = placeOf(root, job.output);
  return { place: folderPlace(input, output, id), read: async () => input };
}

/** What may go another time: the rest is of the file or the job, and stays as it is. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'ADDRESS_UNAVAILABLE',
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

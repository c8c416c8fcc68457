import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import { say } from '@provenance/messages';
import { unmarkedSays } from '@provenance/sdk/internal';
import type { JobResult, JobWithMetadata } from 'pg-boss';
import { type LoadedConfig, loadConfig } from '../../config/config.ts';
import { guardOf } from '../../options/guard.ts';
import { ownerNote } from '../../options/key-owner.ts';
import { originOf } from '../../options/origin.ts';
import {
  QUEUE_SCHEMA_ID,
  type QueueOptions,
  queueDatabase,
  queueName,
  sharedFolder,
} from '../../options/queue.ts';
import { recordSigner } from '../../options/record-signer.ts';
import { contentRetention, type RegistryOptions, registryOf } from '../../options/registry.ts';
import { refuseCredential } from '../../options/sign-guard.ts';
import { signerOf } from '../../options/signer.ts';
import { trustOf } from '../../options/trust.ts';
import { markLook } from '../../options/watermark-key.ts';
import { matchedSays } from '../../print/guard.ts';
import { lossSays } from '../../print/loss.ts';
import { makeQueue, type OpenQueue, openQueue } from '../../queue/boss.ts';
import { forgetOld, forgetWhenDone } from '../../queue/forget.ts';
import { nameOfJob, parseJob } from '../../queue/job.ts';
import { openKept } from '../../queue/kept.ts';
import {
  deferredRecords,
  isPassing,
  type JobOutcome,
  type JobTools,
  markJob,
} from '../../queue/mark-job.ts';
import { queueProgress } from '../../queue/progress.ts';
import { registryWriter } from '../../registry/open.ts';
import { errorLine, fileOf, oneLine } from '../../terminal/error.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { note, words } from '../../terminal/words.ts';
import { type Markers, markerByOrigin, markersByKind } from '../../worker/markers.ts';

export interface QueueWorkOptions extends QueueOptions, RegistryOptions {
  workers?: number;
  untilEmpty?: boolean;
  signerCommand?: string;
  /** Of addresses: may be in the own network, and asked by http. */
  allowHost?: string[];
}

/** How often it is looked whether the queue is empty, and for a job when there was none. */
const LOOK_MILLISECONDS = 500;
const HOUR_MILLISECONDS = 3_600_000;

/**
 * Works on the jobs of a queue, in as many processes as it is told, until it is interrupted: then it finishes what it
 * has taken. With `untilEmpty` it ends when no job waits or is worked on, anywhere; exit code 1 where jobs failed here
 * for good.
 */
export async function queueWorkCommand(io: Io, options: QueueWorkOptions): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const url = queueDatabase(io, options, config);
  const settings = registryOf(io, options, config);
  if (settings === null) throw new UsageError(say('mistake.queue-registry'));
  const { signerCommand, workers = availableParallelism() } = options;
  const signer = await signerOf(io, { ...(signerCommand && { signerCommand }) }, config);
  if (signer === null) throw new UsageError(say('mistake.no-signer', { key: '--signer-command' }));
  const trust = await trustOf(io, {}, config);
  const others = options.quiet ? null : await ownerNote(io, config, signer);
  if (others !== null) await io.stderr.write(others);
  const writer = registryWriter(settings, await recordSigner(io, config, signer));
  const guard = guardOf(config, writer.open);
  const deferred = deferredRecords();
  let queue: OpenQueue | null = null;
  let markers: Markers | null = null;
  try {
    const registry = await writer.open();
    queue = await openQueue(url, {
      poolSize: 4 + workers,
      supervise: true,
      onError: (error) => void io.stderr.write(note(io, say('told.why', { why: oneLine(error) }))),
    });
    await makeQueue(queue, queueName(options));
    await forgetWhenDone(queue.statements);
    await forgetOld(queue.statements, queueName(options));
    await guard?.refresh();
    markers = await markersByKind(io, config, {
      queue: Number.POSITIVE_INFINITY, // no more is taken than there are places, below
      workers,
      signer,
      ...markLook(undefined, config),
      ...(trust && { trust }),
      ...(guard && { guard }),
      record: {
        registry,
        mode: 'defer',
        outbox: deferred.outbox,
        retention: contentRetention(settings),
      },
    });
    await markers.usual.warm();
    const tools = {
      marker: markerByOrigin(markers),
      deferred,
      registry,
      root: sharedFolder(io, options),
      kept: await openKept(queue.statements, queueName(options)),
      hosts: new Set(
        options.allowHost ?? config.queue?.allowHosts?.map((host) => host.toLowerCase()),
      ),
    };
    const failed = await work(io, queue, options, { ...tools, originOf: originOfJob(io, config) });
    return failed && options.untilEmpty ? 1 : 0;
  } finally {
    await markers?.close();
    await queue?.close();
    await writer.close();
  }
}

/** Takes jobs until it is told to end. @returns Whether one failed here for good. */
async function work(
  io: Io,
  { boss, statements }: OpenQueue,
  options: QueueWorkOptions,
  tools: JobTools,
): Promise<boolean> {
  const queue = queueName(options);
  let failed = false;
  const run = async (taken: JobWithMetadata<unknown>): Promise<JobResult> => {
    const { id, data } = taken;
    try {
      const job = parseJob(data);
      const outcome = await markJob(id, job, tools);
      await tell(io, options, { id, ...job, ok: true, ...outcome });
      const { logIndex, marked } = outcome;
      return { id, status: 'completed', output: { logIndex, marked } };
    } catch (error) {
      const dead = !isPassing(error) || taken.retryCount >= taken.retryLimit;
      failed ||= dead;
      const known =
        error instanceof ProvenanceError
          ? error
          : new ProvenanceError('UNEXPECTED_ERROR', undefined, { cause: error });
      const { input = '', output = '' } = (data ?? {}) as { input?: string; output?: string };
      const about = fileOf(known, { input: String(input), output: String(output) });
      const { code } = known;
      const message = about === input ? known.message : `${about}: ${known.message}`;
      if (options.json) {
        await tell(io, options, { id, input, ok: false, dead, error: { code, message } });
      } else if (!options.quiet) await io.stderr.write(errorLine(io, about, known));
      return { id, status: dead ? 'deadletter' : 'failed', output: { code, message } };
    }
  };
  // Two jobs are taken at a time, because pg-boss takes the next at once only where it got as many as it asked for. One
  // pair more than there are processes waits for its turn, so that none of these stands still while others are settled.
  const taking = {
    batchSize: 2,
    localConcurrency: 1 + (options.workers ?? availableParallelism()),
    burstWhenBatchFull: true,
    pollingIntervalSeconds: LOOK_MILLISECONDS / 1000,
    includeMetadata: true,
    perJobResults: true,
  } as const;
  await boss.work(queue, taking, (jobs: JobWithMetadata<unknown>[]) => Promise.all(jobs.map(run)));
  let swept = Date.now();
  try {
    while (!io.signal.aborted) {
      await sleep(LOOK_MILLISECONDS, undefined, { signal: io.signal }).catch(() => {});
      if (Date.now() - swept >= HOUR_MILLISECONDS) {
        swept = Date.now();
        // It does as well an hour later.
        await forgetOld(statements, queue).catch(() => {});
      }
      if (!options.untilEmpty) continue;
      const { waiting, retrying, active } = await queueProgress(statements, queue);
      if (waiting + retrying + active === 0) break;
    }
  } finally {
    // Resolves when what was taken is settled.
    await boss.offWork(queue, { wait: true });
  }
  return failed;
}

/** The flags of the job, read as those of `mark` are. */
function originOfJob(io: Io, config: LoadedConfig): JobTools['originOf'] {
  return async (job, input) => {
    const { origin: given } = job;
    const { origin } = await originOf(io, given, config);
    // Not the signal of the command: what was taken is finished.
    if (!given.discardCredential) {
      const { signal } = new AbortController();
      await refuseCredential(input, origin, { door: 'queue', signal });
    }
    return origin.title === undefined ? { ...origin, title: nameOfJob(job) } : origin;
  };
}

interface Told {
  readonly id: string;
  readonly input: string;
  readonly output?: string;
  readonly contentId?: string;
  readonly ok: boolean;
  readonly logIndex?: number;
  readonly marked?: boolean;
  readonly known?: boolean;
  readonly done?: JobOutcome['done'];
  readonly dead?: boolean;
  readonly error?: { readonly code: string; readonly message: string };
}

async function tell(io: Io, options: QueueWorkOptions, told: Told): Promise<void> {
  if (options.quiet) return;
  const { id, input, output, contentId, ok, logIndex, marked, known, done, dead, error } = told;
  const guard = done?.guard ?? null;
  const losses = done?.losses ?? [];
  if (options.json) {
    const line = { schema: QUEUE_SCHEMA_ID, command: 'work', id, input, ok };
    return io.stdout.write(
      jsonLine(
        ok
          ? {
              ...line,
              ...{ output, contentId, logIndex, known, guard },
              ...{ marked, unmarked: done?.unmarked ?? null, losses },
            }
          : { ...line, dead, error },
      ),
    );
  }
  const paint = painter(io, io.stdout);
  const [from, to] = [input, output ?? ''];
  const recorded = say('fact.recorded', { index: logIndex ?? 0 });
  const facts = [recorded, ...(losses.length > 0 ? [lossSays(losses)] : [])];
  const why = done?.unmarked ? [unmarkedSays(done.unmarked, done.mediaType)] : [];
  const said = marked
    ? say('queue.marked', { from, to, facts })
    : say('marking.signed-only', { from, to, facts: [recorded], why });
  const [colour, sign] =
    marked && losses.length === 0 ? (['green', '✓'] as const) : (['yellow', '!'] as const);
  await io.stdout.write(`${paint(colour, sign)} ${words(io, said)}\n`);
  if (guard?.status !== 'flagged') return;
  const flagged = [matchedSays(input, guard.matches), say('guard.flagged')];
  await io.stdout.write(`${paint('yellow', '!')} ${words(io, flagged)}\n`);
}

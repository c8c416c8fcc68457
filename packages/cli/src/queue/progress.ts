import type { Statements } from '@provenance/registry/statements';
import { QUEUE_SCHEMA } from './boss.ts';

/** How far a queue is. pg-boss counts too, but remembers its counts for a minute. */
export interface QueueProgress {
  readonly waiting: number;
  /** Failed, and tried again later. */
  readonly retrying: number;
  readonly active: number;
  readonly done: number;
  /** Of those that are done: signed without a watermark. */
  readonly unmarked: number;
  /** Failed for good: see {@link deadJobs}. */
  readonly dead: number;
}

/** A job that failed as often as it may. */
export interface DeadJob {
  readonly id: string;
  /** As it lies in the database: who shows it checks it. */
  readonly data: unknown;
  readonly attempts: number;
  /** Of the last attempt. */
  readonly error: { readonly code: string; readonly message: string };
}

/** Documented states of pg-boss. */
const STATES = {
  created: 'waiting',
  retry: 'retrying',
  active: 'active',
  completed: 'done',
  failed: 'dead',
} as const;

export async function queueProgress(
  { run }: Pick<Statements, 'run'>,
  queue: string,
): Promise<QueueProgress> {
  const progress = { waiting: 0, retrying: 0, active: 0, done: 0, unmarked: 0, dead: 0 };
  const { rows } = await run(
    `select state::text, count(*)::integer as jobs,
      (count(*) filter (where output->>'marked' = 'false'))::integer as unmarked
    from ${QUEUE_SCHEMA}.job
    where name = $1 group by state`,
    [queue],
  );
  for (const { state, jobs, unmarked } of rows) {
    if (state === 'completed') progress.unmarked = unmarked;
    const counted = STATES[state as keyof typeof STATES];
    if (counted !== undefined) progress[counted] = jobs;
  }
  return progress;
}

/** Those that failed for good, the last first. @param limit At most so many. */
export async function deadJobs(
  { run }: Pick<Statements, 'run'>,
  queue: string,
  limit: number,
): Promise<DeadJob[]> {
  const { rows } = await run(
    `select id::text, data, retry_count + 1 as attempts, output from ${QUEUE_SCHEMA}.job
    where name = $1 and state = 'failed' order by completed_on desc, id limit $2`,
    [queue, limit],
  );
  return rows.map(({ id, data, attempts, output }) => ({
    id,
    data,
    attempts,
    error: { code: textOf(output?.code), message: textOf(output?.message) },
  }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

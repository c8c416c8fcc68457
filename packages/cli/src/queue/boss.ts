import { say } from '@provenance/messages';
import { openStatements, type Statements } from '@provenance/registry/statements';
import type { PgBoss } from 'pg-boss';
import { UsageError } from '../terminal/usage-error.ts';

/** The tables of pg-boss lie in a schema of their own, beside the registry's. */
export const QUEUE_SCHEMA = 'provenance_queue';

/** How a job is tried again: after about 5, 10, 20 … seconds, at most 10 minutes, this often. */
const RETRIES = { retryLimit: 5, retryDelay: 5, retryBackoff: true, retryDelayMax: 600 } as const;
/** A worker that says nothing for as long is dead. pg-boss allows no less than 10. */
const HEARTBEAT_SECONDS = 20;
/** The longest that one file may take. */
const EXPIRE_SECONDS = 3600;
/** pg-boss forgets jobs that wait for so long; a year is longer than anybody lets a queue stand. */
const KEPT_SECONDS = 366 * 86_400;

export interface OpenQueue {
  readonly boss: PgBoss;
  readonly statements: Statements;
  close(): Promise<void>;
}

export interface OpenQueueOptions {
  /** Connections at most. */
  readonly poolSize?: number;
  /** Looks for workers that died, and puts their jobs back: a worker does, who adds or looks does not. */
  readonly supervise?: boolean;
  /** What pg-boss could not do in the background. It tries again. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Opens pg-boss on a database, and makes its tables where there are none.
 *
 * @throws UsageError where pg-boss is not installed, or the URL is none; ProvenanceError REGISTRY_UNAVAILABLE.
 */
export async function openQueue(
  url: string,
  { poolSize = 4, supervise = false, onError = () => {} }: OpenQueueOptions = {},
): Promise<OpenQueue> {
  const { PgBoss } = await load();
  const statements = openStatements(url, { poolSize, timeoutSeconds: 60 });
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => statements.run(text, values) },
    schema: QUEUE_SCHEMA,
    supervise,
    schedule: false,
    // Half of what a dead worker is given: its jobs come back soon after.
    superviseIntervalSeconds: HEARTBEAT_SECONDS / 2,
    monitorIntervalSeconds: HEARTBEAT_SECONDS / 2,
  });
  boss.on('error', onError);
  try {
    await boss.start();
  } catch (error) {
    await statements.close();
    throw error;
  }
  return {
    boss,
    statements,
    async close() {
      await boss.stop({ graceful: false });
      await statements.close();
    },
  };
}

/** Makes a queue of this name, where there is none. */
export async function makeQueue({ boss }: OpenQueue, name: string): Promise<void> {
  await boss.createQueue(name, {
    ...RETRIES,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: EXPIRE_SECONDS,
    retentionSeconds: KEPT_SECONDS,
    // What is done stays known, so that it is not added again.
    deleteAfterSeconds: 0,
  });
}

async function load(): Promise<typeof import('pg-boss')> {
  try {
    return await import('pg-boss');
  } catch (cause) {
    throw new UsageError(say('mistake.queue-library'), { cause });
  }
}

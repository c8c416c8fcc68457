import { setTimeout as sleep } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import pg from 'pg';
import { UrlClient, type UrlClientConfig } from './client.ts';
import { failure, isMistake, isPassing, isRefusal } from './failure.ts';

// biome-ignore lint/suspicious/noExplicitAny: a row is what its statement says, which no type here can know.
export type Row = Record<string, any>;
export type Query = (text: string, values?: readonly unknown[]) => Promise<Row[]>;

export interface DatabaseOptions {
  /** Schema that the tables are in. */
  readonly schema: string;
  readonly readOnly: boolean;
  readonly poolSize: number;
  /** Of one statement, and of a transaction that waits for its client. */
  readonly timeoutSeconds: number;
  /** How long a lost connection is tried anew. */
  readonly retrySeconds: number;
  /** Where the URL has no password, take PGPASSWORD. */
  readonly passwordFromEnvironment?: boolean;
}

/** What a transaction knows besides its statements. */
export interface Transaction {
  readonly uncertain: boolean;
  /**
   * Sends the commit, along with the statements that are on their way: where one of them fails, it undoes them all. None
   * may come after it. It need not be called.
   */
  readonly commit: () => void;
}

/** Connections, what is done when they fail, and nothing of what is asked through them. */
export interface Database {
  /** One statement that writes nothing, or the same when it is done twice; of few different texts. */
  readonly query: Query;
  /**
   * What `work` resolves to, committed. It is called again where a connection was lost, with
   * `uncertain` if the commit of an earlier call may have happened. It waits for its first statements, which read,
   * before it writes: they leave together with the beginning.
   */
  transaction<T>(work: (query: Query, context: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Thrown in a transaction to leave it without a trace, with a value. */
export class Rollback<T> {
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }
}

const FIRST_DELAY = 25;
const LONGEST_DELAY = 1000;
const CONNECT_MILLISECONDS = 5000;
/** That the server says first what it did not do in time. */
const GRACE_MILLISECONDS = 5000;

/** @throws TypeError if `url` is none. Connects when it is first asked. */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const { passwordFromEnvironment = false } = options;
  const password = passwordOf(url, passwordFromEnvironment);
  const milliseconds = Math.round(options.timeoutSeconds * 1000);
  const settings: pg.PoolConfig & UrlClientConfig = {
    Client: UrlClient,
    passwordFromEnvironment,
    connectionString: url,
    max: options.poolSize,
    application_name: 'provenance',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    query_timeout: milliseconds + GRACE_MILLISECONDS,
    // Statements of a transaction leave together; the writer's lock is held for fewer round trips.
    pipeline: true,
    types: { getTypeParser },
    onConnect: (client) => prepare(client, options, milliseconds),
  };
  const pool = new pg.Pool(settings);
  // What happens to an idle connection is seen by whoever needs one next.
  pool.on('error', () => {});
  let closing: Promise<void> | null = null;

  /** Calls `attempt` until it succeeds, fails for good, or has been failing for too long. */
  async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
    let end: number | null = null;
    for (let delay = FIRST_DELAY; ; delay = Math.min(2 * delay, LONGEST_DELAY)) {
      try {
        return await attempt();
      } catch (error) {
        if (isMistake(error)) throw error;
        // From the first failure on: what ran long before it was lost is looked after all the same.
        end ??= performance.now() + options.retrySeconds * 1000;
        const wait = delay * (0.5 + Math.random());
        if (closing !== null || !isPassing(error) || performance.now() + wait > end) {
          throw failure(error, password);
        }
        await sleep(wait);
      }
    }
  }

  /** Planning over all partitions takes longer than most look-ups: each text is planned a few times. */
  const names = new Map<string, string>();

  const prepared = (text: string, values: readonly unknown[]) => {
    const name = names.get(text) ?? `provenance ${names.size}`;
    names.set(text, name);
    return { name, text, values: [...values] };
  };

  async function query(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return patiently(async () => (await pool.query(prepared(text, values))).rows);
  }

  async function transaction<T>(
    work: (query: Query, context: Transaction) => Promise<T>,
  ): Promise<T> {
    let uncertain = false;
    const attempt = async () => {
      const client = await pool.connect();
      // Said of a connection between two statements; the next statement fails with it.
      const ignore = () => {};
      client.on('error', ignore);
      let committed: Promise<unknown> | null = null;
      const commit = () => {
        committed ??= client.query('commit');
        // It is heard below, or tells nothing more than what failed before it.
        committed.catch(() => {});
        return committed;
      };
      try {
        const begun = client.query('begin isolation level read committed');
        // It is heard with the first statement.
        begun.catch(() => {});
        // Those of a migration are many, and each is used once: they have no values.
        const run = (text: string, values: readonly unknown[] = []) =>
          values.length > 0 ? client.query(prepared(text, values)) : client.query(text);
        const value = await work(
          async (text, values) => {
            const running = run(text, values);
            const [, { rows }] = await together([begun, running]);
            return rows;
          },
          { uncertain, commit: () => void commit() },
        );
        await commit();
        client.release();
        return value;
      } catch (error) {
        if (error instanceof Rollback) {
          await client.query('rollback').then(
            () => client.release(),
            () => client.release(true),
          );
          return error.value;
        }
        // The server rolls back what a closed connection leaves.
        client.release(true);
        if (committed !== null && !isRefusal(error)) uncertain = true;
        throw error;
      } finally {
        client.off('error', ignore);
      }
    };
    try {
      return await patiently(attempt);
    } catch (error) {
      if (!uncertain || !(error instanceof ProvenanceError)) throw error;
      const detail = 'The connection was lost at the commit, and what was written may be there.';
      throw new ProvenanceError('REGISTRY_UNAVAILABLE', detail, { cause: error.cause });
    }
  }

  return {
    query,
    transaction,
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** All results; the first failure only when all have ended, so that no statement runs on unseen. */
export async function together<T extends readonly Promise<unknown>[]>(
  statements: readonly [...T],
): Promise<{ [I in keyof T]: Awaited<T[I]> }> {
  const settled = await Promise.allSettled(statements);
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  }) as { [I in keyof T]: Awaited<T[I]> };
}

/** The schema is a parameter here, so that no statement is put together from it. */
async function prepare(
  client: pg.ClientBase,
  { schema, readOnly }: DatabaseOptions,
  milliseconds: number,
): Promise<void> {
  await client.query(
    `select set_config('search_path', quote_ident($1), false),
      set_config('statement_timeout', $2, false),
      set_config('idle_in_transaction_session_timeout', $2, false),
      set_config('default_transaction_read_only', $3, false),
      -- Compiling takes longer than any statement here runs.
      set_config('jit', 'off', false)`,
    [schema, String(milliseconds), readOnly ? 'on' : 'off'],
  );
}

/** The driver's own reading of the address decides, not ours. */
function passwordOf(url: string, passwordFromEnvironment: boolean): string | null {
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new TypeError();
    const client = new UrlClient({ connectionString: url, passwordFromEnvironment });
    const { password } = client as { password?: unknown };
    return typeof password === 'string' ? password : null;
  } catch {
    // Without a cause: it would quote the address, and with it the password.
    throw new TypeError('A PostgreSQL address is wanted: postgres://user@host:port/database.');
  }
}

/** Log indexes and sizes are numbers: 2^53 of them are enough. */
const getTypeParser = ((oid: number, format: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8
    ? Number
    : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;

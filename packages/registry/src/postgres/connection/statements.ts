import { ProvenanceError } from '@provenance/content';
import pg from 'pg';
import { UrlClient, type UrlClientConfig } from './client.ts';

/** Statements of a program that has its own tables beside the registry's. */
export interface Statements {
  /**
   * Runs a text as it is, once: several statements where there are no values. A failure is the driver's, so that a
   * program can read its SQLSTATE.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a row is what its statement says, which no type here can know.
  run(text: string, values?: readonly unknown[]): Promise<{ rows: any[] }>;
  close(): Promise<void>;
}

export interface StatementsOptions {
  /** Connections at most, 1..1000. */
  readonly poolSize: number;
  /** Of one statement: 0.1..3600. */
  readonly timeoutSeconds: number;
  /** Called when an idle connection is lost. The next statement takes another. */
  readonly onLost?: (error: Error) => void;
}

const CONNECT_MILLISECONDS = 5000;

/**
 * Connections by what the URL says and nothing else, as the registry's: no password of this machine is sent to a
 * server that somebody else named. Connects when it is first asked.
 *
 * @throws TypeError if `url` is none.
 */
export function openStatements(url: string, options: StatementsOptions): Statements {
  const { poolSize, timeoutSeconds, onLost = () => {} } = options;
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new TypeError('A PostgreSQL address is wanted: postgres://user@host:port/database.');
  }
  const settings: pg.PoolConfig & UrlClientConfig = {
    Client: UrlClient,
    passwordFromEnvironment: false,
    connectionString: url,
    max: poolSize,
    application_name: 'provenance',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    query_timeout: Math.round(timeoutSeconds * 1000),
  };
  const pool = new pg.Pool(settings);
  pool.on('error', onLost);
  return {
    run: async (text, values) => {
      try {
        const done = await pool.query(text, values === undefined ? undefined : [...values]);
        // Of several statements the driver has a list of results.
        return Array.isArray(done) ? { rows: done.flatMap(({ rows }) => rows) } : done;
      } catch (error) {
        if (error instanceof pg.DatabaseError || error instanceof ProvenanceError) throw error;
        throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'The database cannot be reached.', {
          cause: error,
        });
      }
    },
    close: () => pool.end(),
  };
}

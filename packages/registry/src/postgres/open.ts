import type { Backend } from '../backend/backend.ts';

export interface PostgresOptions {
  /** Make the registry where there is none. Default false. */
  readonly create?: boolean;
  /** Refuse to write, and to make anything; the server sees to it as well. Default false. */
  readonly readOnly?: boolean;
  /** Schema that the registry has to itself: small letters, digits and _. By default `provenance`. */
  readonly schema?: string;
  /** Connections at most, 1..1000. By default 8. */
  readonly poolSize?: number;
  /** What one statement may take, 0.1..3600. By default 30 seconds. */
  readonly timeoutSeconds?: number;
  /** How long a lost connection is tried anew before a call fails, 0..3600. By default 10 seconds. */
  readonly retrySeconds?: number;
  /**
   * Where the URL has no password, take it from PGPASSWORD. By default false: whoever writes the URL would
   * otherwise decide which server is sent it. Nothing else is taken from the environment, and nothing from
   * `.pgpass`.
   */
  readonly passwordFromEnvironment?: boolean;
}

/**
 * A registry in PostgreSQL 13 or later, in plain SQL. As durable as the server: with its `fsync` off, or
 * with replicas it does not wait for, it may lose what it said was written.
 *
 * A commit whose answer was lost is looked up and never guessed. Connections go straight to the server, or
 * through a pooler that leaves a session to its client: settings are made once a connection.
 *
 * @param url `postgres://user:password@host:port/database`, with what the driver `pg` takes after `?`
 * @throws TypeError or RangeError for options or a URL that cannot be meant.
 * @throws ProvenanceError REGISTRY_MISSING where there is no registry and none is to be made;
 *   REGISTRY_UNAVAILABLE where the server cannot be reached, is too old, or the registry is newer than this.
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Backend> {
  const { create = false, readOnly = false, schema = 'provenance' } = options;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || schema.startsWith('pg_')) {
    throw new TypeError('A schema is named by small letters, digits and _, and not pg_.');
  }
  const settings = {
    schema,
    readOnly,
    poolSize: within(options.poolSize ?? 8, 'poolSize', 1, 1000),
    timeoutSeconds: within(options.timeoutSeconds ?? 30, 'timeoutSeconds', 0.1, 3600),
    passwordFromEnvironment: options.passwordFromEnvironment ?? false,
    retrySeconds: within(options.retrySeconds ?? 10, 'retrySeconds', 0, 3600),
  };
  // Who has a registry in a folder does not wait for the driver to load.
  const { openBackend } = await import('./backend.ts');
  return openBackend(url, settings, create);
}

function within(value: number, name: string, least: number, most: number): number {
  if (!(value >= least && value <= most) || (name === 'poolSize' && !Number.isInteger(value))) {
    throw new RangeError(`${name} must be ${least}..${most}, got ${value}.`);
  }
  return value;
}

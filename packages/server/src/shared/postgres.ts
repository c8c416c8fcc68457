import { type Database, openDatabase } from '@provenance/registry/database';
import type { RateStore } from '../http/rate.ts';
import type { TokenStore } from '../token/store.ts';
import { postgresRates } from './rates.ts';
import { postgresTokens } from './tokens.ts';

export interface SharedOptions {
  /** Schema for these tables; small letters, digits and _. Default `provenance_server`: the registry has its own. */
  readonly schema?: string;
  /** Connections at most. Default 4. */
  readonly poolSize?: number;
}

/** What several instances of a server share. */
export interface Shared {
  readonly tokens: TokenStore;
  readonly rates: RateStore;
  close(): Promise<void>;
}

/** Requests are few where a database is slow; who waits longer than this is told to come again. */
const TIMEOUT_SECONDS = 5;
const RETRY_SECONDS = 0.5;

/**
 * Tokens and counted requests in PostgreSQL 13 or later: a token that is revoked at one instance is refused
 * by all from the next request on, and a client has its requests a minute over all of them. The tables are
 * made where there are none.
 *
 * @param url As for a registry: nothing is taken from the environment.
 * @throws TypeError for a URL or a schema that is none; ProvenanceError REGISTRY_UNAVAILABLE.
 */
export async function openShared(url: string, options: SharedOptions = {}): Promise<Shared> {
  const { schema = 'provenance_server', poolSize = 4 } = options;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || schema.startsWith('pg_')) {
    throw new TypeError('A schema is named by small letters, digits and _, and not pg_.');
  }
  const database = openDatabase(url, {
    schema,
    readOnly: false,
    poolSize,
    timeoutSeconds: TIMEOUT_SECONDS,
    retrySeconds: RETRY_SECONDS,
  });
  try {
    await make(database, schema);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    tokens: postgresTokens(database),
    rates: postgresRates(database),
    close: () => database.close(),
  };
}

/** One instance at a time: `if not exists` alone fails where two make the same. */
async function make(database: Database, schema: string): Promise<void> {
  await database.transaction(async (query) => {
    await query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`provenance ${schema}`]);
    await query(`create schema if not exists ${schema}`);
    await query(`create table if not exists token (
      id text primary key,
      name text not null,
      scopes text[] not null,
      hash text not null,
      created text not null,
      expires text
    )`);
    // Of a crash nothing is left of it, and nothing needs to be.
    await query(`create unlogged table if not exists rate (
      client bytea primary key,
      left_over double precision not null,
      allowed boolean not null,
      at timestamptz not null
    )`);
    await query('create index if not exists rate_at on rate (at)');
  });
}

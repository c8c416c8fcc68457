import { ProvenanceError } from '@provenance/content';
import pg from 'pg';
import type { Database, Query } from './connection/database.ts';
import { moveAll } from './older.ts';
import { GROWING_TABLES, TABLES, UPGRADES, VERSION } from './schema.ts';

/** Older ones are no longer maintained by anybody. */
const OLDEST_SERVER = 130000;

/**
 * Makes the tables, or brings them to what this version works on: each upgrade once, in order, all of them in one
 * transaction and one process at a time; then what is in them.
 *
 * @throws ProvenanceError REGISTRY_MISSING, REGISTRY_UNAVAILABLE.
 */
export async function migrate(
  database: Database,
  { schema, readOnly }: { readonly schema: string; readonly readOnly: boolean },
  create: boolean,
): Promise<{ serverVersion: number }> {
  const [server] = await database.query(
    `select current_setting('server_version_num')::integer as version`,
  );
  if (server!.version < OLDEST_SERVER) {
    throw refusal('The registry needs PostgreSQL 13 or later.');
  }
  const version = await versionOf(database.query, schema);
  if (version === null && (readOnly || !create)) throw new ProvenanceError('REGISTRY_MISSING');
  if (version !== null && version < VERSION && readOnly) {
    throw refusal('The registry was made by an older version: open it once to write.');
  }
  if (version === null || version < VERSION) {
    await database.transaction(async (query) => {
      await query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `provenance ${schema}`,
      ]);
      await advance(query, schema);
    });
  } else checkKnown(version);
  await moveAll(database, readOnly);
  return { serverVersion: server!.version };
}

async function advance(query: Query, schema: string): Promise<void> {
  // Another process may have done it while this one waited.
  let version = await versionOf(query, schema);
  if (version === null) {
    await query(`create schema if not exists ${pg.escapeIdentifier(schema)}`);
    await query(
      'create table migrations (version integer primary key, applied timestamptz not null default now())',
    );
    for (const statement of [...TABLES, ...GROWING_TABLES]) await query(statement);
    await query('insert into migrations (version) values ($1)', [VERSION]);
    return;
  }
  checkKnown(version);
  for (; version < VERSION; version++) {
    for (const statement of UPGRADES[version - 1]!) await query(statement);
    await query('insert into migrations (version) values ($1)', [version + 1]);
  }
}

/** Null: there is no registry. */
async function versionOf(query: Query, schema: string): Promise<number | null> {
  const [table] = await query(`select to_regclass(quote_ident($1) || '.migrations') as name`, [
    schema,
  ]);
  if (table!.name === null) return null;
  const [row] = await query('select coalesce(max(version), 0) as version from migrations');
  return row!.version;
}

function checkKnown(version: number): void {
  if (version > VERSION) {
    throw refusal('The registry is of a newer version than this software: update it.');
  }
}

function refusal(detail: string): ProvenanceError {
  return new ProvenanceError('REGISTRY_UNAVAILABLE', detail);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresPrograms, startPostgres } from '../../.ci/postgres.ts';
import { type Backend, openDatabase, openLmdb, openPostgres } from './internals.ts';

export const BACKENDS = ['lmdb', 'postgresql'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** A backend that is empty, and what belongs to it. */
export interface Place {
  readonly backend: Backend;
  /** In words: which server, and how it is set. */
  readonly description: string;
  /** The same anew, to read, as another process has it. */
  open(): Promise<Backend>;
  /** What the server does by itself in quiet minutes. */
  settle(): Promise<void>;
  remove(): Promise<void>;
}

/** What anybody sets who has a registry in it; the rest is as PostgreSQL comes, fsync on. */
const SETTINGS = { shared_buffers: '1GB', max_wal_size: '8GB' };
const SCHEMA = 'provenance_bench';

export function makePlace(name: BackendName): Promise<Place> {
  return name === 'lmdb' ? lmdb() : postgres();
}

async function lmdb(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'provenance-bench-'));
  const backend = await openLmdb(folder, { create: true });
  return {
    backend,
    description: 'LMDB in a folder',
    open: () => openLmdb(folder, { readOnly: true }),
    settle: async () => {},
    async remove() {
      await backend.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function postgres(): Promise<Place> {
  const given = process.env.PROVENANCE_POSTGRES_URL;
  const programs = postgresPrograms();
  if (given === undefined && programs === null) {
    throw new Error(
      'PostgreSQL is not here: set PROVENANCE_POSTGRES_BIN or PROVENANCE_POSTGRES_URL.',
    );
  }
  const server = given === undefined ? await startPostgres(programs!, SETTINGS) : null;
  const url = given ?? server!.url;
  try {
    const options = { schema: SCHEMA, timeoutSeconds: 600 };
    const backend = await openPostgres(url, { create: true, ...options });
    const limits = { readOnly: false, poolSize: 1, timeoutSeconds: 3600, retrySeconds: 0 };
    const database = openDatabase(url, { schema: SCHEMA, ...limits });
    const [row] = await database.query(`select current_setting('server_version') as version,
      current_setting('shared_buffers') as buffers, current_setting('max_wal_size') as wal,
      current_setting('fsync') as fsync`);
    const { version, buffers, wal, fsync } = row!;
    return {
      backend,
      description: `PostgreSQL ${version}${server ? ', over a local socket' : ''}, shared_buffers ${buffers}, max_wal_size ${wal}, fsync ${fsync}`,
      open: () => openPostgres(url, { readOnly: true, ...options }),
      settle: async () => {
        await database.query('vacuum (analyze)');
        await database.query('checkpoint');
      },
      async remove() {
        await backend.close();
        if (server === null) await database.query(`drop schema ${SCHEMA} cascade`);
        await database.close();
        await server?.stop();
      },
    };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

import { resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import type { Backend } from '@provenance/registry';
import type { RecordOptions } from '@provenance/sdk';
import { UsageError } from '../terminal/usage-error.ts';

export type RecordPolicy = NonNullable<RecordOptions['policy']>;

export const RECORD_POLICIES = ['require', 'queue', 'skip'] as const satisfies RecordPolicy[];

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const POSTGRES = /^postgres(ql)?:\/\//i;

/** Whether it is the URL of a PostgreSQL database; anything else is a folder. */
export const isDatabase = (location: string): boolean => POSTGRES.test(location);

/** A folder with the name of another database's URL is never meant. */
export function isRegistryLocation(location: string): boolean {
  if (!SCHEME.test(location)) return location !== '';
  return isDatabase(location) && URL.canParse(location);
}

/**
 * Where a registry lies: a URL as it is, a folder from `base`.
 *
 * @throws UsageError for the URL of anything but PostgreSQL.
 */
export function locatedFrom(base: string, location: string): string {
  if (!isRegistryLocation(location)) {
    throw new UsageError('A registry is a folder or a postgresql://host/database URL.');
  }
  return isDatabase(location) ? location : resolve(base, location);
}

/** A database without user, password and options: what may be shown of its URL. */
export function shownDatabase(url: string): string {
  const { hostname, pathname } = new URL(url);
  return `postgresql://${hostname}${pathname}`;
}

/** A person waits for the answer; who cannot do without the record has an outbox. */
const PATIENCE_SECONDS = 3;

export interface OpenOptions {
  /** Make the registry where there is none. */
  readonly create?: boolean;
  readonly readOnly?: boolean;
}

/**
 * @throws ProvenanceError REGISTRY_MISSING, REGISTRY_UNAVAILABLE; UsageError for a URL that PostgreSQL's
 *   driver does not take.
 */
export async function openBackend(location: string, options: OpenOptions = {}): Promise<Backend> {
  const { openLmdb, openPostgres } = await import('@provenance/registry');
  if (!isDatabase(location)) return openLmdb(location, options);
  try {
    return await openPostgres(location, { ...options, retrySeconds: PATIENCE_SECONDS });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(
      'The URL of the database cannot be used: write postgresql://user@host:port/database, and after a "?" what its driver knows.',
      { cause: error },
    );
  }
}

/** @throws ProvenanceError REGISTRY_UNAVAILABLE: whether one is there cannot be told. */
export async function isRegistry(location: string): Promise<boolean> {
  try {
    await (await openBackend(location, { readOnly: true })).close();
    return true;
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'REGISTRY_MISSING') return false;
    throw error;
  }
}

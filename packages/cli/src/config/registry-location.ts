import { resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { say } from '@provenance/messages';
import type { Backend } from '@provenance/registry';
import type { RecordOptions, RetainedKind } from '@provenance/sdk';
import { UsageError } from '../terminal/usage-error.ts';

/** `defer` is for programs that write the records themselves. */
export type RecordMode = Exclude<NonNullable<RecordOptions['mode']>, 'defer'>;

export const RECORD_MODES = ['require', 'queue', 'skip'] as const satisfies RecordMode[];

/** What `registry.retention` may name: kinds of content, and what people asked. */
export const RETENTION_KINDS = ['image', 'text', 'other', 'request'] as const satisfies (
  | RetainedKind
  | 'request'
)[];

export type RetentionConfig = Readonly<Partial<Record<(typeof RETENTION_KINDS)[number], number>>>;

const POSTGRES = /^postgres(?:ql)?:\/\//i;
/** Of two letters or more: one is a drive of Windows. */
const SCHEME = /^[\s"'`]*[a-z][a-z0-9+.-]+:/i;
/** As many as a path may have where it may have most. */
const LONGEST = 4096;

/** Whether it is the URL of a PostgreSQL database; anything else is a folder. */
export const isDatabase = (location: string): boolean => POSTGRES.test(location);

/**
 * What is no folder and no URL of PostgreSQL is a slip: `postgresql:/…`, a URL in quotation marks or of
 * another database. Taken for a folder, it would be made and shown, with a password for its name.
 */
export function isRegistryLocation(location: string): boolean {
  if (location === '' || location.length > LONGEST) return false;
  if (!isDatabase(location)) {
    return !SCHEME.test(location) && !location.includes('://') && !/:[^/\\]*@/.test(location);
  }
  // An @ behind the host is of a password with a / or ? in it, which begins the path or the query.
  return URL.canParse(location) && !afterHost(new URL(location)).includes('@');
}

function afterHost({ pathname, search, hash }: URL): string {
  return `${pathname}${search}${hash}`;
}

/**
 * Where a registry lies: a URL as it is but for capitals in its scheme, a folder from `base`.
 *
 * @throws UsageError for anything else.
 */
export function locatedFrom(base: string, location: string): string {
  if (!isRegistryLocation(location)) {
    throw new UsageError(say('mistake.registry-location'));
  }
  if (!isDatabase(location)) return resolve(base, location);
  return location.replace(POSTGRES, (scheme) => scheme.toLowerCase());
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
    throw new UsageError(say('mistake.database-url'), { cause: error });
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

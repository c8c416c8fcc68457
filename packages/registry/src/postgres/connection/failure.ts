import { ProvenanceError } from '@provenance/content';
import pg from 'pg';

/** What PostgreSQL says by SQLSTATE, or by its class: the longest that fits. */
const DETAILS: Readonly<Record<string, string>> = {
  '08': 'The connection to the database was lost.',
  '25006': 'The database takes no writes: a standby, perhaps.',
  '28': 'The database refused the user or the password.',
  '3D000': 'There is no database of that name.',
  '42501': 'The database user lacks a privilege.',
  '53100': 'The disk of the database is full: nothing was written. Free space, and repeat.',
  '53': 'The database has no room or no connection left.',
  '57014': 'The database took longer than the limit (timeoutSeconds).',
  '57P': 'The database is shutting down or starting.',
};

/** What it says of a database that is not what it was made to be. */
const DAMAGED: Readonly<Record<string, string>> = {
  '42P01': 'The database lacks a table of the registry.',
  '42703': 'A table of the registry lacks a column.',
  XX001: 'The database says that its files are damaged.',
  XX002: 'The database says that an index is damaged: REINDEX makes it anew.',
};

/** A message of the kind that is shown: it names neither host nor user nor password. */
export function failure(error: unknown, password: string | null): ProvenanceError {
  const code = error instanceof pg.DatabaseError ? (error.code ?? '') : null;
  const damaged = DAMAGED[code ?? ''];
  if (damaged !== undefined) {
    const cause = withoutPassword(error, password);
    return new ProvenanceError('REGISTRY_CORRUPT', damaged, { cause });
  }
  const detail =
    code === null
      ? 'The database cannot be reached.'
      : (DETAILS[code] ??
        DETAILS[code.slice(0, 3)] ??
        DETAILS[code.slice(0, 2)] ??
        'The database failed.');
  return new ProvenanceError('REGISTRY_UNAVAILABLE', detail, {
    cause: withoutPassword(error, password),
  });
}

/**
 * Whether the same may succeed on a new connection, a moment later. What the driver says of a connection
 * has no SQLSTATE; of what the server says, only that it goes, comes or is full.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error && !isMistake(error);
  return /^(08|57P0[123]$|53300$|40001$|40P01$)/.test(error.code ?? '');
}

/** Whether the transaction is known to have failed: the server said so, and lived to end it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}

/** Of ours or of the caller; never to be tried again, nor to be called a failure of the database. */
export function isMistake(error: unknown): boolean {
  return (
    error instanceof TypeError || error instanceof RangeError || error instanceof ProvenanceError
  );
}

/** A cause is for logs, and logs are read by many. */
function withoutPassword(error: unknown, password: string | null): unknown {
  if (!password || !(error instanceof Error)) return error;
  const secrets = [password, encodeURIComponent(password)];
  if (!secrets.some((secret) => error.message.includes(secret))) return error;
  const message = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), error.message);
  return new Error(message);
}

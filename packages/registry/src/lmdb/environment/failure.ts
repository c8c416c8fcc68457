import { ProvenanceError } from '@provenance/content';

/**
 * The codes of LMDB that mean a damaged file: PAGE_NOTFOUND, CORRUPTED, INVALID, CURSOR_FULL, PAGE_FULL,
 * BAD_CHECKSUM, PROBLEM.
 */
const DAMAGED = new Set<unknown>([-30797, -30796, -30793, -30787, -30786, -30778, -30779]);

/** ENOSPC and EDQUOT of Linux, macOS and Windows (ERROR_DISK_FULL), as LMDB hands them on; MAP_FULL. */
const FULL = new Set<unknown>([28, 122, 69, 112, 'ENOSPC', 'EDQUOT', -30792]);

const EIO = 5;

/**
 * What a transaction ends with where LMDB has lost its way among the pages that are free: BAD_VALSIZE, NOTFOUND,
 * BAD_TXN, PROBLEM. Nothing of it was written, and nothing is remembered of it.
 */
const LOST = new Set<unknown>([-30781, -30798, -30782, -30779]);

/** Whether the same transaction may well succeed when it is done again. */
export function isPassing(error: unknown): boolean {
  return error instanceof ProvenanceError && LOST.has((error.cause as { code?: unknown })?.code);
}

/** Runs `call`; what LMDB throws, and what its bytes make of our reading, becomes a ProvenanceError. */
export function coded<T>(call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw failure(cause);
  }
}

/** The same of what was thrown already. A caller's mistake stays what it is. */
export function failure(cause: unknown): unknown {
  if (cause instanceof ProvenanceError || cause instanceof TypeError) return cause;
  // Bytes that are too short for what they should hold, and JSON that is none.
  const unread = cause instanceof RangeError || cause instanceof SyntaxError;
  if (unread || DAMAGED.has((cause as { code?: unknown })?.code)) {
    return new ProvenanceError('REGISTRY_CORRUPT', 'The file of the database is damaged.', {
      cause,
    });
  }
  if (FULL.has((cause as { code?: unknown })?.code)) return diskFull(cause);
  return new ProvenanceError('REGISTRY_UNAVAILABLE', 'The registry could not be read or written.', {
    cause,
  });
}

/** Whether LMDB gave up because less was written than it asked for, which it calls an input/output error (EIO). */
export function isShortWrite(error: unknown): error is ProvenanceError {
  return error instanceof ProvenanceError && (error.cause as { code?: unknown })?.code === EIO;
}

export function diskFull(cause: unknown): ProvenanceError {
  return new ProvenanceError(
    'REGISTRY_UNAVAILABLE',
    'The disk of the registry is full: nothing was written. Free space, and repeat.',
    { cause },
  );
}

/** The one that the package names. What is known here of its pages and its faults is known of this one. */
const LMDB_VERSION = '3.5.6';

/**
 * Loads it when it is needed: it is 21 MB with what it needs, and whoever has no registry in a folder does without.
 *
 * @throws ProvenanceError REGISTRY_UNAVAILABLE
 */
export async function loadLmdb(): Promise<typeof import('lmdb')> {
  try {
    return await import('lmdb');
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    const isHere = code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND';
    const detail = isHere
      ? 'The library of a registry in a folder cannot be loaded on this platform: lmdb.'
      : `A registry in a folder needs a library that is not installed: \`npm install lmdb@${LMDB_VERSION}\`.`;
    throw new ProvenanceError('REGISTRY_UNAVAILABLE', detail, { cause });
  }
}

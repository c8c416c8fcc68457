import { closeSync, constants, openSync } from 'node:fs';
import { access, chmod, chown, mkdir, open, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { readMeta } from './meta.ts';

/** For the files of a new database, before anything is in it. */
export const ROOM: number = 2 ** 20;

export const DATA: string = 'data.mdb';
const LOCK = 'lock.mdb';
/** Of the guard: its data, in which nothing is ever written, and its lock. */
export const GUARD: string = 'guard.mdb';
const GUARD_LOCK = 'guard.mdb-lock';

/** What this process may do in a folder. */
export interface Access {
  /** The data file may be written. */
  readonly writable: boolean;
  /** LMDB will use lock.mdb, so the guard has to be held; else there is nothing to be guarded. */
  readonly locked: boolean;
  /** The file has fewer pages than were written: those at its end are free, or it was cut off. */
  readonly short: boolean;
}

/**
 * Finds out whether LMDB can open the folder, before it is asked to: lmdb 3.5.6 ends the process where
 * opening fails, whatever the reason (it uses what it has freed), and a file may be anybody's.
 *
 * @throws ProvenanceError REGISTRY_MISSING or REGISTRY_UNAVAILABLE.
 */
export async function checkFolder(folder: string, create: boolean): Promise<Access> {
  const [data, lock] = [join(folder, DATA), join(folder, LOCK)];
  try {
    if (create) await mkdir(folder, { recursive: true, mode: 0o700 });
    const size = await sizeOf(data);
    if (!size && !create) throw new ProvenanceError('REGISTRY_MISSING');
    const meta = size ? metaOf(data) : null;
    if (meta === 'other') {
      throw new ProvenanceError('REGISTRY_MISSING', 'The folder holds a file that is no registry.');
    }
    if (meta === 'damaged') {
      throw new ProvenanceError(
        'REGISTRY_CORRUPT',
        'The beginning of the database file is damaged.',
      );
    }
    const writable = await may(size ? data : folder, constants.W_OK);
    if (!writable) await access(data, constants.R_OK);
    const locked = await mayUse(folder, lock);
    if (writable && !locked) throw unavailable('Its file lock.mdb may not be used.');
    if (locked) await checkGuard(folder);
    if (!size || (locked && (await sizeOf(lock)) === 0)) await checkRoom(folder);
    // Its size now: what a transaction has written was there before it was the newest.
    const written = meta ? Number(meta.lastPage + 1n) * meta.pageSize : 0;
    const short = written > ((await sizeOf(data)) ?? 0);
    return { writable, locked, short };
  } catch (cause) {
    if (cause instanceof ProvenanceError) throw cause;
    throw unavailable('The folder of the registry cannot be used.', cause);
  }
}

/** Whoever uses lock.mdb without the guard may lose what others write: better not at all. */
async function checkGuard(folder: string): Promise<void> {
  const [guard, lock] = [join(folder, GUARD), join(folder, GUARD_LOCK)];
  for (const file of [guard, lock]) {
    if (await mayUse(folder, file)) continue;
    throw unavailable(
      'lock.mdb may be written here, but not guard.mdb and guard.mdb-lock: let whoever owns the folder open it once, and give all three the same permissions.',
    );
  }
  const size = await sizeOf(guard);
  if (size && typeof metaOf(guard) === 'string') {
    throw unavailable(
      'Its file guard.mdb is damaged: end all processes that use the folder and remove guard.mdb and guard.mdb-lock, in which nothing is kept.',
    );
  }
  if (!size || !(await sizeOf(lock))) await checkRoom(folder);
}

async function checkRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < ROOM) throw unavailable('The disk is full.');
}

/** Whether there is a guard already. */
export async function hasGuard(folder: string): Promise<boolean> {
  return Boolean(await sizeOf(join(folder, GUARD)));
}

/**
 * Gives a guard that was just made owner and permissions of lock.mdb, if that was there before: who uses
 * the one has to use the other, in a folder that is shared, and in one that root looks into.
 */
export async function shareGuard(folder: string): Promise<void> {
  const lock = await stat(join(folder, LOCK)).catch(() => null);
  if (lock === null) return;
  for (const file of [GUARD, GUARD_LOCK].map((name) => join(folder, name))) {
    // Of another user, if that one was faster; and only root gives a file away.
    await chmod(file, lock.mode & 0o666).catch(() => {});
    await chown(file, lock.uid, lock.gid).catch(() => {});
  }
}

/** Null: there is no such file. */
async function sizeOf(file: string): Promise<number | null> {
  try {
    const status = await stat(file);
    if (!status.isFile()) throw unavailable('No file is there.');
    return status.size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function metaOf(file: string): ReturnType<typeof readMeta> {
  const descriptor = openSync(file, 'r');
  try {
    return readMeta(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a file may be read and written, or made where it is not. */
async function mayUse(folder: string, file: string): Promise<boolean> {
  return may((await sizeOf(file)) === null ? folder : file, constants.R_OK | constants.W_OK);
}

function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

function unavailable(detail: string, cause?: unknown): ProvenanceError {
  return new ProvenanceError('REGISTRY_UNAVAILABLE', detail, { cause });
}

/** A new file is on disk only when its name is. */
export async function syncFolder(folder: string): Promise<void> {
  for (const place of [folder, join(folder, '..')]) {
    const handle = await open(place, 'r').catch(() => null);
    try {
      // Some file systems know no fsync of a folder, and need none.
      await handle?.sync().catch(() => {});
    } finally {
      await handle?.close();
    }
  }
}

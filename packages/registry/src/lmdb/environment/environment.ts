import { accessSync, constants, realpathSync, statfsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import type { Database, RootDatabase } from 'lmdb';
import { coded, diskFull, failure, isPassing, isShortWrite, loadLmdb } from './failure.ts';
import { type Access, checkFolder, DATA, ROOM, syncFolder } from './file.ts';
import { Guard } from './guard.ts';
import { loadNative, openNative } from './native.ts';
import { checkPages, newestTransaction } from './pages.ts';

/** Keys and values are bytes; keys sort as bytes do. */
export type Table = Database<Uint8Array, Uint8Array>;

/** An LMDB folder that is open, and what it is good for here. */
export interface Environment {
  readonly tables: Readonly<Record<string, Table>>;
  /**
   * Runs `change` in a transaction: on disk when it returns, and nothing of it when it throws. One at a
   * time over all processes. It is run again where LMDB has failed and the same may succeed. Blocks the thread until then, which is what makes this exact: lmdb's
   * queued transactions keep the half that came before an error, hang where none can begin, and by
   * default (`overlappingSync`) show what is not on disk yet. A head that was seen and then lost with
   * the power would be signed again over other records, and look like a forgery.
   */
  write<T>(change: () => T): T;
  /** Bytes of the data file. */
  size(): Promise<number>;
  /**
   * Writes what is there at one moment into `data.mdb` of a folder that has none, without the pages that are free:
   * what was erased is not in it. Others write meanwhile, and their old pages stay until it is done. Rejects with
   * the system's error.
   */
  copyTo(folder: string): Promise<void>;
  /** Reads all pages, or those of one table. @throws ProvenanceError REGISTRY_CORRUPT where one is damaged. */
  checkPages(which?: {
    readonly signal?: AbortSignal | undefined;
    readonly only?: string;
  }): Promise<void>;
  close(): Promise<void>;
}

export interface EnvironmentOptions {
  /** What the folder holds, written into it: `registry`, `outbox`. */
  readonly kind: string;
  /** Version of the layout. Folders of a newer one are refused. */
  readonly version: number;
  readonly tables: readonly string[];
  /** Make it where there is none. */
  readonly create: boolean;
  /** Nothing will be written: then a file that may not be is good enough. */
  readonly readOnly: boolean;
  /** Called in the transaction that makes a folder of an older layout one of this. */
  readonly migrate?: (tables: Readonly<Record<string, Table>>, from: number) => void;
  /** Tables of older layouts, which are given to `migrate` as well, and dropped after it. */
  readonly retired?: readonly string[];
  /** Others, which are opened where they are there. */
  readonly older?: readonly string[];
}

/** Holds kind and version, so that nobody's other database is ever written into. */
const FORMAT = 'format';
const [KIND, VERSION] = [Buffer.from('kind'), Buffer.from('version')];

/** Of one transaction. */
const MOST_ATTEMPTS = 4;

interface Opened {
  readonly root: RootDatabase<Uint8Array>;
  /** Null: there is no lock, as on a file system that is read-only, and nothing to be guarded. */
  readonly guard: Guard | null;
  readonly writable: boolean;
  users: number;
}

/**
 * One for each folder of a process: a second one would drop the locks of the first (POSIX record locks
 * belong to a process), and other processes would take its readers for dead.
 */
const opened = new Map<string, Opened>();

/** The last that was begun at each folder: to open it and to close it are done one after the other. */
const turns = new Map<string, Promise<void>>();

/**
 * @throws ProvenanceError REGISTRY_MISSING where nothing of the kind is there and `create` is not set,
 *   REGISTRY_UNAVAILABLE where the folder cannot be used or is of a newer version, REGISTRY_CORRUPT where its
 *   file is damaged.
 */
export async function openEnvironment(
  folder: string,
  options: EnvironmentOptions,
): Promise<Environment> {
  // A reader that may write is opened like a writer: a process has one of either.
  const access = await checkFolder(folder, options.create);
  if (!access.writable && !options.readOnly) throw notWritable(folder, options);
  const place = coded(() => realpathSync(folder));
  return inTurn(place, async () => {
    const shared = opened.get(place) ?? (await openShared(place, access));
    // Opened when it could not be written, and that has changed since.
    if (!shared.writable && !options.readOnly) throw notWritable(folder, options);
    shared.users++;
    try {
      // LMDB reads beyond the end of a file that was cut off, which ends the process.
      if (access.short) await checkPagesOf(place, shared);
      const { tables } = guarded(shared, () => openTables(shared, options));
      if (options.create) await syncFolder(folder);
      let closed = false;
      return {
        tables,
        write: (change) => {
          if (closed) throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'The registry was closed.');
          return write(place, shared, change);
        },
        size: async () => {
          try {
            return (await stat(join(place, DATA))).size;
          } catch (error) {
            throw failure(error);
          }
        },
        copyTo: (target) => shared.root.backup(target, true),
        checkPages: (which) => checkPagesOf(place, shared, which),
        close: async () => {
          if (closed) return;
          closed = true;
          await inTurn(place, async () => leave(place, shared));
        },
      };
    } catch (error) {
      // What says that nothing of the kind is here may be unreadable.
      const missing = error instanceof ProvenanceError && error.code === 'REGISTRY_MISSING';
      if (missing) await checkPagesOf(place, shared).finally(() => leave(place, shared));
      else leave(place, shared);
      throw error;
    }
  });
}

/** With a read transaction, so that what is read is not written over. */
async function checkPagesOf(
  place: string,
  { root, guard }: Opened,
  which?: Parameters<Environment['checkPages']>[0],
): Promise<void> {
  const file = join(place, DATA);
  const held = root.useReadTransaction();
  const before = newestTransaction(file);
  try {
    await checkPages(file, which);
  } catch (error) {
    // Without a lock nobody knows of the transaction, and whoever writes may have written over it.
    const disturbed = guard === null && newestTransaction(file) !== before;
    if (!(disturbed && error instanceof ProvenanceError)) throw error;
  } finally {
    held.done();
  }
}

function notWritable(folder: string, { kind }: EnvironmentOptions): ProvenanceError {
  let cause = new Error('This process has opened it for reading only: close it there first.');
  try {
    accessSync(join(folder, DATA), constants.W_OK);
  } catch (error) {
    cause = error as Error;
  }
  return new ProvenanceError('REGISTRY_UNAVAILABLE', `The ${kind} may not be written.`, { cause });
}

async function inTurn<T>(place: string, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(place) ?? Promise.resolve()).then(work);
  const ended = turn.then(
    () => {},
    () => {},
  );
  turns.set(place, ended);
  try {
    return await turn;
  } finally {
    if (turns.get(place) === ended) turns.delete(place);
  }
}

async function openShared(place: string, { writable, locked }: Access): Promise<Opened> {
  const [{ open: openLmdb }, native] = await Promise.all([loadLmdb(), loadNative()]);
  const guard = locked ? await Guard.open(place) : null;
  const open = () => {
    // Whoever was killed while it closed the folder has lost the guard before its file locks, and the
    // mutexes may be destroyed: one that opens then waits for the locks, and takes the mutexes for good
    // (`mdb_env_setup_locks`). This one waits, and uses none of them; the next is alone, and makes them anew.
    if (guard) openNative(native, place, { readOnly: !writable }).close();
    return openLmdb<Uint8Array>({
      path: place,
      noSubdir: false,
      overlappingSync: false,
      readOnly: !writable,
      maxDbs: 32,
      encoding: 'binary',
      keyEncoding: 'binary',
      // Records are nobody else's business; whoever shares a folder says so with chmod.
      ...{ permissionsMode: 0o600 },
    });
  };
  try {
    const root = guarded({ guard }, open);
    if (opened.size === 0) process.once('exit', closeAll);
    const shared = { root, guard, writable, users: 0 };
    opened.set(place, shared);
    return shared;
  } catch (error) {
    guard?.close();
    throw error;
  }
}

/** Runs `call` while no other process opens, closes or writes the folder. */
function guarded<T>({ guard }: Pick<Opened, 'guard'>, call: () => T): T {
  return coded(() => (guard ? guard.run(call) : call()));
}

/**
 * lmdb 3.5.6 fails now and then to take or to note free pages, as long as others write and read as well (in
 * `mdb_page_alloc`, where it goes backwards through a list that is just being changed; once in some ten thousand
 * transactions). It gives up the whole transaction then, and the next attempt begins with the list as it is
 * on disk.
 */
function write<T>(place: string, shared: Opened, change: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return guarded(shared, () => shared.root.transactionSync(change));
    } catch (error) {
      if (attempt < MOST_ATTEMPTS && isPassing(error)) continue;
      throw isShortWrite(error) && hasNoRoom(place) ? diskFull(error.cause) : error;
    }
  }
}

/** What a write that was cut short leaves free. */
function hasNoRoom(place: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(place);
    return bavail * bsize < ROOM;
  } catch {
    return false;
  }
}

/** Closes it if nobody else uses it. */
function leave(place: string, shared: Opened): void {
  if (--shared.users > 0) return;
  opened.delete(place);
  if (opened.size === 0) process.off('exit', closeAll);
  close(shared);
}

/** Nothing reads in the background here, so it is closed when `root.close` returns. */
function close({ root, guard }: Opened): void {
  try {
    guarded({ guard }, () => void root.close());
  } catch {
    // The guard was taken away, which is no reason to keep the rest open.
    root.close();
  }
  guard?.close();
}

/** What nobody has closed, lmdb would close after this, and without the guard. */
function closeAll(): void {
  for (const shared of opened.values()) close(shared);
}

function openTables(
  { root, writable }: Opened,
  options: EnvironmentOptions,
): Pick<Environment, 'tables'> {
  const table = (name: string, create: boolean): Table | undefined =>
    root.openDB<Uint8Array, Uint8Array>({
      name,
      encoding: 'binary',
      keyEncoding: 'binary',
      ...{ create },
    });
  const openAll = () => {
    const format = table(FORMAT, false) ?? makeFormat();
    const found = checkFormat(format, options);
    const isOlder = found < options.version;
    if (isOlder && options.readOnly) throw older(options);
    const mayMake = writable && (options.create || isOlder);
    const tables = Object.fromEntries(
      options.tables.map((name) => {
        const opened = table(name, mayMake);
        if (opened) return [name, opened];
        throw new ProvenanceError('REGISTRY_MISSING', `The ${options.kind} has no ${name}.`);
      }),
    );
    const there = (names: readonly string[] = []) =>
      names.flatMap((name) => {
        const opened = table(name, false);
        return opened ? [[name, opened] as const] : [];
      });
    Object.assign(tables, Object.fromEntries(there(options.older)));
    if (!isOlder) return { tables };
    refuseOthers(root, options);
    const retired = there(options.retired);
    options.migrate?.({ ...Object.fromEntries(retired), ...tables }, found);
    for (const [, opened] of retired) opened.dropSync();
    format!.putSync(VERSION, Buffer.from(String(options.version)));
    return { tables };
  };
  const makeFormat = (): Table | undefined => {
    if (!options.create || !writable) return undefined;
    if (root.getKeysCount() > 0) {
      throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'The folder holds another database.');
    }
    const format = table(FORMAT, true)!;
    format.putSync(KIND, Buffer.from(options.kind));
    format.putSync(VERSION, Buffer.from(String(options.version)));
    return format;
  };
  // In one transaction: no process ever finds half of it.
  return writable ? root.transactionSync(openAll) : openAll();
}

/**
 * A folder of an older layout may be open in a process of an older version, which holds no guard: both would
 * write, and what one has acknowledged might be lost. One that has not read yet is not seen.
 */
function refuseOthers(root: RootDatabase<Uint8Array>, { kind }: EnvironmentOptions): void {
  root.readerCheck();
  // A line for each: process, thread, transaction.
  const readers = root.readerList().split('\n');
  const ids = readers.map((line) => Number.parseInt(line, 10));
  if (!ids.some((id) => id > 0 && id !== process.pid)) return;
  throw new ProvenanceError(
    'REGISTRY_UNAVAILABLE',
    `The ${kind} is of an older version, and open in another process: end all that use it, and open it again.`,
  );
}

function older({ kind }: EnvironmentOptions): ProvenanceError {
  return new ProvenanceError(
    'REGISTRY_UNAVAILABLE',
    `The ${kind} was made by an older version: end all processes that use it, and open it once to write.`,
  );
}

/** @returns The version of the layout. */
function checkFormat(format: Table | undefined, { kind, version }: EnvironmentOptions): number {
  const text = (key: Uint8Array) => Buffer.from(format?.get(key) ?? []).toString();
  if (text(KIND) !== kind) {
    throw new ProvenanceError('REGISTRY_MISSING', `The folder holds no ${kind}.`);
  }
  const found = Number(text(VERSION));
  if (!(found >= 1 && found <= version)) {
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      `The ${kind} was written by a newer version of this library. Update it.`,
    );
  }
  return found;
}

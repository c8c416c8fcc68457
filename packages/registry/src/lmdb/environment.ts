import { realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import type { Database, RootDatabase } from 'lmdb';
import { checkFolder, syncFolder } from './file.ts';

/** Keys and values are bytes; keys sort as bytes do. */
export type Table = Database<Uint8Array, Uint8Array>;

/** An LMDB folder that is open, and what it is good for here. */
export interface Environment {
  readonly tables: Readonly<Record<string, Table>>;
  /**
   * Runs `change` in a transaction: on disk when it returns, and nothing of it when it throws. One at a
   * time over all processes. Blocks the thread until then, which is what makes this exact: lmdb's
   * queued transactions keep the half that came before an error, hang where none can begin, and by
   * default (`overlappingSync`) show what is not on disk yet. A head that was seen and then lost with
   * the power would be signed again over other records, and look like a forgery.
   */
  write<T>(change: () => T): T;
  /** Bytes of the data file. */
  size(): Promise<number>;
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
}

/** Holds kind and version, so that nobody's other database is ever written into. */
const FORMAT = 'format';
const [KIND, VERSION] = [Buffer.from('kind'), Buffer.from('version')];

/** The codes of LMDB that mean a damaged file. */
const DAMAGED = new Set([-30797, -30796]);

/**
 * One for each folder of a process: a second one would drop the locks of the first (POSIX record locks
 * belong to a process), and other processes would take its readers for dead.
 */
const opened = new Map<string, { readonly root: RootDatabase<Uint8Array>; users: number }>();

/**
 * @throws ProvenanceError REGISTRY_MISSING where nothing of the kind is there and `create` is not set,
 *   REGISTRY_UNAVAILABLE where the folder cannot be used or is of a newer version.
 */
export async function openEnvironment(
  folder: string,
  options: EnvironmentOptions,
): Promise<Environment> {
  // A reader that may write is opened like a writer: a process has one of either.
  const writable = await checkFolder(folder, options.create);
  if (!writable && !options.readOnly) {
    throw new ProvenanceError('REGISTRY_UNAVAILABLE', `The ${options.kind} may not be written.`);
  }
  const { open: openLmdb } = await import('lmdb');
  const place = realpathSync(folder);
  const shared = opened.get(place) ?? {
    root: guarded(() =>
      openLmdb<Uint8Array>({
        path: place,
        noSubdir: false,
        overlappingSync: false,
        readOnly: !writable,
        maxDbs: 16,
        encoding: 'binary',
        keyEncoding: 'binary',
        // Records are nobody else's business; whoever shares a folder says so with chmod.
        ...{ permissionsMode: 0o600 },
      }),
    ),
    users: 0,
  };
  opened.set(place, shared);
  shared.users++;
  const { root } = shared;
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    if (--shared.users > 0) return;
    opened.delete(place);
    await root.close();
  };
  try {
    const tables = guarded(() => openTables(root, options, writable));
    if (options.create) await syncFolder(folder);
    return {
      tables,
      write: (change) => guarded(() => root.transactionSync(change)),
      size: async () => (await stat(join(folder, 'data.mdb'))).size,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openTables(
  root: RootDatabase<Uint8Array>,
  options: EnvironmentOptions,
  writable: boolean,
): Record<string, Table> {
  const table = (name: string, create: boolean): Table | undefined =>
    root.openDB<Uint8Array, Uint8Array>({
      name,
      encoding: 'binary',
      keyEncoding: 'binary',
      ...{ create },
    });
  const openAll = () => {
    const format = table(FORMAT, false) ?? makeFormat();
    checkFormat(format, options);
    return Object.fromEntries(
      options.tables.map((name) => {
        const opened = table(name, options.create && writable);
        if (opened) return [name, opened];
        throw new ProvenanceError('REGISTRY_MISSING', `The ${options.kind} has no ${name}.`);
      }),
    );
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

function checkFormat(format: Table | undefined, { kind, version }: EnvironmentOptions): void {
  const text = (key: Uint8Array) => Buffer.from(format?.get(key) ?? []).toString();
  if (text(KIND) !== kind) {
    throw new ProvenanceError('REGISTRY_MISSING', `The folder holds no ${kind}.`);
  }
  if (!(Number(text(VERSION)) >= 1 && Number(text(VERSION)) <= version)) {
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      `The ${kind} was written by a newer version of this library. Update it.`,
    );
  }
}

/** Runs `call`; what LMDB throws becomes a ProvenanceError. */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof ProvenanceError || cause instanceof TypeError) throw cause;
    const code = (cause as { code?: unknown }).code as number;
    if (DAMAGED.has(code)) throw new ProvenanceError('REGISTRY_CORRUPT', undefined, { cause });
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      'The registry could not be read or written.',
      { cause },
    );
  }
}

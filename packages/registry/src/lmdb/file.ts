import { constants } from 'node:fs';
import { access, mkdir, open, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';

/** Where a data file says what it is: after the header of its first page (24 bytes). */
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
const VERSION = 2;
/** Its page size, in the description of the free list. */
const PAGE_SIZE_AT = 48;
/** For the files of a new database, before anything is in it. */
const ROOM = 2 ** 20;

/**
 * Finds out whether LMDB can open the folder, before it is asked to: lmdb 3.5.6 ends the process where
 * opening fails, whatever the reason (it uses what it has freed), and a file may be anybody's.
 *
 * @returns Whether the data file may be written.
 * @throws ProvenanceError REGISTRY_MISSING or REGISTRY_UNAVAILABLE.
 */
export async function checkFolder(folder: string, create: boolean): Promise<boolean> {
  const [data, lock] = [join(folder, 'data.mdb'), join(folder, 'lock.mdb')];
  try {
    if (create) await mkdir(folder, { recursive: true, mode: 0o700 });
    const size = await sizeOf(data);
    if (!size && !create) throw new ProvenanceError('REGISTRY_MISSING');
    if (size) await checkHeader(data, size);
    if (!size || (await sizeOf(lock)) === 0) {
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < ROOM) {
        throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'The disk is full.');
      }
    }
    if (!(await may(size ? data : folder, constants.W_OK))) {
      await access(data, constants.R_OK);
      return false;
    }
    const locked = await sizeOf(lock);
    await access(locked === null ? folder : lock, constants.R_OK | constants.W_OK);
    return true;
  } catch (cause) {
    if (cause instanceof ProvenanceError) throw cause;
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      'The folder of the registry cannot be used.',
      {
        cause,
      },
    );
  }
}

/** Null: there is no such file. */
async function sizeOf(file: string): Promise<number | null> {
  try {
    const status = await stat(file);
    if (!status.isFile()) throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'No file is there.');
    return status.size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

async function checkHeader(data: string, size: number): Promise<void> {
  const file = await open(data, 'r');
  try {
    const header = Buffer.alloc(PAGE_SIZE_AT + 4);
    const { bytesRead } = await file.read(header, 0, header.length, 0);
    if (
      bytesRead < header.length ||
      header.readUInt32LE(MAGIC_AT) !== MAGIC ||
      header.readUInt32LE(MAGIC_AT + 4) !== VERSION ||
      size < 2 * header.readUInt32LE(PAGE_SIZE_AT)
    ) {
      throw new ProvenanceError('REGISTRY_MISSING', 'The folder holds a file that is no registry.');
    }
  } finally {
    await file.close();
  }
}

function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
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

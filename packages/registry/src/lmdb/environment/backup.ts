import { chmod, lstat, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { makeFolder } from '@provenance/content/node';
import type { Environment } from './environment.ts';
import { DATA, syncFolder } from './file.ts';

/**
 * `Backend.backup`. It grows beside its place, in a folder `NAME.partial-XXXXXX`, and gets its name when it is on
 * disk: whoever is killed before leaves only that.
 */
export async function makeBackup(environment: Environment, folder: string): Promise<void> {
  const place = resolve(folder);
  if (await lstat(place).catch(() => null)) throw new ProvenanceError('FILE_EXISTS');
  await makeFolder(dirname(place));
  try {
    const partial = await mkdtemp(`${place}.partial-`);
    try {
      await environment.copyTo(partial);
      await keep(join(partial, DATA));
      await syncFolder(partial);
      await rename(partial, place);
      await syncFolder(place);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
  } catch (cause) {
    if (cause instanceof ProvenanceError) throw cause;
    throw new ProvenanceError('FILE_IO', 'The backup could not be written.', { cause });
  }
}

/** LMDB gives the file to everybody, and leaves it to the system when it is written. */
async function keep(file: string): Promise<void> {
  await chmod(file, 0o600);
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

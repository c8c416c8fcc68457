import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ProvenanceError } from '@provenance/content';
import { fileError, writeFileAtomically } from '@provenance/content/node';
import type { Place } from './place.ts';

/**
 * A path in the folder that all workers share. The marked file is on disk first, hidden beside its place and named by
 * its hash. Hidden files are taken away only once the output is in place: until then, any of them may be the one.
 *
 * @param input Absolute: who may read it may read the output.
 * @param output Absolute.
 * @param id Of the job: tells its files from those of others.
 */
export function folderPlace(input: string, output: string, id: string): Place {
  const hidden = join(dirname(output), `.provenance-${id}`);
  const named = (hash: string) => join(hidden, hash + extname(output));
  return {
    async refuseTaken() {
      if (await isThere(output)) throw new ProvenanceError('FILE_EXISTS');
    },
    async keep(hash, bytes) {
      await mkdir(hidden, { recursive: true }).catch(failed);
      await writeFileAtomically(named(hash), bytes, { overwrite: true, like: input });
    },
    async settle(hash) {
      await moveInto(output, named(hash), hash);
      await rm(hidden, { recursive: true, force: true });
    },
  };
}

/** What file systems without hard links answer (FAT, some network shares). */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** A link refuses what is there, with no gap between check and use. */
async function moveInto(output: string, hidden: string, hash: string): Promise<void> {
  try {
    await link(hidden, output);
    await unlink(hidden);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') return checkThere(output, hash, code);
    if (!NO_HARD_LINKS.has(code)) throw fileError(error);
    if (await isThere(output)) return checkThere(output, hash, 'EEXIST');
    await rename(hidden, output).catch((error) =>
      error.code === 'ENOENT' ? checkThere(output, hash, 'ENOENT') : failed(error),
    );
  }
}

/** An earlier attempt may have moved it. */
async function checkThere(output: string, hash: string, code: 'EEXIST' | 'ENOENT'): Promise<void> {
  if ((await hashOf(output)) === hash) return;
  if (code === 'EEXIST') throw new ProvenanceError('FILE_EXISTS');
  throw new ProvenanceError(
    'RECORD_EXISTS',
    'The record of this job is written, and the file that it is of is gone: erase the record, and put the job back.',
  );
}

/** SHA-256 in hexadecimal; null: there is no such file. */
async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fileError(error);
  }
  return hash.digest('hex');
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error) => (error.code === 'ENOENT' ? false : failed(error)),
  );
}

function failed(error: unknown): never {
  throw fileError(error);
}

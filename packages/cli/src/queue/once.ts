import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ProvenanceError } from '@provenance/content';
import { fileError, writeFileAtomically } from '@provenance/content/node';
import type { FoundRecord, OriginRecord, Registry } from '@provenance/registry';

/** A marked file that nobody has seen yet, and the record of it that is not written yet. */
export interface Made {
  readonly bytes: Uint8Array;
  readonly record: OriginRecord;
  readonly manifestStore: Uint8Array | null;
}

export interface Once {
  /** Of the job: tells its files from those of others. */
  readonly id: string;
  readonly contentId: string;
  /** Absolute. */
  readonly output: string;
  readonly registry: Pick<Registry, 'byContentId' | 'put'>;
  readonly mark: () => Promise<Made>;
}

export interface Outcome {
  readonly logIndex: number;
  /** An earlier attempt had written the record. */
  readonly known: boolean;
}

/**
 * Marks a file so that there is one record of it and the file that the record is of, whenever a worker is killed and
 * however many try at a time.
 *
 * The marked file is on disk, hidden beside its place and named by its hash, before the record is written. The record
 * decides: its content id is that of the job, the registry takes each once, and its content hash says which of the
 * hidden files is the one. That one is moved into place. Whoever comes later finds the record and does what is left.
 * Hidden files are taken away only once the output is in place: until then, any of them may be the one.
 *
 * @throws ProvenanceError FILE_EXISTS where something else is in the place, RECORD_EXISTS where there is a record and
 *   its file is gone; FILE_*, REGISTRY_UNAVAILABLE, and what `mark` throws.
 */
export async function markOnce({ id, contentId, output, registry, mark }: Once): Promise<Outcome> {
  const hidden = join(dirname(output), `.provenance-${id}`);
  const place = async ({ record, logIndex }: FoundRecord, known: boolean): Promise<Outcome> => {
    const hash = Buffer.from(record.contentHash).toString('hex');
    await moveInto(output, join(hidden, hash + extname(output)), hash);
    await rm(hidden, { recursive: true, force: true });
    return { logIndex, known };
  };
  const known = await registry.byContentId(contentId);
  if (known !== null) return place(known, true);
  if (await isThere(output)) throw new ProvenanceError('FILE_EXISTS');

  const { bytes, record, manifestStore } = await mark();
  const hash = Buffer.from(record.contentHash).toString('hex');
  await mkdir(hidden, { recursive: true }).catch(failed);
  await writeFileAtomically(join(hidden, hash + extname(output)), bytes, { overwrite: true });
  try {
    return await place(await registry.put(record, { manifestStore }), false);
  } catch (error) {
    if (!(error instanceof ProvenanceError) || error.code !== 'RECORD_EXISTS') throw error;
    // Another attempt was faster.
    const first = await registry.byContentId(contentId);
    if (first === null) throw error;
    return place(first, true);
  }
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

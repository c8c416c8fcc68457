import {
  chmod,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  realpath,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { ProvenanceError } from './error.ts';
import { fileError } from './file-error.ts';
import type { FileInput } from './file-read.ts';
import { temporaryName } from './file-temporary.ts';
import { writePieces } from './file-write-pieces.ts';

/** What file systems without hard links answer (FAT, some network shares). */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

const LONGEST_EXTENSION = 16;

export interface WriteOptions {
  /**
   * Replace an existing file, through a link if it is one, and keep its permission bits. Default false: an
   * existing file is an error.
   */
  overwrite?: boolean;
  /** Permission bits of a new file. Default 0o666 less the process's umask; keys use 0o600. */
  mode?: number;
  /**
   * What the content was made from. Of a path, a new file takes the permission bits less the umask, as a copy would, and
   * a file that is replaced keeps no more than it has. Its owner may read and write the new one.
   */
  like?: FileInput | undefined;
}

/**
 * Writes a file whole or not at all: beside its place, flushed to disk, then renamed into it. A full
 * disk or a crash leaves what was there before. Only a regular file is ever replaced: a rename over
 * /dev/null would take the device away from the whole machine.
 *
 * @param content Pieces are written one behind the other: to join them first takes longer than to write them.
 * @throws ProvenanceError FILE_EXISTS, FILE_NO_SPACE, FILE_PERMISSION, FILE_NOT_FOUND (no such
 *   folder) or FILE_IO.
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string | readonly Uint8Array[],
  options: WriteOptions = {},
): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
  await putInPlace(path, options, async (_, file) => {
    await writePieces(file, pieces);
    await file.sync();
  });
}

/**
 * {@link writeFileAtomically} for a writer that wants a path of its own: `write` fills the temporary
 * file it is given (created empty, with the final mode and extension).
 */
export function writeFileThrough<T>(
  path: string,
  write: (temporary: string) => Promise<T>,
  options: WriteOptions = {},
): Promise<T> {
  return putInPlace(path, options, async (temporary) => {
    const result = await write(temporary);
    // Opened anew: the writer may have put another file there.
    const file = await open(temporary, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    return result;
  });
}

async function putInPlace<T>(
  named: string,
  { overwrite = false, mode, like }: WriteOptions,
  fill: (temporary: string, file: FileHandle) => Promise<T>,
): Promise<T> {
  const path = overwrite ? await realpath(named).catch(() => named) : named;
  // Not made from the name, which may be as long as the file system allows.
  const extension = extname(path).slice(0, LONGEST_EXTENSION);
  const temporary = join(dirname(path), temporaryName(extension));
  try {
    const source = await modeOfSource(like);
    const there = overwrite ? await modeOf(path) : null;
    const kept = there === null ? null : there & (source ?? 0o777);
    // What replaces a file that others may not read is not theirs for a moment either.
    const file = await open(temporary, 'wx', mode ?? (kept === null ? (source ?? 0o666) : 0o600));
    let result: T;
    let last = kept;
    try {
      if (source !== null) last ??= (await file.stat()).mode & 0o777;
      result = await fill(temporary, file);
    } finally {
      await file.close();
    }
    // The writer may have put another file there.
    if (last !== null && mode === undefined) await chmod(temporary, last);
    if (overwrite) await rename(temporary, path);
    else await renameNew(temporary, path);
    return result;
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw fileError(error);
  }
}

/**
 * Before work whose result would go into a new file. Writing it checks again.
 *
 * @throws ProvenanceError FILE_EXISTS if anything has that name.
 */
export async function refuseExisting(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there !== null) throw new ProvenanceError('FILE_EXISTS');
}

/**
 * Makes a folder and those above it, where they are missing; with `mode` as permission bits of those that
 * it makes.
 *
 * @throws ProvenanceError FILE_EXISTS if a file has its name, FILE_PERMISSION, FILE_NO_SPACE,
 *   FILE_NOT_FOUND (a file stands in the way) or FILE_IO.
 */
export async function makeFolder(path: string, { mode }: { mode?: number } = {}): Promise<void> {
  try {
    await mkdir(path, { recursive: true, ...(mode !== undefined && { mode }) });
  } catch (error) {
    throw fileError(error);
  }
}

/** Permission bits of the file that is to be replaced; null if there is none. */
async function modeOf(path: string): Promise<number | null> {
  const there = await stat(path).catch(() => null);
  if (there === null) return null;
  if (!there.isFile()) throw new ProvenanceError('FILE_NOT_REGULAR');
  return there.mode & 0o777;
}

/** Null for what is no file. */
async function modeOfSource(input: FileInput | undefined): Promise<number | null> {
  if (typeof input !== 'string' && !(input instanceof URL)) return null;
  const there = await stat(input).catch(() => null);
  return there && (there.mode & 0o777) | 0o600;
}

/** rename() replaces an existing file; link() refuses one, with no gap between check and use. */
async function renameNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_HARD_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await (await open(to, 'wx')).close();
    try {
      await rename(from, to);
    } catch (error) {
      await unlink(to).catch(() => {});
      throw error;
    }
    return;
  }
  await unlink(from);
}

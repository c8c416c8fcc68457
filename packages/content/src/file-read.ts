import { constants, type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ProvenanceError } from './error.ts';
import { fileError } from './file-error.ts';
import {
  type ContentInput,
  checkLength,
  checkMaxBytes,
  DEFAULT_MAX_BYTES,
  readContent,
} from './input.ts';

/** Bytes, or where they lie: a path or a `file:` URL. No other scheme is ever followed. */
export type FileInput = ContentInput | string | URL;

/** One read for nearly every file: each one more is a trip to the thread pool. */
const CHUNK = 1 << 26;

/**
 * Opens a regular file for reading. O_NONBLOCK, so that a named pipe cannot hang the caller before
 * its kind is known.
 *
 * @throws ProvenanceError FILE_NOT_FOUND, FILE_NOT_REGULAR, FILE_PERMISSION or FILE_IO.
 */
export async function openFile(path: string | URL): Promise<{ file: FileHandle; size: number }> {
  const name = asPath(path);
  let file: FileHandle;
  try {
    file = await open(name, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw fileError(error);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new ProvenanceError('FILE_NOT_REGULAR');
    return { file, size: stat.size };
  } catch (error) {
    await file.close();
    throw fileError(error);
  }
}

/**
 * Reads a file whole. The size is checked before anything is allocated, and a file that grows while
 * it is read is refused where it passes the limit.
 *
 * @throws ProvenanceError as {@link openFile}, and CONTENT_EMPTY or CONTENT_TOO_LARGE.
 */
export async function readFileContent(
  path: string | URL,
  { maxBytes = DEFAULT_MAX_BYTES }: { maxBytes?: number } = {},
): Promise<Uint8Array> {
  checkMaxBytes(maxBytes);
  const { file, size } = await openFile(path);
  try {
    checkLength(size, maxBytes);
    // Not cleared first: only what has been read is handed out.
    const memory = Buffer.allocUnsafeSlow(size);
    const bytes = new Uint8Array(memory.buffer, memory.byteOffset, size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(bytes, length, Math.min(CHUNK, size - length), length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    checkLength(length, maxBytes);
    return bytes.subarray(0, length);
  } catch (error) {
    throw fileError(error);
  } finally {
    await file.close();
  }
}

/** {@link readContent} for everything that Node can be given. */
export async function readInput(
  input: FileInput,
  options: { maxBytes?: number } = {},
): Promise<Uint8Array> {
  return typeof input === 'string' || input instanceof URL
    ? readFileContent(input, options)
    : readContent(input, options);
}

function asPath(path: string | URL): string {
  if (typeof path === 'string') return path;
  if (path.protocol !== 'file:') {
    throw new TypeError(`Only file: URLs can be opened, got ${path.protocol}`);
  }
  return fileURLToPath(path);
}

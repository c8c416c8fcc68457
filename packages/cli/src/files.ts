import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { detectMediaType, MEDIA_TYPE_HEADER_BYTES, mediaTypeOfName } from '@provenance/content';
import { openFile } from '@provenance/content/node';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/** Standard input. */
export const STDIN = '-';

export interface ListedFile {
  /** As the user would name it. */
  readonly path: string;
  /** Within the folder that was given, or the last part of the path: where it goes under -o. */
  readonly name: string;
}

export interface FileList {
  /** In a stable order. */
  readonly files: readonly ListedFile[];
  /** Files in folders that are no media by name or content. */
  readonly skipped: number;
  /** A folder or a pattern was given, or several files. */
  readonly many: boolean;
}

/**
 * The files that arguments mean: files as they are, folders with what lies in them, patterns with
 * what they match. Links to folders are not followed inside a folder, so no loop can arise.
 *
 * @throws UsageError if a pattern matches nothing.
 */
export async function listFiles(
  io: Io,
  inputs: readonly string[],
  { recursive = true }: { recursive?: boolean } = {},
): Promise<FileList> {
  const files: ListedFile[] = [];
  let skipped = 0;
  let many = inputs.length > 1;
  for (const input of inputs) {
    const kind = input === STDIN ? 'file' : await kindOf(resolve(io.cwd, input));
    if (kind === 'folder') {
      many = true;
      for await (const path of walk(io.cwd, input, recursive)) {
        io.signal.throwIfAborted();
        if (await isMedia(resolve(io.cwd, path))) files.push({ path, name: relative(input, path) });
        else skipped++;
      }
    } else if (kind === 'missing' && /[*?[{]/.test(input)) {
      many = true;
      const { glob } = await import('tinyglobby');
      const matches = await glob(input, { cwd: io.cwd, followSymbolicLinks: false });
      if (matches.length === 0) throw new UsageError(`No file matches ${input}.`);
      files.push(...matches.sort().map((path) => ({ path, name: basename(path) })));
    } else {
      files.push({ path: input, name: basename(input) });
    }
  }
  return { files, skipped, many };
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

async function* walk(cwd: string, folder: string, recursive: boolean): AsyncGenerator<string> {
  const entries = await readdir(resolve(cwd, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (recursive) yield* walk(cwd, path, recursive);
    } else if (
      entry.isFile() ||
      (entry.isSymbolicLink() && (await kindOf(resolve(cwd, path))) === 'file')
    ) {
      yield path;
    }
  }
}

async function isMedia(path: string): Promise<boolean> {
  if (mediaTypeOfName(path) !== null) return true;
  try {
    const { file } = await openFile(path);
    try {
      const header = new Uint8Array(MEDIA_TYPE_HEADER_BYTES);
      const { bytesRead } = await file.read(header, 0, header.length, 0);
      return detectMediaType(header.subarray(0, bytesRead)) !== null;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

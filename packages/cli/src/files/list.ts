import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import {
  looksLikeText,
  MEDIA_TYPE_HEADER_BYTES,
  mediaTypeOfName,
  ProvenanceError,
} from '@provenance/content';
import { detectInputType, isTemporaryName, openFile } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { note } from '../terminal/words.ts';
import { type PassedOver, passedOverNote } from './passed-over.ts';
import { refuseTerminal } from './stdin.ts';

/** Standard input. */
export const STDIN = '-';

/** By themselves they carry no credential: a store is one, and JSON has no place for one. */
export const STORE = 'application/c2pa';
const JSON_TYPE = 'application/json';

export interface ListedFile {
  /** As the user would name it. */
  readonly path: string;
  /** Absolute; null for standard input. */
  readonly location: string | null;
  /** Within the folder that was given, or the last part of the path: where it goes under -o. */
  readonly name: string;
}

export interface FileList {
  /** In a stable order. */
  readonly files: readonly ListedFile[];
  /** What lies in folders and is no content by name or bytes, no file, or leads nowhere. */
  readonly skipped: number;
  /** A folder or a pattern was given, or several files. */
  readonly many: boolean;
}

/**
 * The files that arguments mean: files as they are, folders with what lies in them, patterns with
 * what they match. Links to folders are not followed inside a folder, so no loop can arise. What
 * cannot be looked into is listed as it is: whoever opens it will say why. What a killed run left half-written is no
 * content. Where there is no file, a note says so, and so it does of what was passed over.
 *
 * @param options.output Where results go: what lies there is passed over in a folder around it.
 * @param options.counted The caller says itself how much was passed over.
 *
 * @throws UsageError if a pattern matches nothing, a name is empty, that of certificates or no path at all,
 *   or `-` is named twice or a terminal.
 */
export async function listFiles(
  io: Io,
  inputs: readonly string[],
  {
    recursive = true,
    sidecar = false,
    output,
    quiet = false,
    counted = false,
  }: {
    recursive?: boolean;
    sidecar?: boolean;
    output?: string;
    quiet?: boolean;
    counted?: boolean;
  } = {},
): Promise<FileList> {
  const files: ListedFile[] = [];
  const at = (path: string) => resolve(io.cwd, path);
  // Results of an earlier run, where they lie in the folder that is walked.
  const isResult = (location: string) =>
    output !== undefined && location.startsWith(at(output) + sep) && !inputs.some(isWithinOutput);
  const isWithinOutput = (input: string) => `${at(input)}${sep}`.startsWith(at(output ?? '') + sep);
  const skipped: PassedOver[] = [];
  let many = inputs.length > 1;
  for (const input of inputs) {
    io.signal.throwIfAborted();
    // In scripts: a variable that was never set. Resolved, it would mean the whole working folder.
    if (input === '') throw new UsageError(say('mistake.file-name-empty'));
    refuseCertificates(input);
    if (input === STDIN) {
      if (files.some(({ location }) => location === null)) {
        throw new UsageError(say('mistake.stdin-twice'));
      }
      refuseTerminal(io);
      files.push({ path: input, location: null, name: 'stdin' });
      continue;
    }
    const kind = await kindOf(at(input));
    if (kind === 'folder') {
      many = true;
      for await (const { name, regular } of walk(at(input), '', recursive)) {
        io.signal.throwIfAborted();
        const location = join(at(input), name);
        if (isResult(location)) continue;
        const path = join(input, name);
        const kind =
          regular && !isTemporaryName(basename(name))
            ? await kindOfFile(location, sidecar)
            : 'none';
        if (kind === 'content') files.push({ path, location, name });
        else skipped.push({ path, kind });
      }
    } else if (kind === 'missing' && /[*?[{]/.test(input)) {
      many = true;
      const matches = await matchesOf(io.cwd, input);
      if (matches.length === 0) throw new UsageError(say('mistake.no-match', { pattern: input }));
      for (const path of matches) {
        files.push({ path, location: at(path), name: basename(path) });
      }
    } else {
      if (kind === 'missing') refuseAddress(input);
      files.push({ path: input, location: at(input), name: basename(input) });
    }
  }
  if (files.length === 0 && inputs.length > 0 && !quiet) {
    await io.stderr.write(note(io, say('told.no-file')));
  }
  if (skipped.length > 0 && !quiet && !counted) {
    await io.stderr.write(passedOverNote(io, skipped));
  }
  return { files, skipped: skipped.length, many };
}

/**
 * `--trust-anchors a.pem b.pem` names one list and takes b.pem for content.
 *
 * @throws UsageError if a path is that of a file of certificates.
 */
export function refuseCertificates(path: string): void {
  if (!/^\.(pem|crt|cer)$/i.test(extname(path))) return;
  throw new UsageError(say('mistake.certificates-as-content', { file: path }));
}

/**
 * What looks like something else than a path, and is none.
 *
 * @throws UsageError for the address of a page or file, and for a content id.
 */
function refuseAddress(input: string): void {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input)) {
    throw new UsageError(say('mistake.address', { given: input }));
  }
  if (/^[0-9a-f]{16}$/i.test(input)) {
    throw new UsageError(say('mistake.content-id', { given: input }));
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

/** Links are followed, as a shell would, but each file comes once, by its shortest way. */
async function matchesOf(cwd: string, pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, { cwd });
  const ways = new Map<string, string>();
  for (const path of found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const folder = dirname(resolve(cwd, path));
    const real = join(await realpath(folder).catch(() => folder), basename(path));
    if (!ways.has(real)) ways.set(real, path);
  }
  return [...ways.values()].sort();
}

interface Found {
  /** Within the folder that is walked. */
  readonly name: string;
  /** Neither a device or pipe nor a link to anything but a file. */
  readonly regular: boolean;
}

/** What lies in a folder, in order. A folder that cannot be read is found itself. */
async function* walk(root: string, folder: string, recursive: boolean): AsyncGenerator<Found> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true });
  } catch {
    yield { name: folder, regular: true };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (recursive && !isUnpublished(entry.name)) yield* walk(root, name, recursive);
    } else {
      yield {
        name,
        regular: entry.isFile() || (entry.isSymbolicLink() && (await isFile(root, name))),
      };
    }
  }
}

/** Where `queue work` keeps what has no record yet: see folderPlace(). */
function isUnpublished(folder: string): boolean {
  return /^\.provenance-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(folder);
}

async function isFile(root: string, name: string): Promise<boolean> {
  return stat(join(root, name)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/**
 * By name first: of ten thousand pictures none needs to be opened to be listed. A manifest store
 * beside its content is none itself. JSON counts where a sidecar is to be written for it. What is
 * text without a name that says so is passed over: most of it is somebody's settings.
 */
async function kindOfFile(path: string, sidecar: boolean): Promise<'content' | PassedOver['kind']> {
  const named = mediaTypeOfName(path);
  if (named === JSON_TYPE) return sidecar ? 'content' : 'json';
  if (named !== null) return named === STORE ? 'none' : 'content';
  try {
    const detected = await detectInputType(path);
    if (detected === null) return (await isText(path)) ? 'text' : 'none';
    return detected === STORE ? 'none' : 'content';
  } catch (error) {
    // Whoever opens it will say why. A file without a byte is no content.
    return error instanceof ProvenanceError && error.code === 'CONTENT_EMPTY' ? 'none' : 'content';
  }
}

/** Of a file whose first bytes say nothing. */
async function isText(path: string): Promise<boolean> {
  const { file } = await openFile(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MEDIA_TYPE_HEADER_BYTES));
    return looksLikeText(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

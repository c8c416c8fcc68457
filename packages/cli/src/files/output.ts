import { stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { mediaTypeOfName } from '@provenance/content';
import { say } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { misnamed } from './format-name.ts';
import { type FileList, type ListedFile, STDIN, STORE } from './list.ts';
import { readStdin } from './stdin.ts';

/** The flags that say where a result goes. */
export interface OutputOptions {
  output?: string;
  /** Results are manifest stores. */
  sidecar?: boolean;
  /** Media type of the content. */
  type?: string;
  json?: boolean;
  /** What stands before the extension of a result beside its source. Default `signed`. */
  suffix?: string;
}

export interface Target {
  /** As the user would name it; `-` is standard output. */
  readonly path: string;
  /** Absolute; null for standard output. */
  readonly location: string | null;
}

/**
 * Where each result goes: `photo.png` becomes `photo.signed.png`, or `photo.c2pa` as a sidecar, or
 * what -o says. Known before anything is signed, so that no two files can get into each other's way.
 *
 * @throws UsageError if results cannot go there.
 */
export async function targetsOf(
  io: Io,
  { files, many }: FileList,
  options: OutputOptions,
): Promise<Map<ListedFile, Target>> {
  if (files.length === 0) return new Map();
  const { output } = options;
  if (many && (output === undefined || output === STDIN)) {
    throw new UsageError(say('mistake.folder-needed'));
  }
  const kind = output === undefined ? 'missing' : await kindOf(resolve(io.cwd, output));
  if (many && kind === 'file') {
    throw new UsageError(say('mistake.output-is-file', { file: output ?? '' }));
  }
  const slash = /[\\/]$/.test(output ?? '');
  const namesFile = output !== undefined && mediaTypeOfName(output) !== null && !slash;
  if (many && kind === 'missing' && namesFile) {
    throw new UsageError(say('mistake.output-names-file', { file: output }));
  }
  const folder = many || kind === 'folder' || slash ? output : undefined;
  if (folder === undefined && output !== undefined && output !== STDIN) {
    await refuseName(io, files[0] as ListedFile, output, options);
  }
  const targets = new Map<ListedFile, Target>();
  const taken = new Map<string, ListedFile>();
  for (const file of files) {
    const path = pathOf(file, folder, options);
    const location = path === STDIN ? null : resolve(io.cwd, path);
    const other = location === null ? undefined : taken.get(location);
    if (other !== undefined) {
      throw new UsageError(
        say('mistake.same-output', { one: other.path, other: file.path, file: path }),
      );
    }
    if (location === null) checkStdout(io, options);
    else taken.set(location, file);
    targets.set(file, { path, location });
  }
  return targets;
}

/** Who opens a file goes by its ending. */
async function refuseName(
  io: Io,
  { location, name }: ListedFile,
  output: string,
  { sidecar, type }: OutputOptions,
): Promise<void> {
  if (sidecar) {
    if ((mediaTypeOfName(output) ?? STORE) === STORE) return;
    throw new UsageError(say('mistake.sidecar-name', { file: output }));
  }
  if (mediaTypeOfName(output) === null) return;
  // A pipe that ends with an error or nothing is told when its turn comes.
  const input = location ?? (await readStdin(io).catch(() => new Uint8Array()));
  const wrong = await misnamed({ input, name, type }, output);
  if (wrong !== null) throw new UsageError(wrong);
}

function pathOf(file: ListedFile, folder: string | undefined, options: OutputOptions): string {
  const { output, sidecar } = options;
  const stem = (of: string) => of.slice(0, of.length - extname(of).length);
  if (folder !== undefined) {
    if (file.location === null) throw new UsageError(say('mistake.stdin-nameless'));
    return join(folder, sidecar ? `${stem(file.name)}.c2pa` : file.name);
  }
  if (output !== undefined) return output;
  if (file.location === null) return STDIN;
  return sidecar
    ? `${stem(file.path)}.c2pa`
    : `${stem(file.path)}.${options.suffix ?? 'signed'}${extname(file.path)}`;
}

function checkStdout(io: Io, { json }: OutputOptions): void {
  if (json) throw new UsageError(say('mistake.json-and-result'));
  if (io.stdout.isTTY) {
    throw new UsageError(say('mistake.result-on-terminal'));
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

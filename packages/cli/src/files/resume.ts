import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeAbandoned } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { note } from '../terminal/words.ts';
import type { FileList, ListedFile } from './list.ts';
import type { Target } from './output.ts';

/** The flags of a run that may go on with what another one began. */
export interface ResumeOptions {
  skipExisting?: boolean;
  force?: boolean;
  quiet?: boolean;
}

/**
 * The files of a run that are to be done. What a killed run left half-written where results go is removed first, and
 * said. With `skipExisting`, files whose result is there are left out, and their number is said: a result is in its
 * place only when it is whole.
 *
 * @throws UsageError where results are to be replaced and passed over.
 */
export async function filesToDo(
  io: Io,
  { files }: FileList,
  targets: ReadonlyMap<ListedFile, Target>,
  { skipExisting = false, force = false, quiet = false }: ResumeOptions,
): Promise<readonly ListedFile[]> {
  if (skipExisting && force) throw new UsageError(say('mistake.skip-and-force'));
  const places = [...targets.values()].flatMap(({ location }) => location ?? []);
  let removed = 0;
  for (const folder of new Set(places.map((place) => dirname(place)))) {
    removed += await removeAbandoned(folder);
  }
  if (removed > 0 && !quiet) {
    await io.stderr.write(note(io, say('told.abandoned', { count: removed })));
  }
  if (!skipExisting) return files;
  const left: ListedFile[] = [];
  for (const file of files) {
    const { location } = targets.get(file) as Target;
    const there = location !== null && (await lstat(location).catch(() => null));
    if (!there) left.push(file);
  }
  const skipped = files.length - left.length;
  if (skipped > 0 && !quiet) {
    await io.stderr.write(note(io, say('told.skipped', { count: skipped })));
  }
  return left;
}

/** Said once after a run over many of which results were in the way; null where none was. */
export function takenNote(
  io: Io,
  taken: number,
  { many }: Pick<FileList, 'many'>,
  { quiet = false }: ResumeOptions,
): string | null {
  return taken === 0 || !many || quiet ? null : note(io, say('told.taken', { count: taken }));
}

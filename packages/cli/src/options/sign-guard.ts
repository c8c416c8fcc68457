import { basename } from 'node:path';
import { type Origin, readCredentials } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { ListedFile } from '../files/list.ts';
import type { Io } from '../terminal/io.ts';
import { note } from '../terminal/words.ts';

/**
 * A new credential takes the place of the old one, and with it all that it tells of the past.
 *
 * @throws ProvenanceError MANIFEST_REFUSED for a file that carries one and is not its own parent.
 */
export async function refuseCredential(
  input: FileInput,
  origin: Origin,
  options: { signal: AbortSignal; mediaType?: string },
): Promise<void> {
  if ('parent' in origin && origin.parent !== undefined) return;
  const { state } = await readCredentials(input, options);
  if (state === 'NoManifest' || state === 'Error') return;
  throw new ProvenanceError(
    'MANIFEST_REFUSED',
    'The file carries a content credential, whose history would be lost: name the file it was made from with --parent, or give --discard-credential.',
  );
}

/**
 * New pixels are not what a credential was signed for: it would be gone, or fail.
 *
 * @throws ProvenanceError MANIFEST_REFUSED for a file that carries one.
 */
export async function refuseMarking(
  input: FileInput,
  options: { signal: AbortSignal },
): Promise<void> {
  const { state } = await readCredentials(input, options);
  if (state === 'NoManifest' || state === 'Error') return;
  throw new ProvenanceError(
    'MANIFEST_REFUSED',
    'The file carries a content credential, which would be gone: use `provenance mark --parent`, which keeps its history, or give --discard-credential.',
  );
}

/** A line on what was written where some readers will not take it; null for all others. */
export function writtenNote(io: Io, mediaType: string): string | null {
  return mediaType === 'application/xml' ? note(io, say('marking.strict-xml')) : null;
}

/** The origin of one file: named after it, unless it has a title. */
export function titled(origin: Origin, { location, name }: ListedFile): Origin {
  return origin.title !== undefined || location === null
    ? origin
    : { ...origin, title: basename(name) };
}

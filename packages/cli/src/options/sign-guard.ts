import { basename } from 'node:path';
import { type Origin, readCredentials } from '@provenance/c2pa';
import { mediaTypeOfName, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { ListedFile } from '../files/list.ts';
import type { Io } from '../terminal/io.ts';
import { note } from '../terminal/words.ts';

/** How a file came here. */
export type Door = 'command' | 'worker' | 'queue' | 'embed';

/**
 * A new credential takes the place of the old one, and with it all that it tells of the past; under new pixels alone it
 * would be gone, or fail.
 *
 * @throws ProvenanceError CREDENTIAL_PRESENT for a file that carries one, unless its origin names a parent.
 */
export async function refuseCredential(
  input: FileInput,
  origin: Origin | null,
  { door, ...options }: { door: Door; signal: AbortSignal; mediaType?: string },
): Promise<void> {
  if (origin !== null && 'parent' in origin && origin.parent !== undefined) return;
  const { state } = await readCredentials(input, options);
  if (state === 'NoManifest' || state === 'Error') return;
  throw credentialPresent(door);
}

/** What can be done about it, in the names of the door. */
function credentialPresent(door: Door): ProvenanceError {
  const detail = {
    command: 'whose history would be lost without --parent or --discard-credential',
    worker: 'whose history would be lost without origin.parent or "discardCredential": true',
    queue:
      'whose history would be lost: jobs have no parent (`provenance mark --parent` has), and a job that discards it is added with --discard-credential, to another --queue',
    embed:
      'which would be gone: `provenance mark --parent` keeps its history, --discard-credential drops it',
  }[door];
  return new ProvenanceError(
    'CREDENTIAL_PRESENT',
    `The file carries a content credential, ${detail}.`,
  );
}

/**
 * A line on what was written where a program reads it as something else, or will not take it; null for all others.
 *
 * @param mediaType What it was signed as.
 * @param name Of the source: what is plain text to C2PA may be data to others.
 */
export function writtenNote(io: Io, mediaType: string, name: string): string | null {
  if (mediaType === 'application/xml') return note(io, say('marking.strict-xml'));
  if (ROWS.has(mediaType)) return note(io, say('marking.rows'));
  const isNamed = mediaTypeOfName(name) === null && /\.[a-z0-9]+$/i.test(name);
  return mediaType === 'text/plain' && isNamed ? note(io, say('marking.end')) : null;
}

/** Each line is a row of the data. */
const ROWS: ReadonlySet<string> = new Set(['text/csv', 'text/tab-separated-values']);

/** The origin of one file: named after it, unless it has a title. */
export function titled(origin: Origin, { location, name }: ListedFile): Origin {
  return origin.title !== undefined || location === null
    ? origin
    : { ...origin, title: basename(name) };
}

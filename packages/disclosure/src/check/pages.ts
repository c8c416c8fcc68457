import { say } from '@provenance/messages';
import { sha256 } from '../page/files.ts';
import type { PublishedStatement } from '../statement/statement.ts';
import type { Drift } from './drift.ts';

/**
 * The pages that are not the ones that were made of the statement: left out, or changed by hand.
 *
 * @param read The bytes of a page by its name; null: it is not there.
 */
export async function findChangedPages(
  { pages }: PublishedStatement,
  read: (name: string) => Promise<Uint8Array | null>,
): Promise<readonly Drift[]> {
  const drift: Drift[] = [];
  for (const page of pages) {
    // A name is no way out of the folder, whatever stands in the file.
    const bytes = /^statement\.[a-z]{2}\.(html|md)$/.test(page.name) ? await read(page.name) : null;
    if (bytes !== null && sha256(bytes) === page.sha256) continue;
    const says = say('disclosure.drift.file', { file: page.name });
    drift.push({ kind: 'file', says, command: null, isNote: false });
  }
  return drift;
}

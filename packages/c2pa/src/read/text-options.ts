import type { TextInput } from '../asset/text.ts';
import { checkKnownKeys, type KnownKeys } from '../known-keys.ts';
import type { CredentialReport } from '../report/report.ts';
import type { ReadOptions } from './credentials.ts';

export interface ReadTextOptions extends ReadOptions {
  /** Name of the text's file, if it has one: tells where to look where `mediaType` does not. */
  fileName?: string;
}

const READ_TEXT_KEYS: KnownKeys<ReadTextOptions> = {
  mediaType: true,
  fileName: true,
  manifest: true,
  trust: true,
  allowNetwork: true,
  maxBytes: true,
  signal: true,
};

/**
 * Reads and validates the content credential of a text (C2PA 2.4 A.7 to A.9 and clause 15): in HTML, in
 * a comment block, in the wrapper of plain text, or beside it (`manifest`). A string is the text itself
 * and no path. A bad text gives a report and no exception.
 *
 * The engine validates the store; that its hash covers the whole text but for the manifest's own place,
 * and matches it, is checked here. What is not exactly one credential is none (2.5), and `reason` has
 * the code that 2.4 gives it, such as `manifest.text.corruptedWrapper`. A text that only says where its
 * credential lies has none either, and `remoteUrl` says where that is. A text with more in it than what was
 * signed is not what was signed; `parts` says which parts of it still are.
 *
 * @throws ProvenanceError only where it could not look: CONTENT_TOO_LARGE, ENGINE_MISSING, FILE_* (of
 *   `manifest`).
 * @throws TypeError or RangeError for a text or options that are none.
 */
export async function verifyText(
  text: TextInput,
  options: ReadTextOptions = {},
): Promise<CredentialReport> {
  checkKnownKeys('options', options, READ_TEXT_KEYS);
  // With the parser of HTML it takes as long to load as all the rest: only who has a text waits for it.
  const { readText } = await import('./text.ts');
  return (await readText(text, options)).report;
}

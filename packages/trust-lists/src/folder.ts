import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import {
  makeFolder,
  readFileContent,
  type SettingsEnvironment,
  settingsFolder,
  writeFileAtomically,
} from '@provenance/content/node';

/** What is kept beside the lists is small: pins, and anchors of one's own. */
const MAX_BYTES = 2 ** 21;

/**
 * Where the command line keeps the lists of the user: those taken in, the pins, and what was added.
 *
 * @returns Null where the user has no place for settings.
 */
export function userTrustListFolder(env?: SettingsEnvironment): string | null {
  return settingsFolder('trust-lists', env);
}

/** @returns Null for a file that is not there. @throws ProvenanceError FILE_*, CONTENT_*. */
export async function readKept(folder: string, file: string): Promise<string | null> {
  try {
    const bytes = await readFileContent(join(folder, file), { maxBytes: MAX_BYTES });
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'FILE_NOT_FOUND') return null;
    throw error;
  }
}

/** Written whole or not at all, and for the user alone. @throws ProvenanceError FILE_*. */
export async function writeKept(folder: string, file: string, text: string): Promise<void> {
  await makeFolder(folder, { mode: 0o700 });
  await writeFileAtomically(join(folder, file), text, { overwrite: true, mode: 0o600 });
}

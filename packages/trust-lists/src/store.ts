import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { makeFolder, readFileContent, writeFileAtomically } from '@provenance/content/node';
import { publicAddress } from './address.ts';
import { type CheckedTrustList, checkTrustList, MAX_LIST_BYTES } from './check.ts';
import { ROLES, type TrustList, type TrustListName } from './list.ts';

const SCHEMA = 'provenance.trust-list/1';

/** What is kept of a list. One file, so that a list and its origin change together or not at all. */
interface Stored {
  readonly schema: typeof SCHEMA;
  readonly name: TrustListName;
  readonly date: string;
  readonly source: string;
  readonly sha256: string;
  readonly anchors: string;
}

/** What {@link storeTrustList} calls a list in its folder. */
export const listFile = (name: TrustListName): string => `${name}.trust-list.json`;

/**
 * Puts a checked list into a folder of the caller's, in the place of the one that is there. Written whole
 * or not at all.
 *
 * @param checked What {@link checkTrustList} gave.
 * @param from Where it was taken from, and when. Of an address, a name, password and query are not kept.
 * @throws ProvenanceError FILE_*
 */
export async function storeTrustList(
  folder: string,
  name: TrustListName,
  { anchors, sha256 }: CheckedTrustList,
  { source, time = new Date() }: { source: string; time?: Date },
): Promise<TrustList> {
  const date = time.toISOString().slice(0, 10);
  const shown = publicAddress(source) ?? source;
  const stored: Stored = { schema: SCHEMA, name, date, source: shown, sha256, anchors };
  await makeFolder(folder);
  const text = `${JSON.stringify(stored, null, 2)}\n`;
  await writeFileAtomically(join(folder, listFile(name)), text, { overwrite: true });
  const list = await storedTrustList(folder, name);
  if (list === null) throw new ProvenanceError('FILE_NOT_FOUND');
  return list;
}

/** JSON escapes line ends, and has a name and an address besides. */
const MAX_FILE_BYTES = 2 * MAX_LIST_BYTES;

/**
 * The list in a folder; null if there is none. It is checked like a new one: one that was damaged or
 * changed since must not be passed over in silence for the older one of the package.
 *
 * @throws ProvenanceError TRUST_MALFORMED, FILE_*, CONTENT_*
 */
export async function storedTrustList(
  folder: string,
  name: TrustListName,
): Promise<TrustList | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readFileContent(join(folder, listFile(name)), { maxBytes: MAX_FILE_BYTES });
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'FILE_NOT_FOUND') return null;
    throw error;
  }
  const stored = parse(bytes);
  if (stored?.name !== name) throw malformed();
  // A list whose certificates have all expired since it was taken in is still that list.
  const now = new Date(`${stored.date}T00:00:00Z`);
  const { sha256, certificates, anchors } = checkTrustList(
    new TextEncoder().encode(stored.anchors),
    {
      now,
    },
  );
  if (sha256 !== stored.sha256) throw malformed();
  return {
    name,
    ...ROLES[name],
    date: stored.date,
    dateFrom: 'fetch',
    source: stored.source,
    uri: publicAddress(stored.source),
    sha256,
    isBuiltIn: false,
    count: certificates.length,
    anchors,
  };
}

function parse(bytes: Uint8Array): Stored | null {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
  if (typeof content !== 'object' || content === null) return null;
  const { schema, name, date, source, sha256, anchors } = content as Record<string, unknown>;
  const texts = [name, date, source, sha256, anchors];
  if (schema !== SCHEMA || texts.some((text) => typeof text !== 'string')) return null;
  if (!/^\d{4}-\d\d-\d\d$/.test(String(date)) || Number.isNaN(Date.parse(String(date))))
    return null;
  return content as Stored;
}

function malformed(): ProvenanceError {
  return new ProvenanceError(
    'TRUST_MALFORMED',
    'The trust list that was stored is damaged: take it in anew, or delete it.',
  );
}

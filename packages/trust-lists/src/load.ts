import { readdir } from 'node:fs/promises';
import { ProvenanceError } from '@provenance/content';
import { fileError } from '@provenance/content/node';
import { addedFile } from './added.ts';
import { builtInTrustList } from './built-in.ts';
import { ROLES, TRUST_LIST_NAMES, type TrustList, type TrustListName } from './list.ts';
import { PINS_FILE, readPins } from './pin.ts';
import { listFile, storedTrustList } from './store.ts';

const KEPT: ReadonlySet<string> = new Set([
  PINS_FILE,
  ...TRUST_LIST_NAMES.flatMap((name) => [listFile(name), addedFile(ROLES[name].use)]),
]);

/** A list as it lies there, and whether it is to stay as it is. */
export interface KeptTrustList extends TrustList {
  readonly isPinned: boolean;
  /** It is what was pinned, or nothing was: {@link loadTrustList} gives it out. */
  readonly counts: boolean;
}

/**
 * A list by its name: the one that was stored in the folder, if there is one, else the one that came with
 * this package. Nothing is fetched.
 *
 * @param name `c2pa`: C2PA's list of signers; `c2pa-tsa`: its list of time-stamp authorities; `interim`
 *   and `interim-tsa`: the same of the older list, of before 2026.
 * @throws TypeError for any other name.
 * @throws ProvenanceError TRUST_MALFORMED for a list that is damaged or is not the one that was pinned in
 *   the folder; FILE_*, CONTENT_*.
 */
export async function loadTrustList(
  name: TrustListName,
  { folder }: { folder?: string } = {},
): Promise<TrustList> {
  const { isPinned: _, counts, ...list } = await keptTrustList(name, folder);
  if (counts) return list;
  throw new ProvenanceError(
    'TRUST_MALFORMED',
    `The list ${name} is not the one that was pinned: see provenance trust list.`,
  );
}

/**
 * All lists that are known by name, as they lie in the folder or came with this package: to be shown and
 * changed. To judge by, {@link loadTrustList} gives them out.
 *
 * @throws ProvenanceError TRUST_MALFORMED for a list that is damaged; FILE_*, CONTENT_*.
 */
export function keptTrustLists({ folder }: { folder?: string } = {}): Promise<KeptTrustList[]> {
  return Promise.all(TRUST_LIST_NAMES.map((name) => keptTrustList(name, folder)));
}

/**
 * Whether there is a folder with anything in it of what counts: a list that was stored, pins, anchors that were
 * added. Of another one {@link loadTrustList} gives the lists of this package, as where there is no folder.
 *
 * @throws ProvenanceError FILE_*, but for a folder that is not there.
 */
export async function keepsTrustLists(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).some((name) => KEPT.has(name));
  } catch (cause) {
    const error = fileError(cause);
    if (error instanceof ProvenanceError && error.code === 'FILE_NOT_FOUND') return false;
    throw error;
  }
}

async function keptTrustList(name: TrustListName, folder?: string): Promise<KeptTrustList> {
  if (!TRUST_LIST_NAMES.includes(name)) {
    throw new TypeError(`A trust list is one of ${TRUST_LIST_NAMES.join(', ')}.`);
  }
  if (folder === undefined) {
    return { ...(await builtInTrustList(name)), isPinned: false, counts: true };
  }
  const list = (await storedTrustList(folder, name)) ?? (await builtInTrustList(name));
  const { [name]: pinned } = await readPins(folder);
  const isPinned = pinned !== undefined;
  return { ...list, isPinned, counts: !isPinned || pinned === list.sha256 };
}

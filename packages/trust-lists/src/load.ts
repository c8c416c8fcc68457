import { builtInTrustList } from './built-in.ts';
import { TRUST_LIST_NAMES, type TrustList, type TrustListName } from './list.ts';
import { storedTrustList } from './store.ts';

/**
 * A list by its name: the one that was stored in the folder, if there is one, else the one that came with
 * this package. Nothing is fetched.
 *
 * @param name `c2pa`: C2PA's list of signers; `c2pa-tsa`: its list of time-stamp authorities; `interim`
 *   and `interim-tsa`: the same of the older list, of before 2026.
 * @throws TypeError for any other name; ProvenanceError TRUST_MALFORMED, FILE_*, CONTENT_*.
 */
export async function loadTrustList(
  name: TrustListName,
  { folder }: { folder?: string } = {},
): Promise<TrustList> {
  if (!TRUST_LIST_NAMES.includes(name)) {
    throw new TypeError(`A trust list is one of ${TRUST_LIST_NAMES.join(', ')}.`);
  }
  const stored = folder === undefined ? null : await storedTrustList(folder, name);
  return stored ?? builtInTrustList(name);
}

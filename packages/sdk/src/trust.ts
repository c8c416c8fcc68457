import {
  loadTrust as loadSources,
  type NamedTrustList,
  type Trust,
  type TrustSources,
} from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import {
  addedAnchors,
  keepsTrustLists,
  loadTrustList,
  type TrustListName,
  type TrustListRole,
  userTrustListFolder,
} from '@provenance/trust-lists';

/** As reports show them; the names of the lists' keepers, not ours. */
const SHOWN: Readonly<Record<TrustListName, string>> = {
  c2pa: 'C2PA trust list',
  'c2pa-tsa': 'C2PA TSA trust list',
  interim: 'interim trust list',
  'interim-tsa': 'interim trust list (TSA)',
};

export interface PublicTrustOptions {
  /**
   * Where lists lie that were taken in since, with pins and anchors that were added. Default: the folder
   * of the user, which `provenance trust` keeps, so that a program judges as the command line does.
   * Null: the lists that came with this kit, and nothing else. One that is named has to hold something of
   * that: a name that is misspelt would stand for the lists of this kit. That of the user may be missing.
   */
  readonly folder?: string | null;
}

const PUBLIC_KEYS: KnownKeys<PublicTrustOptions> = { folder: true };

/**
 * The public lists as sources of {@link loadTrust}: C2PA's list of signers; the interim list of before 2026
 * as the older one; and the time-stamp authorities of both; with what was added to them. Time-stamp
 * authorities of the older list count in full: they vouch for a time and not for a signer, and without them
 * an honest file whose certificate has expired since would look like a broken one. Nothing is fetched.
 *
 * @throws ProvenanceError TRUST_MALFORMED for a list that is damaged, or is not the one that was pinned;
 *   FILE_NOT_FOUND for a named folder that is missing or holds no list; FILE_*, CONTENT_*.
 */
export async function publicTrustSources(options: PublicTrustOptions = {}): Promise<TrustSources> {
  checkKnownKeys('options', options, PUBLIC_KEYS);
  const { folder = userTrustListFolder() } = options;
  if (options.folder != null && !(await keepsTrustLists(options.folder))) {
    throw new ProvenanceError(
      'FILE_NOT_FOUND',
      'There is no folder of this name with trust lists in it: name one that storeTrustList() or provenance trust has written, or give null for the lists of this kit.',
    );
  }
  const list = async (name: TrustListName): Promise<NamedTrustList> => {
    const { date, uri, anchors } = await loadTrustList(name, folder === null ? {} : { folder });
    return { name: SHOWN[name], date, uri, pem: anchors };
  };
  const added = async (use: TrustListRole['use']): Promise<NamedTrustList[]> => {
    const own = folder === null ? null : await addedAnchors(folder, use);
    return own === null ? [] : [{ name: 'added by you', date: null, pem: own.anchors }];
  };
  const [signers, older, stamps, olderStamps, addedSigners, addedStamps] = await Promise.all([
    list('c2pa'),
    list('interim'),
    list('c2pa-tsa'),
    list('interim-tsa'),
    added('signers'),
    added('time-stamps'),
  ]);
  return {
    anchors: [signers, ...addedSigners],
    olderAnchors: [older],
    tsaAnchors: [stamps, olderStamps, ...addedStamps],
  };
}

/**
 * Reads and checks trust lists. `c2pa` stands for the public ones, see {@link publicTrustSources}: a signer
 * on no list but the older one is never `trusted`. Nothing is fetched, and nothing is trusted that was
 * not asked for.
 *
 * @throws ProvenanceError TRUST_MALFORMED, or what reading a file throws (FILE_*, CONTENT_*).
 * @throws TypeError for a field that is none of {@link TrustSources}, and for another name.
 */
export async function loadTrust(
  sources: TrustSources | 'c2pa',
  options?: PublicTrustOptions,
): Promise<Trust> {
  if (typeof sources !== 'string') return loadSources(sources);
  if (sources !== 'c2pa') throw new TypeError("The lists that are known by a name are 'c2pa'.");
  return loadSources(await publicTrustSources(options));
}

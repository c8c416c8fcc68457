import { loadTrust as loadSources, type Trust, type TrustSources } from '@provenance/c2pa';
import { loadTrustList, type TrustListName } from '@provenance/trust-lists';

/** As reports show them; the names of the lists' keepers, not ours. */
const SHOWN: Readonly<Record<TrustListName, string>> = {
  c2pa: 'C2PA trust list',
  'c2pa-tsa': 'C2PA TSA trust list',
  interim: 'interim trust list',
  'interim-tsa': 'interim trust list (TSA)',
};

export interface PublicTrustOptions {
  /** A folder of lists that were taken in since: each is used instead of the one of this kit. */
  readonly folder?: string;
}

/**
 * The public lists as sources of {@link loadTrust}: C2PA's list of signers; the interim list of before 2026
 * as the older one; and the time-stamp authorities of both. Those of the older list count in full: they
 * vouch for a time and not for a signer, and without them an honest file whose certificate has expired
 * since would look like a broken one. Nothing is fetched.
 *
 * @throws ProvenanceError TRUST_MALFORMED, FILE_*, CONTENT_*.
 */
export async function publicTrustSources(options: PublicTrustOptions = {}): Promise<TrustSources> {
  const [anchors, olderAnchors, ...tsaAnchors] = await Promise.all(
    (['c2pa', 'interim', 'c2pa-tsa', 'interim-tsa'] as const).map(async (name) => {
      const { date, anchors: pem } = await loadTrustList(name, options);
      return { name: SHOWN[name], date, pem };
    }),
  );
  return { anchors: [anchors!], olderAnchors: [olderAnchors!], tsaAnchors };
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

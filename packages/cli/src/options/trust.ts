import { say } from '@provenance/messages';
import { loadTrust, publicTrustSources, type Trust, type TrustSource } from '@provenance/sdk';
import { keepsTrustLists, userTrustListFolder } from '@provenance/trust-lists';
import type { LoadedConfig } from '../config/config.ts';
import { namedFile, namedFiles } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';

/** The flags that every reading command shares. */
export interface TrustOptions {
  trustAnchors?: string[];
  allowedList?: string[];
  tsaAnchors?: string[];
  trustConfig?: string;
  defaultTrust?: boolean;
}

/** Where each kind of trust list comes from, if no flag names it. */
export type TrustListSources = Readonly<
  Partial<Record<'anchors' | 'allowedList' | 'tsaAnchors', string>>
>;

export function trustListSources(
  options: TrustOptions,
  { sources }: LoadedConfig,
): TrustListSources {
  const kinds = [
    ['anchors', options.trustAnchors],
    ['allowedList', options.allowedList],
    ['tsaAnchors', options.tsaAnchors],
  ] as const;
  return Object.fromEntries(
    kinds.flatMap(([kind, flag]) => {
      const source = sources[`trust.${kind}`];
      return flag === undefined && source !== undefined ? [[kind, source]] : [];
    }),
  );
}

/**
 * Flags over configuration, list by list. Null where no list is named anywhere, and the public ones do not
 * count. These count for what reads, where nobody names anchors or signers of their own: who says whom
 * they trust does not trust others for that.
 *
 * @throws UsageError if a list cannot be opened; ProvenanceError TRUST_MALFORMED.
 */
export async function trustOf(
  io: Io,
  options: TrustOptions,
  { trust = {}, defaultTrust }: LoadedConfig,
  { reads = false } = {},
): Promise<Trust | null> {
  const list = (flag: string, given: string[] | undefined, configured: readonly string[] = []) =>
    namedFiles(io, given ? flag : say('mistake.trust-list'), given ?? configured);
  const anchors = await list('--trust-anchors', options.trustAnchors, trust.anchors);
  const allowedList = await list('--allowed-list', options.allowedList, trust.allowedList);
  const tsaAnchors = await list('--tsa-anchors', options.tsaAnchors, trust.tsaAnchors);
  const trustConfig = options.trustConfig ?? trust.trustConfig;
  const named = anchors.length + allowedList.length + tsaAnchors.length;
  const byFlag = (options.trustAnchors ?? options.allowedList ?? options.tsaAnchors) !== undefined;
  // What the configuration says is of the lists that it names: those of a flag take their place.
  const wanted = options.defaultTrust ?? (byFlag ? undefined : defaultTrust);
  const publicOnes =
    (wanted ?? (reads && named === 0))
      ? await publicTrustSources({ folder: await keptBy(io) })
      : null;
  if (publicOnes === null && named === 0 && trustConfig === undefined) return null;
  const both = (more: TrustSource | readonly TrustSource[] | undefined, own: readonly string[]) => [
    ...own,
    ...[more ?? []].flat(),
  ];
  return loadTrust({
    anchors: both(publicOnes?.anchors, anchors),
    allowedList,
    tsaAnchors: both(publicOnes?.tsaAnchors, tsaAnchors),
    ...(publicOnes?.olderAnchors && { olderAnchors: publicOnes.olderAnchors }),
    ...(trustConfig !== undefined && {
      trustConfig: await namedFile(io, '--trust-config', trustConfig),
    }),
  });
}

/** Null: this user keeps nothing of his own, which is the rule. */
async function keptBy(io: Io): Promise<string | null> {
  const folder = userTrustListFolder(io.env);
  return folder !== null && (await keepsTrustLists(folder)) ? folder : null;
}

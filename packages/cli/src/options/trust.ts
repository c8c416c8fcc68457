import { loadTrust, type Trust } from '@provenance/c2pa';
import type { LoadedConfig } from '../config/config.ts';
import { namedFile, namedFiles } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';

/** The flags that every reading command shares. */
export interface TrustOptions {
  trustAnchors?: string[];
  allowedList?: string[];
  tsaAnchors?: string[];
  trustConfig?: string;
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
 * Flags over configuration, list by list. Null where no list is named anywhere.
 *
 * @throws UsageError if a list cannot be opened; ProvenanceError TRUST_MALFORMED.
 */
export async function trustOf(
  io: Io,
  options: TrustOptions,
  { trust = {} }: LoadedConfig,
): Promise<Trust | null> {
  const list = (flag: string, given: string[] | undefined, configured: readonly string[] = []) =>
    namedFiles(io, given ? flag : 'trust list', given ?? configured);
  const anchors = await list('--trust-anchors', options.trustAnchors, trust.anchors);
  const allowedList = await list('--allowed-list', options.allowedList, trust.allowedList);
  const tsaAnchors = await list('--tsa-anchors', options.tsaAnchors, trust.tsaAnchors);
  const trustConfig = options.trustConfig ?? trust.trustConfig;
  if (anchors.length + allowedList.length + tsaAnchors.length === 0 && trustConfig === undefined) {
    return null;
  }
  return loadTrust({
    anchors,
    allowedList,
    tsaAnchors,
    ...(trustConfig !== undefined && {
      trustConfig: await namedFile(io, '--trust-config', trustConfig),
    }),
  });
}

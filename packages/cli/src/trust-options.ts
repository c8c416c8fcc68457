import { loadTrust, type Trust } from '@provenance/c2pa';
import type { LoadedConfig } from './config.ts';
import type { Io } from './io.ts';
import { namedFile, namedFiles } from './named-file.ts';

/** The flags that every reading command shares. */
export interface TrustOptions {
  trustAnchors?: string[];
  allowedList?: string[];
  tsaAnchors?: string[];
  trustConfig?: string;
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
  const lists = {
    anchors: options.trustAnchors ?? trust.anchors ?? [],
    allowedList: options.allowedList ?? trust.allowedList ?? [],
    tsaAnchors: options.tsaAnchors ?? trust.tsaAnchors ?? [],
  };
  const trustConfig = options.trustConfig ?? trust.trustConfig;
  const named = Object.values(lists).some((list) => list.length > 0);
  if (!named && trustConfig === undefined) return null;
  return loadTrust({
    anchors: await namedFiles(io, '--trust-anchors', lists.anchors),
    allowedList: await namedFiles(io, '--allowed-list', lists.allowedList),
    tsaAnchors: await namedFiles(io, '--tsa-anchors', lists.tsaAnchors),
    ...(trustConfig !== undefined && {
      trustConfig: await namedFile(io, '--trust-config', trustConfig),
    }),
  });
}

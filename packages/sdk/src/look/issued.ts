import type { RegistryReader } from '@provenance/registry';
import { createIssuedIds, type IssuedIds, type TextMarkKey } from '@provenance/textmark';

interface Index {
  readonly issued: IssuedIds;
  /** Size of the log that it is of. */
  size: number;
}

/** A registry is read whole once, and each time after that only what came since. */
const indexes = new WeakMap<RegistryReader, Map<string, Promise<Index>>>();

/**
 * The content ids that a registry has issued, to find the one that a text carries: 8 bytes each in memory for
 * each key, as long as the registry is open. Erased ones stay until then, and lead nowhere.
 *
 * @throws ProvenanceError REGISTRY_*
 */
export async function issuedIdsOf(registry: RegistryReader, key: TextMarkKey): Promise<IssuedIds> {
  const ofRegistry = indexes.get(registry) ?? new Map<string, Promise<Index>>();
  indexes.set(registry, ofRegistry);
  const name = `${key.kid} ${key.contextWidth}`;
  const last = ofRegistry.get(name);
  // One after the other, so that nothing is added twice.
  const next = grown(registry, key, last);
  ofRegistry.set(name, next);
  try {
    return (await next).issued;
  } catch (error) {
    if (ofRegistry.get(name) === next) {
      if (last === undefined) ofRegistry.delete(name);
      else ofRegistry.set(name, last);
    }
    throw error;
  }
}

async function grown(
  registry: RegistryReader,
  key: TextMarkKey,
  last: Promise<Index> | undefined,
): Promise<Index> {
  const index = (await last?.catch(() => undefined)) ?? { issued: createIssuedIds(key), size: 0 };
  const { ids, size } = await registry.contentIds(index.size);
  index.issued.add(ids);
  index.size = size;
  return index;
}

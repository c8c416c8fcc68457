import { ProvenanceError } from '@provenance/content';
import { hammingDistance } from '@provenance/fingerprint';
import type { FoundRecord, OriginRecord, Registry, SimilarRecord } from '@provenance/sdk';

/** A registry that forgets, and can be down. It signs nothing: that is the real one's business. */
export interface MemoryRegistry extends Registry {
  readonly records: FoundRecord[];
  down: boolean;
  /** Names of the methods that were called. */
  readonly asked: string[];
}

export function memoryRegistry(): MemoryRegistry {
  const records: FoundRecord[] = [];
  const asked: string[] = [];
  const answer = <T>(question: string, value: () => T): Promise<T> => {
    asked.push(question);
    if (registry.down) return Promise.reject(new ProvenanceError('REGISTRY_UNAVAILABLE'));
    return Promise.resolve(value());
  };
  const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
  const registry: MemoryRegistry = {
    backend: 'memory',
    records,
    asked,
    down: false,
    put: (record, { manifestStore = null } = {}) =>
      answer('put', () => {
        const found = stored(record, manifestStore, records.length);
        records.push(found);
        return found;
      }),
    byContentId: (id) =>
      answer('byContentId', () => records.find(({ record }) => record.contentId === id) ?? null),
    contentIds: (from = 0) =>
      answer('contentIds', () => ({
        ids: Uint8Array.from(
          Buffer.from(
            records
              .slice(from)
              .map(({ record }) => record.contentId)
              .join(''),
            'hex',
          ),
        ),
        size: records.length,
      })),
    byManifestId: (id) =>
      answer('byManifestId', () => records.filter(({ record }) => record.manifest?.id === id)),
    byContentHash: (hash) =>
      answer('byContentHash', () => records.filter(({ record }) => same(record.contentHash, hash))),
    similar: (values, { distance, limit = 10 }) =>
      answer('similar', () =>
        records
          .flatMap((found) => nearest(found, values) ?? [])
          .filter((candidate) => candidate.distance <= distance)
          .sort((a, b) => a.distance - b.distance)
          .slice(0, limit),
      ),
    prove: () => answer('prove', () => null),
    close: () => Promise.resolve(),
  };
  return registry;
}

function stored(
  record: OriginRecord,
  manifestStore: Uint8Array | null,
  logIndex: number,
): FoundRecord {
  return { record, receipt: Uint8Array.of(logIndex), certificates: '', manifestStore, logIndex };
}

function nearest(
  found: FoundRecord,
  values: readonly { readonly alg: string; readonly value: Uint8Array }[],
): SimilarRecord | null {
  let best: SimilarRecord | null = null;
  for (const [variant, { alg, value }] of values.entries()) {
    for (const recorded of found.record.fingerprints) {
      if (recorded.alg !== alg || recorded.value.length !== value.length) continue;
      const distance = hammingDistance(recorded.value, value);
      if (best === null || distance < best.distance) best = { ...found, alg, distance, variant };
    }
  }
  return best;
}

import { ProvenanceError } from '@provenance/content';
import type { Backend, SimilarHit, StoredEntry } from './backend/backend.ts';
import { hashDistance, MOST_DISTANCE } from './backend/multi-index.ts';
import { storedCertificates } from './log/certificates.ts';
import { checkedEvent, checkedRecord, keysOf, signedBy } from './log/check.ts';
import { consistencyPath, includes, inclusionPath, type ReadNodes } from './log/merkle.ts';
import type { RegistryLog, RegistryReader, SignedTreeHead, SimilarRecord } from './registry.ts';
import { readTreeHead } from './signed/tree-head.ts';

/** Records of one manifest, or of one content: more than one are rare, and a thousand somebody's doing. */
const MOST_FOUND = 100;
const MOST_SIMILAR = 1000;
/** Of one subject: an event is an opening or an answer, and a thousand of one thing somebody's doing. */
export const MOST_EVENTS = 1000;
/** A turned, mirrored picture has eight. */
const MOST_VALUES = 64;

/**
 * Reads a registry. Needs no key, and writes nothing.
 *
 * Every record that is handed out was checked: its signature by a certificate that the registry keeps
 * and nobody vouches for, its place in the log, its manifest store, and that it is what was asked for.
 * What fails is REGISTRY_CORRUPT, and never left out.
 */
export function readRegistry(backend: Backend): RegistryReader & RegistryLog {
  const find = storedCertificates(backend);
  const read: ReadNodes = (at) => backend.nodes(at);
  const checked = (entry: StoredEntry) => checkedRecord(entry, find);

  const head = async (size = Number.MAX_SAFE_INTEGER): Promise<SignedTreeHead | null> => {
    const stored = await backend.headUpTo(size);
    if (!stored) return null;
    let parts: ReturnType<typeof readTreeHead>;
    try {
      parts = readTreeHead(stored.bytes);
    } catch (cause) {
      throw new ProvenanceError('REGISTRY_CORRUPT', 'A tree head cannot be read.', { cause });
    }
    const certificate = await signedBy(parts.signed, find);
    if (!certificate || parts.head.size !== stored.size) {
      throw new ProvenanceError(
        'REGISTRY_CORRUPT',
        `The head of size ${stored.size} does not hold.`,
      );
    }
    return { ...parts.head, bytes: stored.bytes, certificates: certificate.pem };
  };

  const byContentId = async (contentId: string) => {
    const entry = await backend.byContentId(checkText(contentId, 'contentId'));
    if (!entry) return null;
    const found = await checked(entry);
    return refuseOther(found, found.record.contentId === contentId);
  };

  return {
    backend: backend.name,
    byContentId,
    async contentIds(from = 0) {
      checkRange(from, 0, Number.MAX_SAFE_INTEGER, 'from');
      return backend.contentIds(from);
    },
    async byManifestId(manifestId) {
      const entries = await backend.byManifestId(checkText(manifestId, 'manifestId'), MOST_FOUND);
      const records = await Promise.all(entries.map(checked));
      return records.map((found) => refuseOther(found, found.record.manifest?.id === manifestId));
    },
    async byContentHash(hash) {
      const entries = await backend.byContentHash(checkHash(hash, 'hash'), MOST_FOUND);
      const records = await Promise.all(entries.map(checked));
      return records.map((found) =>
        refuseOther(found, Buffer.compare(found.record.contentHash, hash) === 0),
      );
    },
    async events({ subject = null, from = 0, limit = MOST_EVENTS } = {}) {
      if (subject !== null) checkText(subject, 'subject');
      checkRange(from, 0, Number.MAX_SAFE_INTEGER, 'from');
      checkRange(limit, 1, MOST_EVENTS, 'limit');
      const entries = await backend.events({ subject, from, limit });
      const events = await Promise.all(entries.map((entry) => checkedEvent(entry, find)));
      return events.map((event) =>
        refuseOther(event, subject === null || event.subject === subject),
      );
    },
    async similar(values, { distance, limit = 10 }) {
      checkRange(distance, 0, MOST_DISTANCE, 'distance');
      checkRange(limit, 1, MOST_SIMILAR, 'limit');
      checkRange(values.length, 0, MOST_VALUES, 'The number of values');
      const algorithms = new Set(values.map(({ alg }) => checkText(alg, 'alg')));
      for (const { value } of values) checkHash(value, 'value');
      const searches = Array.from(algorithms, async (alg) => {
        const asked = values.flatMap((each, variant) =>
          each.alg === alg ? [{ ...each, variant }] : [],
        );
        const hits = await backend.similar({
          alg,
          values: asked.map(({ value }) => value),
          distance,
          limit,
        });
        return Promise.all(
          hits.map(async (hit): Promise<SimilarRecord> => {
            const { value, variant } = asked[hit.variant]!;
            const found = await checked(hit.entry);
            refuseOther(found, looksSo(found.record, alg, value, hit));
            return { ...found, alg, distance: hit.distance, variant };
          }),
        );
      });
      return (await Promise.all(searches))
        .flat()
        .sort((a, b) => a.distance - b.distance || a.logIndex - b.logIndex)
        .slice(0, limit);
    },
    async prove(contentId) {
      const found = await byContentId(contentId);
      if (!found) return null;
      const newest = await head();
      const { logIndex } = found;
      const leaf = (await backend.byLogIndex(logIndex))?.leafHash;
      if (!newest || !leaf || newest.size <= logIndex) {
        throw new ProvenanceError('REGISTRY_CORRUPT', 'No signed head covers the record.');
      }
      const path = await inclusionPath(logIndex, newest.size, read);
      if (!includes(newest.root, { index: logIndex, size: newest.size, leaf }, path)) {
        throw new ProvenanceError('REGISTRY_CORRUPT', `Entry ${logIndex} is not under its head.`);
      }
      return { logIndex, leafHash: leaf, path, treeSize: newest.size, head: newest.bytes };
    },
    head,
    async consistency(from, to) {
      const [older, newer] = [await head(from), await head(to)];
      if (older?.size !== from || (to !== undefined && newer?.size !== to) || from > newer!.size) {
        throw new RangeError('Consistency is shown between two heads that were signed.');
      }
      return {
        older: older.bytes,
        newer: newer!.bytes,
        path: await consistencyPath(from, newer!.size, read),
      };
    },
    stats: () => backend.stats(),
    close: () => backend.close(),
  };
}

function looksSo(
  record: SimilarRecord['record'],
  alg: string,
  value: Uint8Array,
  { distance }: SimilarHit,
): boolean {
  const own = keysOf(record).fingerprints.filter((each) => each.alg === alg);
  return own.some((each) => hashDistance(value, each.value) === distance);
}

function refuseOther<T extends { readonly logIndex: number }>(found: T, fits: boolean): T {
  if (fits) return found;
  throw new ProvenanceError(
    'REGISTRY_CORRUPT',
    `An index leads to entry ${found.logIndex}, which is another record.`,
  );
}

export function checkText(value: string, name: string): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= 1024) return value;
  throw new TypeError(`${name} must be a text of 1 to 1024 characters.`);
}

function checkHash(value: Uint8Array, name: string): Uint8Array {
  if (value instanceof Uint8Array && value.length === 32) return value;
  throw new TypeError(`${name} must be 32 bytes.`);
}

function checkRange(value: number, least: number, most: number, name: string): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${name} must be an integer from ${least} to ${most}, got ${value}.`);
}

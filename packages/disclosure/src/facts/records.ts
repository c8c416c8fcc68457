import { type Backend, searchRecords } from '@provenance/registry';
import type { RecordCounts } from './facts.ts';

/**
 * Counts what a registry has of a span of days. Reads the whole log and checks every record that it counts:
 * half a minute for a million.
 *
 * @param span First and last day, YYYY-MM-DD in UTC.
 * @throws RangeError for a day that is none; ProvenanceError REGISTRY_*; the signal's reason.
 */
export async function countRecords(
  backend: Backend,
  { from, to }: { readonly from: string; readonly to: string },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<RecordCounts> {
  const models = new Set<string>();
  let [records, signed, watermarked, named, bounded] = [0, 0, 0, 0, 0];
  let first: string | null = null;
  let last: string | null = null;
  for await (const { record } of searchRecords(backend, { from, to }, signal ? { signal } : {})) {
    records++;
    if (record.manifest !== null) signed++;
    if (record.watermark !== null) watermarked++;
    if (record.model !== null) {
      named++;
      models.add(record.model.name);
    }
    const { retainUntil } = record;
    if (retainUntil === null) continue;
    bounded++;
    if (first === null || retainUntil < first) first = retainUntil;
    if (last === null || retainUntil > last) last = retainUntil;
  }
  return {
    from,
    to,
    records,
    signed,
    watermarked,
    named,
    models: models.size,
    bounded,
    first,
    last,
  };
}

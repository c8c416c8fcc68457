import type { Backend, StoredEntry } from './backend/backend.ts';
import { storedCertificates } from './log/certificates.ts';
import { checkedRecord, type FoundRecord } from './log/check.ts';
import { readRegistry } from './read.ts';
import { allAnswers, type RequestAnswer } from './requests.ts';
import { readErasure } from './signed/erasure.ts';
import { readReceipt } from './signed/receipt.ts';
import type { OriginRecord } from './signed/record.ts';
import { checkDay } from './signed/record-check.ts';

/** What a record has to be: all that is given. */
export interface RecordQuery {
  /** 16 hexadecimal digits. */
  readonly contentId?: string;
  /** SHA-256 of the content: 32 bytes. */
  readonly contentHash?: Uint8Array;
  readonly requestId?: string;
  /** One of these. */
  readonly requestIds?: readonly string[];
  /** Name of the model, whatever its version. */
  readonly model?: string;
  readonly issuer?: string;
  /** First and last day (YYYY-MM-DD, in UTC) on which it was made. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * The records that are as asked, the oldest first. They are looked up, whatever is asked; where nothing is, the whole
 * log is read. Takes memory for a page of them, and in a folder for a bit of each entry of the log.
 *
 * What is found was checked as `readRegistry` does. That all is found is for `verifyLog` to say.
 *
 * @throws RangeError for a day that is none.
 * @throws ProvenanceError REGISTRY_CORRUPT for a record that fails, and for one that cannot be read, as it
 *   might be asked for; REGISTRY_UNAVAILABLE.
 */
export async function* searchRecords(
  backend: Backend,
  query: RecordQuery,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<FoundRecord> {
  for (const day of [query.from, query.to]) if (day !== undefined) checkDay(day);
  const find = storedCertificates(backend);
  for await (const found of candidates(backend, query, signal)) {
    if (!('bytes' in found)) {
      if (isAsked(found.record, query)) yield found;
    } else if (found.kind === 'record' && found.bytes) {
      if (isAsked(recordOf(found.bytes), query)) yield checkedRecord(found, find);
    }
  }
}

/** An unreadable one is checked, which says so. */
function recordOf(receipt: Uint8Array): OriginRecord | null {
  try {
    return readReceipt(receipt).record;
  } catch {
    return null;
  }
}

async function* candidates(
  backend: Backend,
  { contentId, contentHash, requestId, ...asked }: RecordQuery,
  signal: AbortSignal | undefined,
): AsyncGenerator<FoundRecord | StoredEntry> {
  const reader = readRegistry(backend);
  if (contentId !== undefined) {
    const found = await reader.byContentId(contentId);
    if (found) yield found;
  } else if (contentHash !== undefined) {
    yield* await reader.byContentHash(contentHash);
  } else {
    const query = requestId === undefined ? asked : { ...asked, requestIds: [requestId] };
    const isAll = Object.values(query).every((each) => each === undefined);
    for await (const entry of isAll ? backend.entries() : backend.search(query)) {
      signal?.throwIfAborted();
      yield entry;
    }
  }
}

function isAsked(record: OriginRecord | null, query: RecordQuery): boolean {
  if (record === null) return true;
  const { contentId, contentHash, requestId, requestIds, model, issuer, from, to } = query;
  const day = record.time.slice(0, 10);
  return (
    (contentId === undefined || record.contentId === contentId) &&
    (contentHash === undefined || Buffer.compare(record.contentHash, contentHash) === 0) &&
    (requestId === undefined || record.requestId === requestId) &&
    (requestIds === undefined || requestIds.includes(record.requestId ?? '')) &&
    (model === undefined || record.model?.name === model) &&
    (issuer === undefined || record.issuer === issuer) &&
    (from === undefined || day >= from) &&
    (to === undefined || day <= to)
  );
}

/** Records of one day, model and issuer. */
export interface ReportRow {
  /** YYYY-MM-DD, in UTC. */
  readonly day: string;
  readonly issuer: string;
  readonly model: OriginRecord['model'];
  readonly records: number;
  /** Of these, with a watermark, and with a credential. */
  readonly watermarked: number;
  readonly signed: number;
}

export interface RegistryReport {
  /** By day, then issuer and model. */
  readonly rows: readonly ReportRow[];
  /** Of any record, by the day on which it was erased. */
  readonly erasures: readonly {
    readonly day: string;
    readonly request: number;
    readonly retention: number;
  }[];
  /**
   * Of requests, by the day on which they were answered: what `trace` found. Look-ups that nobody asked to be kept
   * are counted nowhere.
   */
  readonly answers: readonly AnswerCount[];
}

export type AnswerCount = { readonly day: string } & Readonly<
  Record<RequestAnswer['outcome'], number>
>;

/**
 * Counts what was made, and what was erased, in a span of days. What was erased since it was made is counted
 * among the erasures alone: nothing is left of it that could be counted otherwise. Checks every record that it
 * counts, reads the whole log for the erasures, and takes memory for the rows.
 *
 * @param span First and last day, YYYY-MM-DD in UTC.
 * @throws RangeError for a day that is none.
 * @throws ProvenanceError as {@link searchRecords}.
 */
export async function reportRegistry(
  backend: Backend,
  { from, to }: { readonly from: string; readonly to: string },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<RegistryReport> {
  const rows = new Map<string, ReportRow>();
  for await (const { record } of searchRecords(backend, { from, to }, signal ? { signal } : {})) {
    const { time, issuer, model, watermark, manifest } = record;
    const day = time.slice(0, 10);
    const key = JSON.stringify([day, issuer, model?.name ?? null, model?.version ?? null]);
    const row = rows.get(key) ?? { day, issuer, model, records: 0, watermarked: 0, signed: 0 };
    rows.set(key, {
      ...row,
      records: row.records + 1,
      watermarked: row.watermarked + (watermark === null ? 0 : 1),
      signed: row.signed + (manifest === null ? 0 : 1),
    });
  }
  const inOrder = Array.from(rows).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    rows: inOrder.map(([, row]) => row),
    erasures: await countErasures(backend, from, to),
    answers: await countAnswers(backend, from, to),
  };
}

async function countAnswers(backend: Backend, from: string, to: string): Promise<AnswerCount[]> {
  const days = new Map<string, AnswerCount>();
  for await (const { time, outcome } of allAnswers(readRegistry(backend))) {
    const day = time.slice(0, 10);
    if (day < from || day > to) continue;
    const none = { day, ours: 0, perhaps: 0, 'not-found': 0, unread: 0 };
    const counts = days.get(day) ?? none;
    days.set(day, { ...counts, [outcome]: counts[outcome] + 1 });
  }
  return Array.from(days.values()).sort((a, b) => (a.day < b.day ? -1 : 1));
}

async function countErasures(
  backend: Backend,
  from: string,
  to: string,
): Promise<RegistryReport['erasures']> {
  const days = new Map<string, { request: number; retention: number }>();
  for await (const { kind, bytes } of backend.entries()) {
    if (kind !== 'erasure' || !bytes) continue;
    const { time, reason } = readErasure(bytes).erasure;
    const day = time.slice(0, 10);
    if (day < from || day > to) continue;
    const counts = days.get(day) ?? { request: 0, retention: 0 };
    days.set(day, { ...counts, [reason]: counts[reason] + 1 });
  }
  return Array.from(days, ([day, counts]) => ({ day, ...counts })).sort((a, b) =>
    a.day < b.day ? -1 : 1,
  );
}

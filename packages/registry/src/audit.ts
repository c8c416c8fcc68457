import { ProvenanceError } from '@provenance/content';
import type { Backend, StoredEntry } from './backend/backend.ts';
import { type FindCertificate, storedCertificates } from './log/certificates.ts';
import { checkedEvent, type FoundEvent, signedBy } from './log/check.ts';
import { leafHash, sameHash } from './log/merkle.ts';
import type { IssuerRegistry } from './registry.ts';
import { type ErasureReason, readErasure } from './signed/erasure.ts';
import { isHoldEvent, PLACED, targetOf } from './signed/hold.ts';
import {
  OPERATION_SUBJECT,
  OPERATION_TYPE,
  OPERATIONS,
  type Operation,
} from './signed/operation.ts';
import { checkDay } from './signed/record-check.ts';

/** One thing that an operator did, as the log has it. */
export type AuditEntry = {
  /** Of the entry that says so. */
  readonly logIndex: number;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly time: string;
  /** Null: nobody said. */
  readonly by: string | null;
} & (
  | {
      readonly what: 'erase';
      /** Log index of what was erased: that is all the log still says of it. */
      readonly erased: number;
      readonly reason: ErasureReason;
    }
  | {
      readonly what: 'hold' | 'release';
      /** Content id, or id of a request. */
      readonly target: string;
      readonly hold: string;
      readonly reason: string;
    }
  | { readonly what: Operation }
);

/**
 * Writes down that somebody sets out to do something with all of a registry. It is written before, so that
 * nothing is done unseen; that it was done to its end is not said.
 *
 * @param by 1 to 256 bytes.
 * @throws ProvenanceError EVENT_MALFORMED for a name that is none.
 */
export async function logOperation(
  registry: Pick<IssuerRegistry, 'logEvent'>,
  what: Operation,
  by: string,
): Promise<void> {
  await registry.logEvent({
    type: `${OPERATION_TYPE}${what}`,
    subject: OPERATION_SUBJECT,
    details: { by },
    retainUntil: null,
  });
}

/**
 * What operators did in a span of days, in the order of the log: who erased, placed and released holds,
 * exported, imported, copied and made backups. Reads the whole log, checks every entry that it tells of, and
 * takes no more memory for a larger one.
 *
 * @param span First and last day, YYYY-MM-DD in UTC. Default: from the beginning, to the end.
 * @throws RangeError for a day that is none.
 * @throws ProvenanceError REGISTRY_CORRUPT for an entry that fails; REGISTRY_UNAVAILABLE.
 */
export async function* auditRegistry(
  backend: Backend,
  { from, to }: { readonly from?: string; readonly to?: string } = {},
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<AuditEntry> {
  for (const day of [from, to]) if (day !== undefined) checkDay(day);
  const find = storedCertificates(backend);
  for await (const entry of backend.entries()) {
    signal?.throwIfAborted();
    if (entry.kind === 'record' || !entry.bytes) continue;
    const done =
      entry.kind === 'erasure'
        ? await erasureOf(entry, entry.bytes, find)
        : operationOf(await checkedEvent(entry, find));
    if (done === null) continue;
    const day = done.time.slice(0, 10);
    if ((from === undefined || day >= from) && (to === undefined || day <= to)) yield done;
  }
}

async function erasureOf(
  { index, leafHash: leaf }: StoredEntry,
  bytes: Uint8Array,
  find: FindCertificate,
): Promise<AuditEntry> {
  const { erasure, signed } = readErasure(bytes);
  if (!sameHash(leafHash(bytes), leaf) || !(await signedBy(signed, find))) {
    throw new ProvenanceError('REGISTRY_CORRUPT', `Entry ${index} is no erasure that holds.`);
  }
  const { time, by, reason, index: erased } = erasure;
  return { logIndex: index, time, by, what: 'erase', erased, reason };
}

/** Null for an event that no operator caused. */
function operationOf(event: FoundEvent): AuditEntry | null {
  const { logIndex, time, type, subject, details } = event;
  const text = (name: string): string => {
    const value = details[name];
    if (typeof value === 'string') return value;
    throw new ProvenanceError('REGISTRY_CORRUPT', `Entry ${logIndex} lacks its ${name}.`);
  };
  const by = details.by === undefined ? null : text('by');
  if (isHoldEvent(event)) {
    const what = type === PLACED ? 'hold' : 'release';
    const hold = { target: targetOf(subject), hold: text('hold'), reason: text('reason') };
    return { logIndex, time, by, what, ...hold };
  }
  const what = OPERATIONS.find((each) => type === `${OPERATION_TYPE}${each}`);
  return what === undefined ? null : { logIndex, time, by, what };
}

import { randomBytes } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import type { Backend, StoredEntry } from './backend/backend.ts';
import { holdsOn } from './holds.ts';
import { type FindCertificate, keepCertificate, storedCertificates } from './log/certificates.ts';
import {
  checkedEvent,
  checkedRecord,
  eventKeysOf,
  type FoundEvent,
  type FoundRecord,
  fitsStore,
  keysOf,
  signedBy,
} from './log/check.ts';
import { ErasedLeaves } from './log/erased.ts';
import { leafHash, sameHash } from './log/merkle.ts';
import { type Draft, LogWriter } from './log/writer.ts';
import { checkText, MOST_EVENTS, readRegistry } from './read.ts';
import type { EraseOptions, IssuerRegistry } from './registry.ts';
import { readSigningCertificate, type SigningCertificate } from './signed/certificate.ts';
import { permits } from './signed/delegation.ts';
import { signErasure } from './signed/erasure.ts';
import { type LogEvent, readEvent, signEvent } from './signed/event.ts';
import {
  isHoldEvent,
  MOST_HELD,
  PLACED,
  placedEvent,
  releasedEvent,
  targetOf,
} from './signed/hold.ts';
import { namesIssuer, readReceipt, signReceiptUnchecked } from './signed/receipt.ts';
import type { OriginRecord } from './signed/record.ts';
import { type CheckedRecord, checkDay, checkRecord, malformed } from './signed/record-check.ts';
import type { RecordSigner } from './signed/signer.ts';
import { LOG_ID, LOG_ID_BYTES, signTreeHead } from './signed/tree-head.ts';

export interface RegistryOptions {
  /**
   * Signs records, heads and erasures: one of Ed25519, or `recordKeySigner` where the signer of content is of another
   * kind, or in a key service. Another certificate than before is fine: all are kept.
   */
  readonly signer: RecordSigner;
}

/** Larger than any manifest store that is real. */
export const MOST_STORE_BYTES: number = 2 ** 26;
/** Records that are pruned at a time. */
const PRUNED = 256;

/**
 * Opens a registry for its issuer. An empty backend becomes the registry of a new log.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED for a certificate that is none of Ed25519; DELEGATION_EXPIRED for a
 *   record key whose time is over.
 */
export async function createRegistry(
  backend: Backend,
  { signer }: RegistryOptions,
): Promise<IssuerRegistry> {
  if (signer.alg !== 'Ed25519') {
    throw new TypeError(
      `Records are signed with Ed25519, and this signer is ${signer.alg}: have it certify a record key (createRecordKey), and give recordKeySigner().`,
    );
  }
  const certificate = await readSigningCertificate(signer.certificates);
  const { delegation } = certificate;
  if (delegation !== null && !permits(delegation, 'tree-head', now())) {
    throw new ProvenanceError('DELEGATION_EXPIRED');
  }
  await keepCertificate(backend, certificate);
  const logId = await backend.putMeta(LOG_ID, randomBytes(LOG_ID_BYTES));
  const find = storedCertificates(backend);
  const reader = readRegistry(backend);
  const erased = new ErasedLeaves(backend, find);
  const writer = new LogWriter(backend, (size, root) =>
    signTreeHead({ logId, size, root, time: now() }, signer, certificate),
  );

  /** What was signed before may have been here, and have been erased: nothing brings it back. */
  const notErased = (bytes: Uint8Array) => {
    const leaf = leafHash(bytes);
    return async () => !(await erased.has(leaf));
  };

  /** What is there under the content id, if it is the same content. */
  const known = async (record: OriginRecord): Promise<FoundRecord | null> => {
    const found = await reader.byContentId(record.contentId);
    if (!found) return null;
    if (sameHash(found.record.contentHash, record.contentHash)) return found;
    throw new ProvenanceError('RECORD_EXISTS');
  };

  /** Records that are being signed. */
  let signing = 0;
  const sign = async (record: CheckedRecord, signal: AbortSignal | undefined) => {
    const options = { many: signing++ > 0, ...(signal && { signal }) };
    try {
      const signed = await signReceiptUnchecked(record, signer, certificate, options);
      signal?.throwIfAborted();
      return signed;
    } finally {
      signing--;
    }
  };

  /** @returns null: it was not wanted any more. */
  const append = async (
    record: OriginRecord,
    receipt: Draft['bytes'],
    { pem }: SigningCertificate,
    manifestStore: Uint8Array | null,
    conditions: Pick<Draft, 'wanted'> = {},
  ): Promise<FoundRecord | null> => {
    for (;;) {
      const placed = await writer.append({
        kind: 'record',
        bytes: receipt,
        manifestStore,
        keys: keysOf(record),
        event: null,
        erases: null,
        ...conditions,
      });
      if (placed.outcome === 'unwanted') return null;
      if (placed.outcome === 'written') {
        const bytes = receipt instanceof Uint8Array ? receipt : (await receipt).bytes;
        return { record, receipt: bytes, certificates: pem, manifestStore, logIndex: placed.index };
      }
      const found = await known(record);
      if (found) return found;
      // It was erased in between, and the content id is free again.
    }
  };

  const appendEvent = async (
    event: LogEvent,
    bytes: Uint8Array,
    { pem }: SigningCertificate,
    conditions: Pick<Draft, 'wanted'> = {},
  ): Promise<FoundEvent | null> => {
    const placed = await writer.append({
      kind: 'event',
      bytes,
      manifestStore: null,
      keys: null,
      event: eventKeysOf(event),
      erases: null,
      alone: isHoldEvent(event),
      ...conditions,
    });
    if (placed.outcome === 'unwanted') return null;
    if (placed.outcome !== 'written') throw new Error('An event has no id that is taken.');
    return { ...event, logIndex: placed.index, certificates: pem };
  };

  const isHeld = async (target: string): Promise<boolean> =>
    (await holdsOn(reader, target)).some(({ released }) => released === null);

  /**
   * `gone`: somebody else has erased it. A hold that another process places in between moves the log, and is
   * then seen by the next attempt: none is too late but one that is placed after the erasure.
   *
   * @param target What has to be held for the entry to stay.
   */
  const eraseEntry = async (
    entry: StoredEntry,
    target: string,
    { reason = 'request', by = null }: EraseOptions,
  ): Promise<'erased' | 'gone' | 'held'> => {
    const { index, leafHash } = entry;
    let held = await isHeld(target);
    if (held) return 'held';
    const placed = await writer.append({
      kind: 'erasure',
      bytes: await signErasure({ index, leafHash, time: now(), reason, by }, signer, certificate),
      manifestStore: null,
      keys: null,
      event: null,
      erases: index,
      wanted: async () => {
        held = await isHeld(target);
        return !held && (await backend.byLogIndex(index))?.bytes != null;
      },
    });
    if (placed.outcome === 'written') return 'erased';
    return held ? 'held' : 'gone';
  };

  /** What there is of a target that can be held. */
  const heldEntries = async (target: string): Promise<StoredEntry[]> => {
    const record = await backend.byContentId(target);
    if (record !== null) return [record];
    return backend.events({ subject: target, from: 0, limit: MOST_HELD });
  };

  const logEvent: IssuerRegistry['logEvent'] = async (given, { signal } = {}) => {
    signal?.throwIfAborted();
    const event = { ...given, time: now() };
    const bytes = await signEvent(event, signer, certificate, signal);
    signal?.throwIfAborted();
    return (await appendEvent(readEvent(bytes).event, bytes, certificate))!;
  };

  const release: IssuerRegistry['release'] = async (target, id, why) => {
    const known = async () => (await holdsOn(reader, target)).find((hold) => hold.id === id);
    const hold = await known();
    if (!hold || hold.released !== null) return null;
    await logEvent(releasedEvent(hold, why));
    return (await known()) ?? null;
  };

  return {
    ...reader,
    async put(given, { manifestStore = null, signal } = {}) {
      signal?.throwIfAborted();
      const record = checkRecord(given);
      const store = checkStore(record, manifestStore);
      if (record.manifest !== null && store === null) {
        throw malformed('manifest', 'is named, and its store, which is kept with it, is not given');
      }
      const found = await known(record);
      if (found) return found;
      return (await append(record, sign(record, signal), certificate, store))!;
    },
    async adopt(receipt, { certificates, manifestStore = null }) {
      const own = await readSigningCertificate(certificates);
      const { record, signed } = readReceipt(receipt);
      const isOwn = async (thumbprint: Uint8Array) =>
        sameHash(thumbprint, own.thumbprint) ? own : null;
      if (!(await signedBy(signed, isOwn))) throw malformed('signature', 'does not hold');
      if (!namesIssuer(record, own)) {
        throw malformed('issuer', 'is not the organization of the certificate that signed it');
      }
      const store = checkStore(record, manifestStore);
      const found = await known(record);
      if (found) return found;
      const bytes = Uint8Array.from(receipt);
      const wanted = notErased(bytes);
      if (!(await wanted())) return null;
      await keepCertificate(backend, own);
      return append(record, bytes, own, store, { wanted });
    },
    logEvent,
    release,
    async hold(given, why) {
      const target = checkText(given, 'target');
      const entries = await heldEntries(target);
      if (entries.length === 0) return null;
      const leaves = entries.map(({ leafHash }) => leafHash);
      const { details } = await logEvent(placedEvent(target, leaves, why));
      const hold = (await holdsOn(reader, target)).find(({ id }) => id === details.hold)!;
      // From here on nothing of it is erased; but it may have been just before.
      if ((await heldEntries(target)).length > 0) return hold;
      await release(target, hold.id, { reason: 'erased before it was held', by: hold.by });
      return null;
    },
    async adoptEvent(given, { certificates }) {
      const bytes = Uint8Array.from(given);
      const own = await readSigningCertificate(certificates);
      const { event, signed } = readEvent(bytes);
      const isOwn = async (thumbprint: Uint8Array) =>
        sameHash(thumbprint, own.thumbprint) ? own : null;
      if (!(await signedBy(signed, isOwn))) {
        throw new ProvenanceError('EVENT_MALFORMED', 'The signature of the event does not hold.');
      }
      const leaf = leafHash(bytes);
      for (const entry of await backend.events({
        subject: event.subject,
        from: 0,
        limit: MOST_EVENTS,
      })) {
        if (sameHash(entry.leafHash, leaf)) return checkedEvent(entry, find);
      }
      const wanted = notErased(bytes);
      if (!(await wanted())) return null;
      await keepCertificate(backend, own);
      return appendEvent(event, bytes, own, { wanted });
    },
    async eraseEvents(given, options = {}) {
      const subject = checkText(given, 'subject');
      const entries = await backend.events({ subject, from: 0, limit: MOST_EVENTS });
      const target = targetOf(subject);
      const places = ({ bytes }: StoredEntry) => !!bytes && readEvent(bytes).event.type === PLACED;
      let count = 0;
      // A hold is in force again where its release is gone and itself is not: what places one goes first.
      for (const round of [entries.filter(places), entries.filter((entry) => !places(entry))]) {
        const erased = await Promise.all(round.map((entry) => eraseEntry(entry, target, options)));
        if (erased.includes('held')) throw new ProvenanceError('RECORD_HELD');
        count += erased.filter((each) => each === 'erased').length;
      }
      return count;
    },
    async erase(contentId, options = {}) {
      // Also one that is not valid any more may be erased: it is what was asked for.
      const entry = await backend.byContentId(contentId);
      if (entry === null) return false;
      const outcome = await eraseEntry(entry, contentId, options);
      if (outcome === 'held') throw new ProvenanceError('RECORD_HELD');
      return outcome === 'erased';
    },
    async prune(day, { by = null } = {}) {
      checkDay(day);
      let [erased, held] = [0, 0];
      for (;;) {
        // What is held stays listed, before what comes next.
        const indexes = await backend.expired(day, PRUNED, held);
        if (indexes.length === 0) return { erased, held };
        const outcomes = await Promise.all(
          indexes.map(async (index) => {
            const entry = await backend.byLogIndex(index);
            if (!entry?.bytes) return 'gone';
            const { retainUntil, target } = await retentionOf(entry, find);
            // An index can say anything; what the issuer has signed decides.
            if (!(retainUntil !== null && retainUntil < day)) {
              throw new ProvenanceError('REGISTRY_CORRUPT', `Entry ${index} is to be kept.`);
            }
            return eraseEntry(entry, target, { reason: 'retention', by });
          }),
        );
        const count = (outcome: 'erased' | 'held') =>
          outcomes.filter((each) => each === outcome).length;
        const moved = count('erased') + count('held') > 0;
        erased += count('erased');
        held += count('held');
        // Others may have been faster; but what stays listed would be met again and again.
        if (!moved && (await backend.expired(day, 1, held))[0] === indexes[0]) {
          throw new ProvenanceError('REGISTRY_CORRUPT', `Entry ${indexes[0]} cannot be erased.`);
        }
      }
    },
    async close() {
      await writer.settled();
      await backend.close();
    },
  };
}

/** Until when an entry is kept, and what has to be held for it to stay. */
async function retentionOf(
  entry: StoredEntry,
  find: FindCertificate,
): Promise<{ retainUntil: string | null; target: string }> {
  if (entry.kind === 'event') {
    const { retainUntil, subject } = await checkedEvent(entry, find);
    return { retainUntil, target: targetOf(subject) };
  }
  const { retainUntil, contentId } = (await checkedRecord(entry, find)).record;
  return { retainUntil, target: contentId };
}

/** @throws ProvenanceError RECORD_MALFORMED unless the store is that of the record's manifest. */
function checkStore(record: OriginRecord, store: Uint8Array | null): Uint8Array | null {
  if (store === null) return null;
  if (!(store instanceof Uint8Array)) throw new TypeError('manifestStore must be a Uint8Array.');
  if (store.length === 0 || store.length > MOST_STORE_BYTES) {
    throw malformed('manifest', `has a store that is not 1 to ${MOST_STORE_BYTES} bytes`);
  }
  if (!fitsStore(record, store)) throw malformed('manifest', 'has not the hash of the store');
  return Uint8Array.from(store);
}

function now(): string {
  return new Date().toISOString();
}

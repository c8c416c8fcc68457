import { randomBytes } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import type { Backend, StoredEntry } from './backend/backend.ts';
import { keepCertificate, storedCertificates } from './log/certificates.ts';
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
import { leafHash, sameHash } from './log/merkle.ts';
import { LogWriter } from './log/writer.ts';
import { checkText, MOST_EVENTS, readRegistry } from './read.ts';
import type { IssuerRegistry } from './registry.ts';
import { readSigningCertificate, type SigningCertificate } from './signed/certificate.ts';
import { type ErasureReason, signErasure } from './signed/erasure.ts';
import { type LogEvent, readEvent, signEvent } from './signed/event.ts';
import { namesIssuer, readReceipt, signReceipt } from './signed/receipt.ts';
import type { OriginRecord } from './signed/record.ts';
import { checkDay, checkRecord, malformed } from './signed/record-check.ts';
import type { RecordSigner } from './signed/signer.ts';
import { LOG_ID, LOG_ID_BYTES, signTreeHead } from './signed/tree-head.ts';

export interface RegistryOptions {
  /** Signs records, heads and erasures. Another certificate than before is fine: all are kept. */
  readonly signer: RecordSigner;
}

/** Larger than any manifest store that is real. */
export const MOST_STORE_BYTES: number = 2 ** 26;
/** Records that are pruned at a time. */
const PRUNED = 256;

/**
 * Opens a registry for its issuer. An empty backend becomes the registry of a new log.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED for a certificate that is none of Ed25519.
 */
export async function createRegistry(
  backend: Backend,
  { signer }: RegistryOptions,
): Promise<IssuerRegistry> {
  if (signer.alg !== 'Ed25519') throw new TypeError('Records are signed with Ed25519.');
  const certificate = await readSigningCertificate(signer.certificates);
  await keepCertificate(backend, certificate);
  const logId = await backend.putMeta(LOG_ID, randomBytes(LOG_ID_BYTES));
  const find = storedCertificates(backend);
  const reader = readRegistry(backend);
  const writer = new LogWriter(backend, (size, root) =>
    signTreeHead({ logId, size, root, time: now() }, signer, certificate),
  );

  /** What is there under the content id, if it is the same content. */
  const known = async (record: OriginRecord): Promise<FoundRecord | null> => {
    const found = await reader.byContentId(record.contentId);
    if (!found) return null;
    if (sameHash(found.record.contentHash, record.contentHash)) return found;
    throw new ProvenanceError('RECORD_EXISTS');
  };

  const append = async (
    record: OriginRecord,
    receipt: Uint8Array,
    manifestStore: Uint8Array | null,
    { pem }: SigningCertificate,
  ): Promise<FoundRecord> => {
    for (;;) {
      const placed = await writer.append({
        kind: 'record',
        bytes: receipt,
        manifestStore,
        keys: keysOf(record),
        event: null,
        erases: null,
      });
      if (placed.outcome === 'written') {
        return { record, receipt, certificates: pem, manifestStore, logIndex: placed.index };
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
  ): Promise<FoundEvent> => {
    const placed = await writer.append({
      kind: 'event',
      bytes,
      manifestStore: null,
      keys: null,
      event: eventKeysOf(event),
      erases: null,
    });
    if (placed.outcome !== 'written') throw new Error('An event has no id that is taken.');
    return { ...event, logIndex: placed.index, certificates: pem };
  };

  const eraseEntry = async (entry: StoredEntry, reason: ErasureReason): Promise<boolean> => {
    const { index, leafHash } = entry;
    const placed = await writer.append({
      kind: 'erasure',
      bytes: await signErasure({ index, leafHash, time: now(), reason }, signer, certificate),
      manifestStore: null,
      keys: null,
      event: null,
      erases: index,
      wanted: async () => (await backend.byLogIndex(index))?.bytes != null,
    });
    return placed.outcome === 'written';
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
      const receipt = await signReceipt(record, signer, certificate, signal);
      signal?.throwIfAborted();
      return append(record, receipt, store, certificate);
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
      await keepCertificate(backend, own);
      return append(record, Uint8Array.from(receipt), store, own);
    },
    async logEvent(given, { signal } = {}) {
      signal?.throwIfAborted();
      const event = { ...given, time: now() };
      const bytes = await signEvent(event, signer, certificate, signal);
      signal?.throwIfAborted();
      return appendEvent(readEvent(bytes).event, bytes, certificate);
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
      await keepCertificate(backend, own);
      return appendEvent(event, bytes, own);
    },
    async eraseEvents(subject, reason = 'request') {
      const entries = await backend.events({
        subject: checkText(subject, 'subject'),
        from: 0,
        limit: MOST_EVENTS,
      });
      const erased = await Promise.all(entries.map((entry) => eraseEntry(entry, reason)));
      return erased.filter(Boolean).length;
    },
    async erase(contentId, reason = 'request') {
      // Also one that is not valid any more may be erased: it is what was asked for.
      const entry = await backend.byContentId(contentId);
      return entry !== null && eraseEntry(entry, reason);
    },
    async prune(day) {
      checkDay(day);
      let count = 0;
      for (;;) {
        const indexes = await backend.expired(day, PRUNED);
        if (indexes.length === 0) return count;
        const erased = await Promise.all(
          indexes.map(async (index) => {
            const entry = await backend.byLogIndex(index);
            if (!entry?.bytes) return false;
            const { retainUntil } =
              entry.kind === 'event'
                ? await checkedEvent(entry, find)
                : (await checkedRecord(entry, find)).record;
            // An index can say anything; what the issuer has signed decides.
            if (!(retainUntil !== null && retainUntil < day)) {
              throw new ProvenanceError('REGISTRY_CORRUPT', `Entry ${index} is to be kept.`);
            }
            return eraseEntry(entry, 'retention');
          }),
        );
        const here = erased.filter(Boolean).length;
        count += here;
        // Others may have been faster; but what stays listed would be met again and again.
        if (here === 0 && (await backend.expired(day, 1))[0] === indexes[0]) {
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

import { ProvenanceError } from '@provenance/content';
import type { Backend, BackendStats, LogState, NewEntry, StoredEntry } from '../backend/backend.ts';
import { encodeUnguarded, UNGUARDED } from '../backend/unguarded.ts';
import { Bitmap } from '../log/bitmap.ts';
import { type FindCertificate, givenIssuers, keepCertificate } from '../log/certificates.ts';
import {
  checkedEvent,
  checkedRecord,
  eventKeysOf,
  type FoundEvent,
  type FoundRecord,
  keysOf,
  signedBy,
} from '../log/check.ts';
import { appendLeaves, leafHash, rootOf, sameHash } from '../log/merkle.ts';
import { readSigningCertificate, type SigningCertificate } from '../signed/certificate.ts';
import { readErasure } from '../signed/erasure.ts';
import { OPERATION_SUBJECT } from '../signed/operation.ts';
import { LOG_ID, readTreeHead } from '../signed/tree-head.ts';
import { malformed, readItems } from './item.ts';

export interface ImportOptions {
  /**
   * PEM chains that are accepted, and the record keys that they have certified, and no others. Default: those in the
   * file, which shows that it was not damaged, and not who made it.
   */
  readonly certificates?: readonly string[];
}

/** What an import needs of an open registry: that of an issuer has it. */
export interface Adopting {
  adopt(
    receipt: Uint8Array,
    options: { readonly certificates: string; readonly manifestStore?: Uint8Array | null },
  ): Promise<FoundRecord | null>;
  adoptEvent(
    bytes: Uint8Array,
    options: { readonly certificates: string },
  ): Promise<FoundEvent | null>;
  stats(): Promise<BackendStats>;
}

export interface ImportReport {
  /** Entries in the file. */
  readonly entries: number;
  /** Those that were appended; the others were there. */
  readonly appended: number;
  /** Records and events of the file that had been erased. */
  readonly erased: number;
  /** Records and events that are in the file, and that the log here has erased: they were left out. */
  readonly erasedHere: number;
  /** A log was continued: what is there now is the file's own, with its heads. */
  readonly sameLog: boolean;
}

/** Entries under one head, and their bytes: a registry writes 256 at a time. */
const MOST_ENTRIES = 4096;
const MOST_BYTES = 2 ** 28;

/**
 * Reads what `exportRegistry` has written. Every signature, hash and head is checked before what it
 * covers is written, and no more is in memory than a batch.
 *
 * Into a backend that is empty, or has the beginning of the same log, it makes the same log: the same
 * entries, roots and heads. Into an open registry of another log the records and events that are missing there are
 * appended, as they were signed ({@link Adopting}), but for those that it has had and erased.
 *
 * @throws ProvenanceError RECORD_MALFORMED for a file that is damaged, forged, ends early, or is of
 *   another log; what came before that is there. RECORD_EXISTS for a content id that other content has.
 */
export async function importRegistry(
  target: Backend | Adopting,
  stream: AsyncIterable<Uint8Array>,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const sink = 'adopt' in target ? adoptingSink(target) : await continuingSink(target);
  const given = options.certificates && (await givenIssuers(options.certificates));
  const known = new Map<string, SigningCertificate>();
  const find: FindCertificate = async (thumbprint) => known.get(keyOf(thumbprint)) ?? null;
  const [gone, erasedBy] = [new Bitmap(), new Bitmap()];
  let [logId, size, erased]: [Uint8Array | null, number, number] = [null, 0, 0];
  let state: LogState = { size: 0, peaks: [] };
  let batch: CheckedEntry[] = [];
  let bytes = 0;
  let ended = false;

  for await (const item of readItems(stream)) {
    if (ended) throw malformed('goes on after its end');
    if ((logId === null) !== (item.kind === 'header')) throw malformed('has no header, or two');
    switch (item.kind) {
      case 'header':
        logId = item.logId;
        await sink.begin(logId, item.unguarded);
        break;
      case 'certificates': {
        const certificate = await readSigningCertificate(item.pem);
        if (given && !given.accepts(certificate)) {
          throw malformed('was signed with a certificate that is not accepted');
        }
        known.set(keyOf(certificate.thumbprint), certificate);
        await sink.certificate(certificate);
        break;
      }
      case 'entry': {
        const { entry } = item;
        if (entry.index !== size) throw malformed(`has no entry ${size}`);
        const checked = await checkEntry(entry, find);
        if (checked.erases !== null) {
          if (checked.erases >= size) throw malformed('erases what comes later');
          erasedBy.add(checked.erases);
        }
        if (!entry.bytes) {
          gone.add(size);
          erased++;
        }
        batch.push(checked);
        bytes += (entry.bytes?.length ?? 0) + (entry.manifestStore?.length ?? 0);
        if (batch.length > MOST_ENTRIES || bytes > MOST_BYTES) {
          throw malformed('has too much under one head');
        }
        size++;
        break;
      }
      case 'head': {
        const appended = appendLeaves(
          state,
          batch.map(({ entry }) => entry.leafHash),
        );
        await checkHead(item.bytes, appended.state, logId!, find);
        await sink.batch(state, batch, item.bytes);
        state = appended.state;
        [batch, bytes] = [[], 0];
        break;
      }
      case 'end':
        if (item.entries !== size || batch.length > 0) throw malformed('ends before its last head');
        ended = true;
    }
  }
  if (!ended && logId !== null) throw malformed('ends early');
  for (const index of gone) {
    if (!erasedBy.has(index)) throw malformed(`has lost entry ${index}, which nobody erased`);
  }
  return {
    entries: size,
    appended: sink.appended(),
    erased,
    erasedHere: sink.erasedHere(),
    sameLog: !('adopt' in target),
  };
}

interface CheckedEntry {
  readonly entry: StoredEntry;
  readonly keys: NewEntry['keys'];
  readonly event: NewEntry['event'];
  readonly erases: number | null;
  /** PEM of who signed it; null where nothing is left of it. */
  readonly certificates: string | null;
}

async function checkEntry(entry: StoredEntry, find: FindCertificate): Promise<CheckedEntry> {
  const { index, kind, bytes } = entry;
  if (!bytes) {
    if (kind === 'erasure') throw malformed(`has lost entry ${index}`);
    return { entry, keys: null, event: null, erases: null, certificates: null };
  }
  try {
    if (kind === 'record') {
      const { record, certificates } = await checkedRecord(entry, find);
      return { entry, keys: keysOf(record), event: null, erases: null, certificates };
    }
    if (kind === 'event') {
      const event = await checkedEvent(entry, find);
      const { certificates } = event;
      return { entry, keys: null, event: eventKeysOf(event), erases: null, certificates };
    }
    const { erasure, signed } = readErasure(bytes);
    const certificate = await signedBy(signed, find);
    if (certificate && sameHash(leafHash(bytes), entry.leafHash)) {
      const { pem: certificates } = certificate;
      return { entry, keys: null, event: null, erases: erasure.index, certificates };
    }
  } catch (cause) {
    throw malformed(`has an entry ${index} that does not hold`, cause);
  }
  throw malformed(`has an entry ${index} that does not hold`);
}

async function checkHead(
  bytes: Uint8Array,
  state: LogState,
  logId: Uint8Array,
  find: FindCertificate,
): Promise<void> {
  const { head, signed } = readTreeHead(bytes);
  if (
    head.size === state.size &&
    sameHash(head.root, rootOf(state.peaks)) &&
    sameHash(head.logId, logId) &&
    (await signedBy(signed, find))
  ) {
    return;
  }
  throw malformed(`has a head of size ${head.size} that does not hold`);
}

/** Where checked batches go. */
interface Sink {
  begin(logId: Uint8Array, unguarded: number): Promise<void>;
  certificate(certificate: SigningCertificate): Promise<void>;
  /** @param before The file's log before the batch. */
  batch(before: LogState, batch: readonly CheckedEntry[], head: Uint8Array): Promise<void>;
  appended(): number;
  erasedHere(): number;
}

async function continuingSink(backend: Backend): Promise<Sink> {
  let count = 0;
  return {
    async begin(logId, unguarded) {
      const empty = (await backend.logState()).size === 0 && !(await backend.getMeta(LOG_ID));
      const own = empty ? await backend.putMeta(LOG_ID, logId) : await backend.getMeta(LOG_ID);
      if (!own || !sameHash(own, logId)) {
        throw malformed(
          'is of another log than the registry here, which has its own since it was made: import into an empty backend, or append the records to what createRegistry opens',
        );
      }
      // What the log may lack, its copies lack as well.
      if (unguarded > 0) await backend.putMeta(UNGUARDED, encodeUnguarded(unguarded));
    },
    certificate: (certificate) => keepCertificate(backend, certificate),
    async batch(before, batch, head) {
      const state = await backend.logState();
      const there = batch.filter(({ entry }) => entry.index < state.size);
      const nodes = there.map(({ entry }) => ({ level: 0, index: entry.index }));
      for (const [i, hash] of (await backend.nodes(nodes)).entries()) {
        if (!sameHash(hash, there[i]!.entry.leafHash)) {
          throw malformed(`differs from the registry in entry ${there[i]!.entry.index}`);
        }
      }
      const missing = batch.slice(there.length);
      if (missing.length === 0) return;
      const leaves = missing.map(({ entry }) => entry.leafHash);
      const outcome = await backend.append({
        size: state.size,
        entries: missing.map(({ entry, keys, event }) => ({
          ...entry,
          // Nothing is left of it: written and erased at once.
          bytes: entry.bytes ?? Uint8Array.of(0),
          keys,
          event,
        })),
        nodes: appendLeaves(state, leaves).nodes,
        head: { size: before.size + batch.length, bytes: head },
        erase: missing.flatMap(({ entry, erases }) => erases ?? (entry.bytes ? [] : entry.index)),
      });
      if (!outcome.written) {
        if (outcome.moved) {
          throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'Others write to the registry.');
        }
        throw new ProvenanceError('RECORD_EXISTS');
      }
      count += missing.length;
    },
    appended: () => count,
    // What was erased is there, as an erased entry: nothing of it is written again.
    erasedHere: () => 0,
  };
}

function adoptingSink(registry: Adopting): Sink {
  let [count, erased] = [0, 0];
  return {
    begin: async () => {},
    certificate: async () => {},
    async batch(_, batch) {
      const { entries } = await registry.stats();
      const found = await Promise.all(
        batch.flatMap(({ entry, event, certificates }) => {
          const { kind, bytes, manifestStore } = entry;
          if (!bytes || certificates === null || kind === 'erasure') return [];
          if (event?.subject === OPERATION_SUBJECT) return [];
          return kind === 'record'
            ? registry.adopt(bytes, { certificates, manifestStore })
            : registry.adoptEvent(bytes, { certificates });
        }),
      );
      count += found.filter((each) => each !== null && each.logIndex >= entries).length;
      erased += found.filter((each) => each === null).length;
    },
    appended: () => count,
    erasedHere: () => erased,
  };
}

function keyOf(thumbprint: Uint8Array): string {
  return Buffer.from(thumbprint).toString('hex');
}

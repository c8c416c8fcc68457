import type { TraitQuery, Traits } from './traits.ts';

/**
 * Where entries, log and indexes are kept: an LMDB folder or PostgreSQL. A backend stores and finds; it
 * signs nothing, so that both do the same. Every method rejects with a ProvenanceError
 * REGISTRY_UNAVAILABLE where the database cannot be reached or has failed.
 */
export interface Backend {
  /** `lmdb` or `postgresql`, for people. */
  readonly name: string;
  /**
   * Writes everything in `batch` or nothing, durably when it resolves, if the log still ends where
   * `batch.size` says and no content id in it is taken. One writer at a time over all processes.
   */
  append(batch: Batch): Promise<AppendOutcome>;
  /** Where the log ends, with the roots of its full subtrees from left to right (RFC 6962 2.1). */
  logState(): Promise<LogState>;
  byContentId(contentId: string): Promise<StoredEntry | null>;
  byLogIndex(index: number): Promise<StoredEntry | null>;
  /** Content ids of the records from this place in the log on, but for erased ones. */
  contentIds(from: number): Promise<IssuedContentIds>;
  /** At most `limit`, oldest first. */
  byManifestId(manifestId: string, limit: number): Promise<StoredEntry[]>;
  /** @param hash SHA-256: 32 bytes. */
  byContentHash(hash: Uint8Array, limit: number): Promise<StoredEntry[]>;
  /**
   * All searched fingerprints of the algorithm within `distance` (0..31) bits of any of `values`, by
   * multi-index hashing: nearest first, then oldest; one hit a record, its nearest.
   */
  similar(query: SimilarQuery): Promise<SimilarHit[]>;
  /**
   * Records with all the traits that are given, at least one, in the order of the log. What is written or erased
   * meanwhile may be in it or not. Texts are looked up by a digest, so that others may be among them: who asks compares.
   */
  search(query: TraitQuery): AsyncIterable<StoredEntry>;
  /** Nodes of full subtrees of the log. Rejects with REGISTRY_CORRUPT where one is missing. */
  nodes(at: readonly NodeId[]): Promise<Uint8Array[]>;
  /** The signed head with the largest size up to `size`; null without one. */
  headUpTo(size: number): Promise<StoredHead | null>;
  /** All signed heads of at least this size (default 0), by size. */
  heads(from?: number): AsyncIterable<StoredHead>;
  /** All entries in the log's order; erased ones have no record. */
  entries(from?: number): AsyncIterable<StoredEntry>;
  /** The erasures among them, from this place in the log on. */
  erasures(from: number): AsyncIterable<StoredEntry>;
  /** Events from this place in the log on, but for erased ones, at most `limit`: of one subject, or of all. */
  events(query: EventQuery): Promise<StoredEntry[]>;
  /**
   * Log indexes of records and events whose retention ended before `day` (YYYY-MM-DD), by that day, at most
   * `limit`, without the first `skip` (default 0).
   */
  expired(day: string, limit: number, skip?: number): Promise<number[]>;
  /**
   * For `verifyLog`: reads all that is stored, as far as the database does not look at it itself. Rejects with
   * REGISTRY_CORRUPT where it is damaged.
   */
  checkStorage(signal?: AbortSignal): Promise<void>;
  /** For `verifyLog`: the look-ups of these records that do not lead to them. */
  missing(records: readonly IndexedKeys[]): Promise<MissingLookup[]>;
  /** The same of events. */
  missingEvents(events: readonly IndexedEvent[]): Promise<MissingLookup[]>;
  /**
   * For `verifyLog`: log indexes that a look-up or a manifest store leads to without being of the record or event
   * there, and the size of the log for what leads nowhere. Reads every look-up.
   */
  strays(): AsyncIterable<number>;
  /** Small values that belong to the registry as a whole: certificates by thumbprint, its id. */
  getMeta(key: string): Promise<Uint8Array | null>;
  /** Writes only where there is nothing yet; resolves to what is there afterwards. */
  putMeta(key: string, value: Uint8Array): Promise<Uint8Array>;
  stats(): Promise<BackendStats>;
  /**
   * Makes a folder that is this registry as it is at one moment, while others write. It is there when all of it is on
   * disk, and else not at all. Rejects with FILE_EXISTS where something is at that place. Null: the database makes
   * backups by its own means.
   */
  readonly backup: ((folder: string) => Promise<void>) | null;
  close(): Promise<void>;
}

/** Content ids of a part of the log, in no order. */
export interface IssuedContentIds {
  /** 8 bytes each. */
  readonly ids: Uint8Array;
  /** Size of the log that they are of: where to go on. */
  readonly size: number;
}

/** One entry of the log: a record's receipt, an event, or the erasure of an earlier one of either. */
export interface StoredEntry {
  /** Position in the log, from 0. */
  readonly index: number;
  readonly kind: 'record' | 'erasure' | 'event';
  /** The leaf's hash, RFC 6962: SHA-256 of 0x00 and the entry's bytes. Stays when a record is erased. */
  readonly leafHash: Uint8Array;
  /** COSE_Sign1. Null: the record or event was erased. */
  readonly bytes: Uint8Array | null;
  readonly manifestStore: Uint8Array | null;
}

/** A new entry with the keys it is found by. */
export interface NewEntry extends StoredEntry {
  readonly bytes: Uint8Array;
  /** Of a record, else null. */
  readonly keys: EntryKeys | null;
  /** Of an event, else null. */
  readonly event: EventKeys | null;
}

export interface EntryKeys {
  readonly contentId: string;
  readonly contentHash: Uint8Array;
  readonly manifestId: string | null;
  /** Those that are searched: 32 bytes each. */
  readonly fingerprints: readonly { readonly alg: string; readonly value: Uint8Array }[];
  readonly retainUntil: string | null;
  readonly traits: Traits;
}

export interface EventKeys {
  readonly subject: string;
  readonly retainUntil: string | null;
}

export interface EventQuery {
  /** Null: of all. */
  readonly subject: string | null;
  readonly from: number;
  readonly limit: number;
}

export interface IndexedEvent {
  readonly index: number;
  readonly event: EventKeys;
}

/** What a record is found by, `subject` of an event; `erasure` for what is needed to delete all of that. */
export type Lookup =
  | 'subject'
  | 'contentId'
  | 'contentHash'
  | 'manifestId'
  | 'fingerprint'
  | 'retention'
  | 'traits'
  | 'erasure';

export interface IndexedKeys {
  readonly index: number;
  readonly keys: EntryKeys;
}

export interface MissingLookup {
  readonly index: number;
  readonly lookup: Lookup;
}

export interface Batch {
  /** Size of the log before it. */
  readonly size: number;
  /** In the log's order, from index `size` on. */
  readonly entries: readonly NewEntry[];
  /** Nodes that became full. */
  readonly nodes: readonly (NodeId & { readonly hash: Uint8Array })[];
  readonly head: StoredHead;
  /** Log indexes of records and events whose bytes, store and keys are deleted in the same transaction. */
  readonly erase: readonly number[];
}

export type AppendOutcome =
  | { readonly written: true }
  /** Somebody else has written: read the state and try again. */
  | { readonly written: false; readonly moved: true; readonly taken: readonly [] }
  /** These content ids are there already. */
  | { readonly written: false; readonly moved: false; readonly taken: readonly string[] };

export interface LogState {
  readonly size: number;
  /** One for each bit of `size` that is set, the largest subtree first. */
  readonly peaks: readonly Uint8Array[];
}

/** The full subtree of 2^level leaves that begins at leaf index * 2^level. */
export interface NodeId {
  readonly level: number;
  readonly index: number;
}

export interface StoredHead {
  readonly size: number;
  /** COSE_Sign1 over size, root and time. */
  readonly bytes: Uint8Array;
}

export interface SimilarQuery {
  readonly alg: string;
  /** 32 bytes each: the fingerprint, or its variants. */
  readonly values: readonly Uint8Array[];
  /** 0..31 bits. */
  readonly distance: number;
  readonly limit: number;
}

export interface SimilarHit {
  readonly entry: StoredEntry;
  readonly distance: number;
  /** Which of `values` was nearest. */
  readonly variant: number;
}

export interface BackendStats {
  /** Of the log, erasures and events included. */
  readonly entries: number;
  readonly records: number;
  /** Events that are not erased. */
  readonly events: number;
  /** Records and events. */
  readonly erased: number;
  /** On disk, as far as the backend can tell. */
  readonly bytes: number;
  /**
   * Of the log, how many of its first entries were written where two processes at a time could lose what
   * they had acknowledged (a folder of layout 1), or came from such a log. 0: none.
   */
  readonly unguarded: number;
}

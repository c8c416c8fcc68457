import type { BackendStats, IssuedContentIds } from './backend/backend.ts';
import type { FoundEvent, FoundRecord } from './log/check.ts';
import type { ConsistencyProof, InclusionProof } from './log/proof.ts';
import type { ErasureReason } from './signed/erasure.ts';
import type { LogEvent } from './signed/event.ts';
import type { HoldReason, LegalHold } from './signed/hold.ts';
import type { Fingerprint, OriginRecord } from './signed/record.ts';
import type { TreeHead } from './signed/tree-head.ts';

/** Reads a registry. Needs no key: a verifier is given one of these and no more. */
export interface RegistryReader {
  /** For people: `lmdb` or `postgresql`. */
  readonly backend: string;
  byContentId(contentId: string): Promise<FoundRecord | null>;
  /**
   * The content ids that were issued, for whoever looks for one that is not to be read whole, as of a text
   * watermark. They are found, and prove nothing: `byContentId` has the signed record.
   *
   * @param from Place in the log: `size` of an earlier answer, to have what came since. Default: the beginning.
   */
  contentIds(from?: number): Promise<IssuedContentIds>;
  byManifestId(manifestId: string): Promise<FoundRecord[]>;
  /** @param hash SHA-256 of the whole content: 32 bytes. */
  byContentHash(hash: Uint8Array): Promise<FoundRecord[]>;
  /** Candidates by look, nearest first: never one silently picked. */
  similar(
    values: readonly Pick<Fingerprint, 'alg' | 'value'>[],
    options: { readonly distance: number; readonly limit?: number },
  ): Promise<SimilarRecord[]>;
  /** That a record is in the log, for whoever has the issuer's certificate. */
  prove(contentId: string): Promise<InclusionProof | null>;
  close(): Promise<void>;
}

/** Writes as well. */
export interface Registry extends RegistryReader {
  /**
   * Signs the record, appends it to the log, and resolves when it is on disk. The same record again
   * (same content id and content hash) resolves to the receipt that is there and writes nothing.
   *
   * The content id of a record that was erased is free again, as nothing of it is kept by which it could be known: what
   * is put under it is a new record, of now. To keep content out, do not put it again.
   *
   * @param options.manifestStore Of the manifest that the record names: whoever has the record can then
   *   say that its store has to be there, and `verifyLog` does.
   * @throws ProvenanceError RECORD_EXISTS for a content id that other content has, RECORD_MALFORMED,
   *   REGISTRY_UNAVAILABLE.
   */
  put(
    record: OriginRecord,
    options?: { readonly manifestStore?: Uint8Array | null; readonly signal?: AbortSignal },
  ): Promise<FoundRecord>;
}

export interface SimilarRecord extends FoundRecord {
  readonly alg: string;
  /** Bits that differ, of 256. */
  readonly distance: number;
  /** Which of the given values was nearest. */
  readonly variant: number;
}

/** A tree head whose signature was checked. */
export interface SignedTreeHead extends TreeHead {
  /** COSE_Sign1: what to keep, so that the log can be held against it later. */
  readonly bytes: Uint8Array;
  /** PEM, the signing certificate first. */
  readonly certificates: string;
}

/** The log of a registry. */
export interface RegistryLog {
  /** The newest signed head, or the newest of at most `size` entries; null of an empty log. */
  head(size?: number): Promise<SignedTreeHead | null>;
  /**
   * That the log of `from` entries is the beginning of that of `to` entries (default: all).
   *
   * @throws RangeError for a size at which no head was signed.
   */
  consistency(from: number, to?: number): Promise<ConsistencyProof>;
  /**
   * Events in the order of the log, at most `limit` (1..1000, default 1000): those of one subject, or all.
   *
   * @param options.from Place in the log: one more than `logIndex` of the last answer, to go on.
   */
  events(options?: {
    readonly subject?: string | null;
    readonly from?: number;
    readonly limit?: number;
  }): Promise<FoundEvent[]>;
  stats(): Promise<BackendStats>;
}

/** What the issuer has: it writes, and erases. */
export interface IssuerRegistry extends Registry, RegistryLog {
  /**
   * Appends a receipt that was signed before, as it is: from an export, or from another registry of
   * the issuer. Else as {@link Registry.put}, but for a manifest store that is gone already.
   *
   * @param certificates PEM, the signing certificate first, or the delegation: it has to be that of the receipt.
   * @returns null: this log has had the same receipt, and erased it. Nothing brings it back.
   */
  adopt(
    receipt: Uint8Array,
    options: { readonly certificates: string; readonly manifestStore?: Uint8Array | null },
  ): Promise<FoundRecord | null>;
  /**
   * Signs an event with the time of now, appends it to the log, and resolves when it is on disk.
   *
   * @throws ProvenanceError EVENT_MALFORMED for one that is not as {@link LogEvent} says.
   */
  logEvent(
    event: Omit<LogEvent, 'time'>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<FoundEvent>;
  /**
   * Appends an event that was signed before, as {@link adopt} does a record. One that is there is not again.
   *
   * @returns null: this log has had it, and erased it.
   */
  adoptEvent(
    bytes: Uint8Array,
    options: { readonly certificates: string },
  ): Promise<FoundEvent | null>;
  /**
   * Erases all events of a subject, and logs that it did.
   *
   * @returns How many.
   * @throws ProvenanceError RECORD_HELD while a hold on it is in force.
   */
  eraseEvents(subject: string, options?: EraseOptions): Promise<number>;
  /**
   * Erases a record, and logs that it did. Its leaf hash stays, so that the log can be verified.
   *
   * @returns false: there was none.
   * @throws ProvenanceError RECORD_HELD while a hold on it is in force.
   */
  erase(contentId: string, options?: EraseOptions): Promise<boolean>;
  /**
   * Erases the records and events whose retention ended before `day`, but for those that are held.
   *
   * @param day YYYY-MM-DD; `retainUntil` of what is erased is earlier.
   */
  prune(day: string, options?: Pick<EraseOptions, 'by'>): Promise<PruneReport>;
  /**
   * Holds a record, or all events of a subject: from when this resolves nothing of it is erased, by no process,
   * until the hold is released.
   *
   * @param target A content id, or the subject of events.
   * @returns null: there is nothing of it that could be held.
   * @throws ProvenanceError EVENT_MALFORMED for a reason or name that is none.
   */
  hold(target: string, why: HoldReason): Promise<LegalHold | null>;
  /**
   * Releases a hold that {@link hold} has placed. Others on the same stay in force.
   *
   * @returns null: none with this id is in force on it.
   */
  release(target: string, id: string, why: HoldReason): Promise<LegalHold | null>;
}

export interface EraseOptions {
  /** Default `request`. */
  readonly reason?: ErasureReason;
  /** Who does it, for the log: 1 to 256 bytes. It stays there for good. */
  readonly by?: string | null;
}

export interface PruneReport {
  /** Records and events that were erased. */
  readonly erased: number;
  /** Those whose retention is over as well, and which a hold keeps. */
  readonly held: number;
}

import type { Fingerprint, OriginRecord } from './record.ts';

/** Reads a registry. Needs no key: a verifier is given one of these and no more. */
export interface RegistryReader {
  /** For people: `lmdb` or `postgresql`. */
  readonly backend: string;
  byContentId(contentId: string): Promise<FoundRecord | null>;
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
   * @throws ProvenanceError RECORD_EXISTS for a content id that other content has, RECORD_MALFORMED,
   *   REGISTRY_UNAVAILABLE.
   */
  put(
    record: OriginRecord,
    options?: { readonly manifestStore?: Uint8Array | null; readonly signal?: AbortSignal },
  ): Promise<FoundRecord>;
}

/** A record with what proves it. Its signature was checked; whether its issuer is trusted was not. */
export interface FoundRecord {
  readonly record: OriginRecord;
  /** COSE_Sign1: anyone with the issuer's certificate can check it, offline. */
  readonly receipt: Uint8Array;
  /** PEM, the signing certificate first, as the registry has them. */
  readonly certificates: string;
  /** Null: none was kept. Its hash is the one in the record. */
  readonly manifestStore: Uint8Array | null;
  readonly logIndex: number;
}

export interface SimilarRecord extends FoundRecord {
  readonly alg: string;
  /** Bits that differ, of 256. */
  readonly distance: number;
  /** Which of the given values was nearest. */
  readonly variant: number;
}

/** Inclusion proof of RFC 6962 2.1.1, with the signed head it leads to. */
export interface InclusionProof {
  readonly logIndex: number;
  readonly leafHash: Uint8Array;
  readonly path: readonly Uint8Array[];
  readonly treeSize: number;
  /** COSE_Sign1 over size, root and time. */
  readonly head: Uint8Array;
}

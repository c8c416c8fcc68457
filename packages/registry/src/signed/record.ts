/** What the registry keeps of one marked output, and what its receipt is signed over. */
export interface OriginRecord {
  /** 16 hexadecimal digits: the payload of a picture's watermark; of a text, its number only. */
  readonly contentId: string;
  /** Organization of the issuer, as in the certificate. */
  readonly issuer: string;
  /** When it was made: RFC 3339 in UTC, to the millisecond. */
  readonly time: string;
  readonly mediaType: string;
  /** SHA-256 of the bytes that were handed out: 32 bytes. */
  readonly contentHash: Uint8Array;
  /** The C2PA manifest; the store itself is kept beside the record. Null: it was not signed. */
  readonly manifest: {
    /** Label of the active manifest. No signature covers it: it finds a record and proves nothing. */
    readonly id: string;
    /** SHA-256 of the manifest store: 32 bytes. */
    readonly hash: Uint8Array;
  } | null;
  /** Null: it carries none. */
  readonly watermark: { readonly alg: string; readonly keyId: string } | null;
  /** 32 at most; of one algorithm there may be several, as of the pieces of a text. */
  readonly fingerprints: readonly Fingerprint[];
  readonly model: { readonly name: string; readonly version: string | null } | null;
  /** The issuer's own number of the request: no personal data belongs here. */
  readonly requestId: string | null;
  /** A commitment to the prompt (SHA-256 over salt and prompt; 32 bytes). The salt is not kept. */
  readonly promptHash: Uint8Array | null;
  /** After this day the record is to be erased: YYYY-MM-DD. Null: kept until it is asked for. */
  readonly retainUntil: string | null;
}

/** How content looks or reads, so that it is found when its bytes have changed. */
export interface Fingerprint {
  /** Reverse-DNS name. */
  readonly alg: string;
  /** 32 bytes (256 bits) where it is searched by distance; else up to 4096 bytes, kept and not searched. */
  readonly value: Uint8Array;
  /** How much there is to recognise, 0..100. Below {@link LEAST_QUALITY} it is kept and not searched. */
  readonly quality: number;
}

/** PDQ's own advice: hashes of featureless pictures match each other. */
export const LEAST_QUALITY = 50;

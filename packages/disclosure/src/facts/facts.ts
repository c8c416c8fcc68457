/** What is so, read from the running system when a statement is made. No secret is among it. */
export interface SystemFacts {
  /** YYYY-MM-DD, in UTC. */
  readonly today: string;
  readonly software: { readonly name: string; readonly version: string };
  /** Null: none is configured. */
  readonly signer: SignerFacts | null;
  /** How many watermark keys are configured, and how many of these may still mark. */
  readonly watermarkKeys: number;
  readonly markingKeys: number;
  /** Null: none is configured. */
  readonly registry: RegistryFacts | null;
  /** What texts are marked with; null: no profile is named. */
  readonly textProfile: { readonly scheme: string } | null;
  /** What holds outputs against protected works before they are handed out; null: nothing does. */
  readonly guard: GuardFacts | null;
  /** Whether the detector that the answers name was asked, and answered. */
  readonly detector: 'reached' | 'silent' | 'not-asked';
}

export interface SignerFacts {
  /** As in the certificate; null where it names none. */
  readonly organization: string | null;
  /** As `Ed25519`, `ES256`. */
  readonly algorithm: string;
  /** First and last day of the certificate. */
  readonly from: string;
  readonly to: string;
  readonly development: boolean;
  /** Host of the time-stamp authority; null: none is configured. */
  readonly timeStamps: string | null;
}

export interface GuardFacts {
  /** What becomes of an output that is like a work. */
  readonly action: 'block' | 'flag' | 'log';
  /** On the list. */
  readonly works: number;
}

export interface RegistryFacts {
  /** `lmdb` or `postgresql`. */
  readonly backend: string;
  /** What becomes of an output whose record cannot be written. */
  readonly recordMode: 'require' | 'queue' | 'skip';
  /** Of the whole log. */
  readonly entries: number;
  readonly erased: number;
  /** RFC 3339 of its newest signed head; null of an empty log. */
  readonly head: string | null;
  readonly counts: RecordCounts;
  readonly requests: RequestFacts;
}

/** How long requests are kept with their answers. */
export interface RequestFacts {
  /** Days, where the request itself does not say otherwise. */
  readonly keepDays: number;
  /** The fewest days of a request that is on record; null: none has a last day. */
  readonly fewestDays: number | null;
}

/** Records that were made in a span of days, and were not erased since. */
export interface RecordCounts {
  /** First and last day, in UTC. */
  readonly from: string;
  readonly to: string;
  readonly records: number;
  /** With a content credential, a watermark, the name of a model. */
  readonly signed: number;
  readonly watermarked: number;
  readonly named: number;
  /** Different names of models. */
  readonly models: number;
  /** Those with a day on which they are to be erased, and the first and last of these days. */
  readonly bounded: number;
  readonly first: string | null;
  readonly last: string | null;
}

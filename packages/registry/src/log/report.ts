import type { Lookup } from '../backend/backend.ts';

/** What can be wrong with a log, and where. */
export interface LogProblem {
  readonly kind: (typeof LOG_PROBLEMS)[number];
  /** Of the entry; of a head its size; of a node its first leaf. */
  readonly index: number;
}

/** Every kind of problem. What each means is a message `log.problem.KIND`. */
export const LOG_PROBLEMS = [
  'removed',
  'altered',
  'reordered',
  'inserted',
  'truncated',
  'issuer',
  'store',
  'erasure',
  'held',
  'unindexed',
  'unhashed',
  'unlabelled',
  'unlike',
  'unscheduled',
  'unlisted',
  'unerasable',
  'stray',
  'node',
  'head',
  'unsigned',
  'stranger',
  'forked',
] as const;

/** Of look-ups that do not lead to their record. */
export const LOOKUP_PROBLEMS = {
  contentId: 'unindexed',
  subject: 'unindexed',
  contentHash: 'unhashed',
  manifestId: 'unlabelled',
  fingerprint: 'unlike',
  retention: 'unscheduled',
  traits: 'unlisted',
  erasure: 'unerasable',
} as const satisfies Record<Lookup, (typeof LOG_PROBLEMS)[number]>;

export interface LogReport {
  /** Nothing was found to be wrong. */
  readonly verified: boolean;
  /** The first hundred, in the order in which they were met. */
  readonly problems: readonly LogProblem[];
  readonly problemCount: number;
  /** Where the walk began: 0, or the size of the head that what came before was verified up to. */
  readonly from: number;
  /** Size of the log; of all else, what was looked at from there on. */
  readonly entries: number;
  readonly records: number;
  readonly events: number;
  readonly erasures: number;
  /** Records of a key that somebody else may have, dated from when that is so on: who has it may have made them. */
  readonly compromisedRecords: number;
  readonly heads: number;
  /** Root of the log as it is now: 32 bytes. */
  readonly root: Uint8Array;
  /** Who signed heads that hold, in the order in which they were met: a hundred at most. */
  readonly signers: readonly LogSigner[];
  /**
   * How many of its first entries were written where two processes at a time could lose what they had
   * acknowledged (see `BackendStats`). What was lost so is in no log, and nothing here can find it.
   */
  readonly unguarded: number;
}

/** A certificate, as the registry has it. Whether anybody trusts it is not looked at. */
export interface LogSigner {
  readonly organization: string | null;
  /** SHA-256 of the certificate, or the name of the record key: 32 bytes. */
  readonly thumbprint: Uint8Array;
  /** SHA-256 of the certificate that has certified the record key; null: the certificate is that of the key itself. */
  readonly certifiedBy: Uint8Array | null;
  /** Heads that it signed. */
  readonly heads: number;
  /** Somebody else may have its key, or that of who has certified it, as the caller has said. */
  readonly compromised: boolean;
  /** It is one of those that were given, or certified by one, and not compromised. Null: none were given. */
  readonly accepted: boolean | null;
}

import type { Lookup } from '../backend/backend.ts';

/** What can be wrong with a log, and where. */
export interface LogProblem {
  readonly kind: keyof typeof LOG_PROBLEMS;
  /** Of the entry; of a head its size; of a node its first leaf. */
  readonly index: number;
}

/** Every kind of problem, for people. */
export const LOG_PROBLEMS = {
  removed: 'The entry is gone, and the log does not say that it was erased.',
  altered: 'The entry is not what was logged, or its signature does not hold.',
  reordered: 'A genuine entry stands where another one was logged.',
  inserted: 'The entry is beyond the end of the log.',
  truncated: 'The log ends before something that was signed.',
  issuer: 'The record names another issuer than the certificate that signed it.',
  store: 'The manifest store of the record is gone, or is another.',
  erasure: 'What is said to be erased is still there, or was never logged so.',
  unindexed: 'The record is not found by its content id.',
  unhashed: 'The record is not found by the hash of its content.',
  unlabelled: 'The record is not found by the label of its manifest.',
  unlike: 'The record is not found by its likeness.',
  unscheduled: 'The day after which the record is to be erased is not noted.',
  unerasable: 'What leads to the record would stay behind when it is erased.',
  stray: 'Something leads to this entry, or is kept with it, that does not belong to it.',
  node: 'A node of the tree is not what its leaves give.',
  head: 'A signed head is not over this log.',
  unsigned: 'No signed head covers the end of the log.',
  stranger: 'No head of the issuer covers the end of the log: somebody else has signed it.',
  forked: 'The log is not the one whose head was saved.',
} as const;

/** Of look-ups that do not lead to their record. */
export const LOOKUP_PROBLEMS = {
  contentId: 'unindexed',
  contentHash: 'unhashed',
  manifestId: 'unlabelled',
  fingerprint: 'unlike',
  retention: 'unscheduled',
  erasure: 'unerasable',
} as const satisfies Record<Lookup, keyof typeof LOG_PROBLEMS>;

export interface LogReport {
  /** Nothing was found to be wrong. */
  readonly verified: boolean;
  /** The first hundred, in the order in which they were met. */
  readonly problems: readonly LogProblem[];
  readonly problemCount: number;
  /** What was looked at. */
  readonly entries: number;
  readonly records: number;
  readonly erasures: number;
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
  /** SHA-256 of the certificate: 32 bytes. */
  readonly thumbprint: Uint8Array;
  /** Heads that it signed. */
  readonly heads: number;
  /** It is one of those that were given. Null: none were. */
  readonly accepted: boolean | null;
}

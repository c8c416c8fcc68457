export type {
  AppendOutcome,
  Backend,
  BackendStats,
  Batch,
  EntryKeys,
  LogState,
  NewEntry,
  NodeId,
  SimilarHit,
  SimilarQuery,
  StoredEntry,
  StoredHead,
} from './backend.ts';
export type { Erasure, ErasureReason } from './erasure.ts';
export { exportRegistry } from './export.ts';
export { type ImportOptions, type ImportReport, importRegistry } from './import.ts';
export { type LmdbOptions, openLmdb } from './lmdb.ts';
export { type ProofReport, verifyConsistency, verifyInclusion } from './log-proof.ts';
export { MOST_DISTANCE } from './multi-index.ts';
export { type Delivery, type Outbox, openOutbox } from './outbox.ts';
export { openPostgres, type PostgresOptions } from './postgres.ts';
export { type ReceiptReport, verifyReceipt } from './receipt.ts';
export { type Fingerprint, LEAST_QUALITY, type OriginRecord } from './record.ts';
export type {
  ConsistencyProof,
  FoundRecord,
  InclusionProof,
  IssuerRegistry,
  Registry,
  RegistryLog,
  RegistryReader,
  SignedTreeHead,
  SimilarRecord,
} from './registry.ts';
export { readRegistry } from './registry-read.ts';
export { createRegistry, type RegistryOptions } from './registry-write.ts';
export type { RecordSigner } from './signer.ts';
export type { TreeHead } from './tree-head.ts';
export {
  LOG_PROBLEMS,
  type LogProblem,
  type LogReport,
  type VerifyLogOptions,
  verifyLog,
} from './verify-log.ts';

export { type AuditEntry, auditRegistry, logOperation } from './audit.ts';
export type {
  AppendOutcome,
  Backend,
  BackendStats,
  Batch,
  EntryKeys,
  EventKeys,
  EventQuery,
  IssuedContentIds,
  LogState,
  NewEntry,
  NodeId,
  SimilarHit,
  SimilarQuery,
  StoredEntry,
  StoredHead,
} from './backend/backend.ts';
export { MOST_DISTANCE } from './backend/multi-index.ts';
export { exportRegistry } from './exchange/export.ts';
export { type ImportOptions, type ImportReport, importRegistry } from './exchange/import.ts';
export { allHolds, holdsOn } from './holds.ts';
export { type LmdbOptions, openLmdb } from './lmdb/backend.ts';
export type { FoundEvent, FoundRecord } from './log/check.ts';
export {
  type ConsistencyProof,
  type InclusionProof,
  type ProofOptions,
  type ProofReport,
  verifyConsistency,
  verifyInclusion,
} from './log/proof.ts';
export { LOG_PROBLEMS, type LogProblem, type LogReport, type LogSigner } from './log/report.ts';
export { type VerifyLogOptions, verifyLog } from './log/verify.ts';
export { type Delivery, type Outbox, openOutbox } from './outbox.ts';
export { openPostgres, type PostgresOptions } from './postgres/open.ts';
export { readRegistry } from './read.ts';
export type {
  EraseOptions,
  IssuerRegistry,
  PruneReport,
  Registry,
  RegistryLog,
  RegistryReader,
  SignedTreeHead,
  SimilarRecord,
} from './registry.ts';
export {
  type Answer,
  allRequests,
  answerRequest,
  type ContentRequest,
  openRequest,
  type RequestAnswer,
  requestById,
} from './requests.ts';
export {
  type RecordQuery,
  type RegistryReport,
  type ReportRow,
  reportRegistry,
  searchRecords,
} from './search.ts';
export type { CompromisedSince } from './signed/certificate.ts';
export type { Erasure, ErasureReason } from './signed/erasure.ts';
export type { LogEvent } from './signed/event.ts';
export type { HoldReason, LegalHold } from './signed/hold.ts';
export type { Operation } from './signed/operation.ts';
export { type ReceiptOptions, type ReceiptReport, verifyReceipt } from './signed/receipt.ts';
export { type Fingerprint, LEAST_QUALITY, type OriginRecord } from './signed/record.ts';
export {
  createRecordKey,
  type DelegatingSigner,
  describeRecordKey,
  type RecordKey,
  type RecordKeyDescription,
  type RecordKeyOptions,
  recordKeySigner,
} from './signed/record-key.ts';
export type { RecordSigner } from './signed/signer.ts';
export { LOG_ID, type TreeHead } from './signed/tree-head.ts';
export {
  addWork,
  GUARD_ACTIONS,
  type GuardAction,
  type GuardHit,
  hitsOn,
  logHit,
  type ProtectedWork,
  removeWork,
  type WorkChanges,
  type WorkFingerprint,
  type WorkKind,
  workById,
  workChanges,
} from './works.ts';
export { createRegistry, type RegistryOptions } from './write.ts';

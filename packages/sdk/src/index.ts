export {
  type Action,
  type AiDisclosure,
  type Assertion,
  type CallbackSignerOptions,
  type CompositeOrigin,
  type CreatedOrigin,
  type CredentialPart,
  type CredentialReport,
  type CredentialState,
  type CrJsonDocument,
  type CrJsonGenerator,
  type CrJsonManifest,
  type CrJsonTrustList,
  callbackSigner,
  createDevelopmentCertificates,
  type DevelopmentCertificateOptions,
  type DevelopmentCertificates,
  type DigitalSourceType,
  type Ed25519SignerOptions,
  type EditedOrigin,
  ed25519Signer,
  hashPrompt,
  type IngredientSource,
  type Model,
  type NamedTrustList,
  type Origin,
  type PemSignerOptions,
  type Prompt,
  type PromptHash,
  pemSigner,
  type Signed,
  type SignedBytes,
  type SignedFile,
  type SignedText,
  type Signer,
  type SignerDescription,
  type SigningAlgorithm,
  type SignTextOptions,
  type SignTextStreamOptions,
  type SoftBinding,
  type Software,
  type SoftwareAgent,
  signText,
  signTextStream,
  type Thumbnail,
  type ThumbnailType,
  type TrainingMining,
  type TrainingMiningKey,
  type TrainingMiningUse,
  type Trust,
  type TrustDescription,
  type TrustListDescription,
  type TrustSource,
  type TrustSources,
} from '@provenance/c2pa';
export { type ContentInput, type ErrorCode, ProvenanceError } from '@provenance/content';
export type { FileInput } from '@provenance/content/node';
export type { Language, Message } from '@provenance/messages';
export type {
  Fingerprint,
  FoundRecord,
  InclusionProof,
  OriginRecord,
  Registry,
  RegistryReader,
  SimilarRecord,
} from '@provenance/registry';
export type { Batch, BatchItem, BatchOptions } from './batch/batch.ts';
export type { CompromisedSigner } from './claims/compromised.ts';
export type {
  MarkedKind,
  NamedKind,
  OriginKind,
  SourceType,
} from './claims/source-type.ts';
export type { Look } from './content/fingerprint.ts';
export type { DescribedWork, GuardedLook } from './content/guarded.ts';
export { SOFT_BINDING_ALGORITHM, TEXT_MARK_ALGORITHM } from './content/id.ts';
export type { TextContent } from './content/text.ts';
export { type CrJsonOptions, type CrJsonResult, crJson } from './crjson.ts';
export { type DetectManyOptions, type DetectOutcome, detectMany } from './detect-many.ts';
export {
  type EmbedItem,
  type EmbedManyOptions,
  type EmbedOutcome,
  embedMany,
} from './embed-many.ts';
export type {
  ActionEvidence,
  BindingEvidence,
  Evidence,
  EvidenceStrength,
  FailureEvidence,
  IngredientEvidence,
  LabelEvidence,
  LabelGapEvidence,
  ManifestEvidence,
  NoLabelEvidence,
  OriginEvidence,
  PartEvidence,
  RecordEvidence,
  SignatureEvidence,
  SoftBindingEvidence,
  TextMarkEvidence,
  TimeEvidence,
  TrustEvidence,
  UsageEvidence,
  WarningEvidence,
  WatermarkEvidence,
} from './evidence/evidence.ts';
export type { GuardLookOptions } from './guard.ts';
export type { Looked, Unchecked } from './judge/completeness.ts';
export type { Policy, PolicyOutcome } from './judge/policy.ts';
export type { Verdict } from './judge/verdict.ts';
export type {
  NamedTextMark,
  NamedWatermarkKey,
  RegistrySource,
  TextMarkOptions,
  WatermarkOptions,
} from './look/options.ts';
export type { FoundBy } from './look/record.ts';
export {
  type MarkBytesOptions,
  type MarkDetails,
  type MarkedBytes,
  type MarkedFile,
  type MarkedText,
  type MarkFileOptions,
  type MarkOptions,
  type MarkSettings,
  type MarkTextOptions,
  mark,
  type WatermarkDetails,
} from './mark.ts';
export {
  type MarkItem,
  type MarkManyOptions,
  type MarkOutcome,
  markMany,
} from './mark-many.ts';
export {
  type MarkedTextStream,
  type MarkTextStreamOptions,
  markTextStream,
  type StreamedMark,
} from './mark-stream.ts';
export { createMarker, type Marker, type MarkerCallOptions, type MarkerOptions } from './marker.ts';
export {
  createGuard,
  type Guard,
  type GuardMatch,
  type GuardOptions,
  type GuardOutcome,
  type OutputGuard,
} from './marking/guard.ts';
export type {
  RecordOptions,
  RecordOutbox,
  RecordOutcome,
  RetainedKind,
  Retention,
} from './marking/record.ts';
export type { TextDrawn, TextMarkDetails } from './marking/text-mark.ts';
export {
  type DetectWatermarkOptions,
  detectWatermark,
  type EmbedWatermarkOptions,
  embedWatermark,
  type MarkedImage,
  type Unmarked,
  type WatermarkDetection,
  type WatermarkKey,
} from './picture/file.ts';
export type { RawPixels } from './picture/raw.ts';
export type { Detected, DetectJob } from './picture/work.ts';
export type {
  CredentialSummary,
  FoundTextMarkSummary,
  PartReport,
  RecordSummary,
  RegistrySummary,
  ReportedEvidence,
  Said,
  Summary,
  SummaryLine,
  TextMarkSummary,
  VerdictReport,
  VerifyReport,
  WatermarkSummary,
} from './report/report.ts';
export type { SummaryStatus } from './report/summary.ts';
export type { Resolver, ResolverProblem } from './resolution/ask.ts';
export type { SoftBindingValue } from './resolution/client.ts';
export {
  type ResolvedManifest,
  type ResolveOptions,
  type ResolveReport,
  resolve,
} from './resolve.ts';
export { type SignBytesOptions, type SignFileOptions, type SignOptions, sign } from './sign.ts';
export {
  type TracedBy,
  type TracedRecord,
  type TraceOptions,
  type TraceReport,
  trace,
} from './trace.ts';
export {
  loadTrust,
  type PublicTrustOptions,
  publicTrustSources,
} from './trust.ts';
export {
  createVerifier,
  type ReadCallOptions,
  type Verifier,
  type VerifierCallOptions,
  type VerifierOptions,
} from './verifier.ts';
export { type VerifyOptions, verify } from './verify.ts';
export { type VerifyManyOptions, type VerifyOutcome, verifyMany } from './verify-many.ts';
export { type OperationEvent, WORKER_CHANNELS, type WorkerEvent } from './workers/events.ts';
export type { WorkerLoad, WorkerOptions } from './workers/pool.ts';
export type { TokenizerModule, WorkerTextMark } from './workers/text-mark.ts';

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
  loadTrust,
  type Model,
  type Origin,
  type PemSignerOptions,
  type Prompt,
  type PromptHash,
  pemSigner,
  type SignBytesOptions,
  type Signed,
  type SignedBytes,
  type SignedFile,
  type SignedText,
  type Signer,
  type SignerDescription,
  type SignFileOptions,
  type SigningAlgorithm,
  type SignOptions,
  type SignTextOptions,
  type SignTextStreamOptions,
  type SoftBinding,
  type Software,
  type SoftwareAgent,
  signText,
  signTextStream,
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
export type {
  Fingerprint,
  FoundRecord,
  InclusionProof,
  OriginRecord,
  Registry,
  RegistryReader,
  SimilarRecord,
} from '@provenance/registry';
export type { Batch, BatchItem, BatchOptions } from './batch.ts';
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
  FoundBy,
  IngredientEvidence,
  Look,
  ManifestEvidence,
  MarkedKind,
  OriginEvidence,
  OriginKind,
  PartEvidence,
  RecordEvidence,
  SignatureEvidence,
  SoftBindingEvidence,
  TimeEvidence,
  TrustEvidence,
  UsageEvidence,
  WarningEvidence,
  WatermarkEvidence,
} from './evidence.ts';
export { ALIKE_BITS } from './fingerprints.ts';
export { judge } from './judge.ts';
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
  unmarkedMeaning,
  type WatermarkDetails,
} from './mark.ts';
export {
  type MarkItem,
  type MarkManyOptions,
  type MarkOutcome,
  markMany,
} from './mark-many.ts';
export { mapOrdered } from './ordered.ts';
export { plainText, quoted } from './plain-text.ts';
export type { RecordOptions, RecordOutbox, RecordOutcome } from './record.ts';
export type { RegistrySource } from './registry-look.ts';
export type {
  CredentialSummary,
  PartReport,
  Policy,
  PolicyOutcome,
  RecordSummary,
  RegistrySummary,
  Verdict,
  VerifyReport,
  WatermarkSummary,
} from './report.ts';
export { sign } from './sign.ts';
export { SOFT_BINDING_ALGORITHM } from './soft-binding.ts';
export { type SourceType, sourceType } from './source-type.ts';
export { statusMeaning } from './status-meaning.ts';
export type { TextContent } from './text-content.ts';
export {
  type TracedBy,
  type TracedRecord,
  type TraceOptions,
  type TraceReport,
  trace,
} from './trace.ts';
export {
  reportFromCredentials,
  unreadableReport,
  type VerifyOptions,
  verify,
} from './verify.ts';
export { type VerifyManyOptions, type VerifyOutcome, verifyMany } from './verify-many.ts';
export {
  detectWatermark,
  type EmbedWatermarkOptions,
  embedWatermark,
  type MarkedImage,
  type Unmarked,
  type WatermarkKey,
} from './watermark.ts';
export { chance } from './watermark-evidence.ts';
export type { NamedWatermarkKey, WatermarkOptions } from './watermark-look.ts';

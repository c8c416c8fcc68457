export {
  type CallbackSignerOptions,
  type CreatedOrigin,
  callbackSigner,
  createDevelopmentCertificates,
  type DevelopmentCertificates,
  type Ed25519SignerOptions,
  type EditedOrigin,
  ed25519Signer,
  hashPrompt,
  loadTrust,
  type Origin,
  type PemSignerOptions,
  pemSigner,
  type Signed,
  type Signer,
  type SignOptions,
  type Trust,
  type TrustSources,
} from '@provenance/c2pa';
export { type ContentInput, type ErrorCode, ProvenanceError } from '@provenance/content';
export type { FileInput } from '@provenance/content/node';
export type {
  ActionEvidence,
  BindingEvidence,
  Evidence,
  EvidenceStrength,
  FailureEvidence,
  IngredientEvidence,
  ManifestEvidence,
  OriginEvidence,
  OriginKind,
  SignatureEvidence,
  TimeEvidence,
  TrustEvidence,
  WarningEvidence,
} from './evidence.ts';
export { judge } from './judge.ts';
export { plainText } from './plain-text.ts';
export type { CredentialSummary, Policy, PolicyOutcome, Verdict, VerifyReport } from './report.ts';
export { sign } from './sign.ts';
export { statusMeaning } from './status-meaning.ts';
export { reportOf, unreadable, type VerifyOptions, verify } from './verify.ts';

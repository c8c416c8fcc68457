export { SIGNING_ALGORITHMS, type SigningAlgorithm } from '@provenance/cose';
export type { CommentSyntax, TextFormat, TextMethod } from '@provenance/text';
export type { TextInput } from './asset/text.ts';
export { checkSigningCertificate } from './certificate/check.ts';
export { type CertificateDescription, describeCertificates } from './certificate/describe.ts';
export {
  createDevelopmentCertificates,
  type DevelopmentCertificateOptions,
  type DevelopmentCertificates,
} from './certificate/development.ts';
export { type CertificateRequestOptions, createCertificateRequest } from './certificate/request.ts';
export type { CertificateInfo, DistinguishedName } from './crjson/certificate.ts';
export type {
  CrJsonDocument,
  CrJsonManifest,
  CrJsonStatus,
  CrJsonStatuses,
  CrJsonTrustList,
} from './crjson/document.ts';
export type { Json } from './crjson/value.ts';
export { type EngineDescription, engine } from './engine/engine.ts';
export type { EngineHole } from './engine/known-holes.ts';
export type {
  IdentityDescription,
  IdentityHolder,
  VerifiedIdentity,
} from './identity/identity.ts';
export { buildManifest, type ManifestPlan, type PlannedIngredient } from './manifest/definition.ts';
export {
  type Action,
  type AiDisclosure,
  type Assertion,
  type CompositeOrigin,
  type CreatedOrigin,
  DIGITAL_SOURCE_TYPES,
  type DigitalSourceType,
  type EditedOrigin,
  type IngredientSource,
  type Model,
  type Origin,
  type Prompt,
  type PromptHash,
  type SoftBinding,
  type Software,
  type SoftwareAgent,
  type TrainingMining,
  type TrainingMiningKey,
} from './manifest/origin.ts';
export { checkOrigin } from './manifest/origin-check.ts';
export { hashPrompt } from './manifest/prompt.ts';
export type { MakeThumbnail, ThumbnailFile, ThumbnailType } from './manifest/thumbnail.ts';
export { readCertificates } from './read/certificates.ts';
export { readCredentials, verifyText } from './read/credentials.ts';
export { type CrJsonGenerator, type CrJsonReading, readCrJson } from './read/crjson.ts';
export type { ReadOptions, ReadTextOptions } from './read/options.ts';
export {
  FetchError,
  type FetchProblem,
  fetchPublic,
  type PublicRequest,
} from './read/public-fetch.ts';
export { listResources, type Resource, readResource } from './read/resource.ts';
export { readThumbnails, type Thumbnail } from './read/thumbnail.ts';
export type {
  ActionDescription,
  AssertionDescription,
  CredentialPart,
  CredentialReport,
  CredentialState,
  IngredientDescription,
  LeftOut,
  LeftOutKind,
  ManifestDescription,
  SignerDescription,
  SoftBindingDescription,
  SoftwareDescription,
  TextDifference,
  TrainingMiningUse,
} from './report/report.ts';
export { signContent } from './sign/content.ts';
export type {
  SignBytesOptions,
  Signed,
  SignedBytes,
  SignedFile,
  SignedText,
  SignFileOptions,
  SignOptions,
  SignTextOptions,
  SignTextStreamOptions,
} from './sign/options.ts';
export { signText } from './sign/text.ts';
export { signTextStream } from './sign/text-stream.ts';
export { type CallbackSignerOptions, callbackSigner } from './signer/callback.ts';
export { type Ed25519SignerOptions, ed25519Signer } from './signer/ed25519.ts';
export { type PemSignerOptions, pemSigner } from './signer/pem.ts';
export type { Signer } from './signer/signer.ts';
export type { Status } from './store/status.ts';
export {
  loadTrust,
  type NamedTrustList,
  type PackedTrust,
  packTrust,
  type Trust,
  type TrustDescription,
  type TrustListDescription,
  type TrustSource,
  type TrustSources,
  unpackTrust,
} from './trust/lists.ts';

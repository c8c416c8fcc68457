export type { ContentIdFound, DecodeOptions } from './content-id/decode.ts';
export { decodeContentId } from './content-id/decode.ts';
export type { ContentIdSource, IssuedIds } from './content-id/issued.ts';
export { createIssuedIds } from './content-id/issued.ts';
export { CONTENT_ID_BYTES, checkedContentId } from './content-id/word.ts';
export { cleanText } from './detect/clean.ts';
export type { DetectTextOptions, TextMarkTarget } from './detect/detect-text.ts';
export { detectText } from './detect/detect-text.ts';
export type { DetectOptions, DetectTokensOptions } from './detect/detect-tokens.ts';
export { detectTokens } from './detect/detect-tokens.ts';
export type {
  FoundMark,
  MarkName,
  TextMarkOutcome,
  TextMarkReport,
  TextMarkTest,
  TextVariant,
} from './detect/report.ts';
export type { StreamEvidence, TextMarkStream } from './detect/stream.ts';
export { createTextMarkStream } from './detect/stream.ts';
export type {
  DeriveOptions,
  PackedTextMarkKey,
  ServerKey,
  TextMarkKey,
  TextMarkKeyOptions,
} from './key/key.ts';
export {
  deriveServerKey,
  deriveTextMarkKey,
  MASTER_KEY_BYTES,
  packTextMarkKey,
  serverTextMarkKey,
  unpackTextMarkKey,
} from './key/key.ts';
export type { SchemeParameters, TextMarkScheme } from './key/scheme.ts';
export { TEXT_MARK_SCHEMES } from './key/scheme.ts';
export type { Candidates, SamplingOptions } from './marker/candidates.ts';
export type {
  ContextScope,
  MarkerContext,
  TextMarkDraw,
  TextMarker,
  TextMarkerOptions,
  UnmarkedReason,
} from './marker/marker.ts';
export { createTextMarker } from './marker/marker.ts';
export type { UniformSource } from './marker/random.ts';
export type { TextMarkProfile } from './profile/profile.ts';
export {
  checkTextMarkProfile,
  makeTextMarkProfile,
  PROFILE_FORMAT,
  parseTextMarkProfile,
  serialiseTextMarkProfile,
} from './profile/profile.ts';
export type { ServerConfig } from './profile/server-config.ts';
export { readSglangConfig, readVllmConfig } from './profile/server-config.ts';
export type { TextTokenizer, TokenizerName } from './tokenizer/tokenizer.ts';
export { vocabularyHash } from './tokenizer/tokenizer.ts';
export type { TokenIds } from './tokens/ids.ts';

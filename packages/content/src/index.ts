export { ERROR_CODES, type ErrorCode, ProvenanceError } from './error.ts';
export {
  type ContentInput,
  checkLength,
  checkMaxBytes,
  DEFAULT_MAX_BYTES,
  readContent,
} from './input.ts';
export { checkKnownKeys, checkObject, type KnownKeys } from './known-keys.ts';
export {
  detectMediaType,
  MEDIA_TYPE_HEADER_BYTES,
  MEDIA_TYPES,
  type MediaType,
  mediaTypeOfName,
} from './media-type.ts';
export { isTextType, looksLikeText } from './text-type.ts';

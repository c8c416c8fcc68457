export { isInComment } from './block.ts';
export type { Embedding, ReferencingText } from './embed.ts';
export { prepareEmbedding, prepareReference } from './embed.ts';
export type { CommentSyntax, TextFormat } from './format.ts';
export { textFormatOf } from './format.ts';
export { hashedPieces } from './hashed.ts';
export { locate } from './locate.ts';
export type {
  AbsenceReason,
  ByteRange,
  Candidate,
  Credential,
  Location,
  TextMethod,
} from './location.ts';
export type { NfcStream } from './nfc.ts';
export { createNfcStream } from './nfc.ts';
export { strip } from './strip.ts';
export { IllFormedTextError } from './utf8.ts';
export { encodeWrapper, wrapperLength } from './wrapper.ts';

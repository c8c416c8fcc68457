export { HASH_BYTES, hammingDistance } from './hamming.ts';
export type { LookComparison, MarkGeometry, Region } from './look/look.ts';
export { compareLook, LOOK_ALG, look } from './look/look.ts';
export { geometryOfView, type View, viewOf } from './look/view.ts';
export { createNearIndex, type NearHit, type NearIndex } from './near-index.ts';
export {
  createPartsDescriber,
  MOST_PARTS,
  PART_BYTES,
  PARTS_ALG,
  type PartsDescriber,
  type PictureLook,
  type PictureParts,
  partsFingerprint,
} from './parts/parts.ts';
export { createPartsIndex, type PartsIndex, type PartsMatch } from './parts/parts-index.ts';
export type { Image } from './picture/image.ts';
export type { Pdq, PdqVariants } from './picture/pdq.ts';
export { PDQ_ALG, pdq, pdqVariants } from './picture/pdq.ts';
export type { TextFingerprint, TextReader } from './text/text.ts';
export {
  createTextReader,
  TEXT_ALG,
  TEXT_PIECE_ALG,
  textFingerprint,
  textPieces,
} from './text/text.ts';

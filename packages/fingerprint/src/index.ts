export { HASH_BYTES, hammingDistance } from './hamming.ts';
export type { Image } from './image.ts';
export type { LookComparison, MarkGeometry, Region } from './look.ts';
export { compareLook, LOOK_ALG, look } from './look.ts';
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
} from './parts.ts';
export { createPartsIndex, type PartsIndex, type PartsMatch } from './parts-index.ts';
export type { Pdq, PdqVariants } from './pdq.ts';
export { PDQ_ALG, pdq, pdqVariants } from './pdq.ts';
export type { TextFingerprint, TextReader } from './text.ts';
export {
  createTextReader,
  TEXT_ALG,
  TEXT_PIECE_ALG,
  textFingerprint,
  textPieces,
} from './text.ts';
export { geometryOfView, type View, viewOf } from './view.ts';

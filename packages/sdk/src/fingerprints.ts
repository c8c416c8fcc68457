import {
  hammingDistance,
  PDQ_ALG,
  pdq,
  pdqVariants,
  TEXT_ALG,
  TEXT_PIECE_ALG,
  type TextFingerprint,
  textFingerprint,
  textPieces,
} from '@provenance/fingerprint';
import type { DecodedImage } from '@provenance/image';
import type { Fingerprint } from '@provenance/registry';
import type { Geometry } from '@provenance/watermark';
import type { Look } from './evidence.ts';

/** How a picture looks, small enough to be sent between threads. */
export interface PictureLook {
  /** Of the picture and of it turned and mirrored: 32 bytes each. */
  readonly hashes: readonly Uint8Array[];
  readonly quality: number;
}

/** A fingerprint in all forms that content may have it in, and how far to look around it. */
export interface SearchedFingerprint {
  readonly alg: string;
  readonly values: readonly Uint8Array[];
  /** Bits of 256. */
  readonly distance: number;
}

/** PDQ's own threshold, and as far as the index is exact. */
const ALIKE_BITS = 31;
/** Hashes of featureless pictures match each other (PDQ's own advice). */
const LEAST_QUALITY = 50;
/** Pieces of a text by which an excerpt finds it: each is 32 bytes of the record. */
const MOST_PIECES = 16;

/** What an origin record says of how a picture looks. */
export async function pictureFingerprints(image: DecodedImage): Promise<Fingerprint[]> {
  const { hash, quality } = pdq(image);
  return [{ alg: PDQ_ALG, value: hash, quality }];
}

/** What an origin record says of how a text reads. */
export function textFingerprints(text: string): Fingerprint[] {
  const { hash, quality } = textFingerprint(text);
  return [
    { alg: TEXT_ALG, value: hash, quality },
    ...differentPieces(text).map(({ hash, quality }) => ({
      alg: TEXT_PIECE_ALG,
      value: hash,
      quality,
    })),
  ];
}

/** A refrain is one piece. */
function differentPieces(text: string): TextFingerprint[] {
  const pieces = textPieces(text, MOST_PIECES);
  return [...new Map(pieces.map((piece) => [piece.hash.join(), piece])).values()];
}

export async function lookOf(image: DecodedImage): Promise<PictureLook> {
  return pdqVariants(image);
}

export function searchedOfPicture({ hashes, quality }: PictureLook): SearchedFingerprint[] {
  return quality < LEAST_QUALITY ? [] : [{ alg: PDQ_ALG, values: hashes, distance: ALIKE_BITS }];
}

export function searchedOfText(text: string): SearchedFingerprint[] {
  const { hash, quality } = textFingerprint(text);
  const whole = { alg: TEXT_ALG, values: [hash], distance: ALIKE_BITS };
  const pieces = differentPieces(text).map((piece) => piece.hash);
  return [
    ...(quality < LEAST_QUALITY ? [] : [whole]),
    ...(pieces.length === 0 ? [] : [{ alg: TEXT_PIECE_ALG, values: pieces, distance: ALIKE_BITS }]),
  ];
}

/** Whether content looks like what was recorded, as far as what is on record tells. */
export function compareLooks(
  recorded: readonly Fingerprint[],
  {
    look,
  }: {
    readonly text: string | null;
    readonly look: PictureLook | null;
    readonly geometry: Geometry | null;
  },
): { readonly distance: number | null; readonly look: Look | null } {
  const hash = recorded.find(({ alg }) => alg === PDQ_ALG);
  if (look === null || hash === undefined) return { distance: null, look: null };
  const distance = Math.min(...look.hashes.map((one) => hammingDistance(one, hash.value)));
  return { distance, look: distance <= ALIKE_BITS ? 'same' : 'undecided' };
}

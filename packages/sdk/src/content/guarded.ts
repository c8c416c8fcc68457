import {
  createPartsDescriber,
  MOST_PARTS,
  PART_BYTES,
  PARTS_ALG,
  type PartsDescriber,
  PDQ_ALG,
  type PictureParts,
  partsFingerprint,
  pdqVariants,
  TEXT_ALG,
  TEXT_PIECE_ALG,
} from '@provenance/fingerprint';
import type { DecodedImage } from '@provenance/image';
import type { Fingerprint, ProtectedWork, WorkFingerprint } from '@provenance/registry';
import { LEAST_QUALITY } from './fingerprint.ts';

/** What a list of protected works is asked with: how an output looks or reads. Plain data, for threads. */
export type GuardedLook =
  | {
      readonly kind: 'picture';
      /** In the eight ways to lay it. */
      readonly hashes: readonly Uint8Array[];
      readonly quality: number;
      readonly parts: PictureParts;
    }
  | {
      readonly kind: 'text';
      /** As a whole; none of a text that is too short to tell. */
      readonly whole: readonly Uint8Array[];
      readonly pieces: readonly Uint8Array[];
    };

/** Parts that are looked for in an output: more than a work keeps, as an output may show less of it. */
const MOST_SOUGHT = 400;
/** Pieces of a text that are looked for, and kept of a work: some 110,000 letters. */
export const MOST_GUARDED_PIECES = 256;
/** Hashes in one value of a work: an event holds texts of 4096 bytes. */
const HASHES_A_VALUE = 64;
/** With fewer parts a work is found by its whole alone, or not at all. */
const LEAST_PARTS = 16;

let made: PartsDescriber | undefined;
/** Its memory is taken when the first picture comes. */
function describer(): PartsDescriber {
  made ??= createPartsDescriber();
  return made;
}

/** What it is asked with for a picture. */
type GuardedPicture = Extract<GuardedLook, { kind: 'picture' }>;

export function guardedPicture(image: DecodedImage): GuardedPicture {
  return { kind: 'picture', ...describer().look(image, MOST_SOUGHT) };
}

/** @param fingerprints of a text, with up to {@link MOST_GUARDED_PIECES} pieces */
export function guardedText(fingerprints: readonly Fingerprint[]): GuardedLook {
  const values = (wanted: string) =>
    fingerprints
      .filter(({ alg, quality }) => alg === wanted && quality >= LEAST_QUALITY)
      .map(({ value }) => value);
  return { kind: 'text', whole: values(TEXT_ALG), pieces: values(TEXT_PIECE_ALG) };
}

/** What a list keeps of a work; no fingerprints: there is too little in it that could be recognised. */
export type DescribedWork = Pick<ProtectedWork, 'kind' | 'fingerprints'>;

export function workOfPicture(image: DecodedImage): DescribedWork {
  const { hashes, quality } = pdqVariants(image);
  const parts = describer().describe(image, MOST_PARTS);
  const fingerprints: WorkFingerprint[] = [];
  if (quality >= LEAST_QUALITY) fingerprints.push({ alg: PDQ_ALG, value: hashes[0]! });
  // One part may be laid in several ways, and be counted as often.
  const value = partsFingerprint(parts);
  if (value.length >= LEAST_PARTS * PART_BYTES) fingerprints.push({ alg: PARTS_ALG, value });
  return { kind: 'picture', fingerprints };
}

/** @param fingerprints as for {@link guardedText} */
export function workOfText(fingerprints: readonly Fingerprint[]): DescribedWork {
  const look = guardedText(fingerprints);
  if (look.kind !== 'text') throw new TypeError('A text reads like a text.');
  const values = (alg: string, hashes: readonly Uint8Array[]): WorkFingerprint[] =>
    Array.from({ length: Math.ceil(hashes.length / HASHES_A_VALUE) }, (_, i) => ({
      alg,
      value: new Uint8Array(
        Buffer.concat(hashes.slice(i * HASHES_A_VALUE, (i + 1) * HASHES_A_VALUE)),
      ),
    }));
  return {
    kind: 'text',
    fingerprints: [...values(TEXT_ALG, look.whole), ...values(TEXT_PIECE_ALG, look.pieces)],
  };
}

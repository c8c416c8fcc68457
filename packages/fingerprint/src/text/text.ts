import { createNormaliser, normalise } from './normalise.ts';
import { cuts } from './pieces.ts';
import { shingles } from './shingles.ts';
import { type Sketch, sketch } from './sketch.ts';

/** Names the fingerprint of a whole text in records. */
export const TEXT_ALG = 'org.provenance.text.1';
/** Names the fingerprint of a piece of a text in records. */
export const TEXT_PIECE_ALG = 'org.provenance.text-piece.1';

/** How a text reads. */
export interface TextFingerprint {
  /** 256 bits in 32 bytes. Texts that share a part J of what they are made of differ in 128 (1 - J). */
  readonly hash: Uint8Array;
  /** How much there is to recognise, 0..100: 50 from about 100 letters that do not repeat. */
  readonly quality: number;
}

/** Below it, a piece is one that many texts have. */
const LEAST_PIECE_QUALITY = 50;

/** A text that is looked at as it comes, in parts. */
export interface TextReader {
  /** @throws TypeError if the part is not a string */
  push(part: string): void;
  /** What {@link textFingerprint} and {@link textPieces} say of all parts together. */
  end(): { readonly whole: TextFingerprint; readonly pieces: readonly TextFingerprint[] };
}

/**
 * Both fingerprints of a text from one look at it, in parts that are cut anywhere: who has to answer to
 * others meanwhile makes them short. Four megabytes take a second in all, a tenth of it at the end.
 *
 * @param most pieces, 1..256
 * @throws RangeError if `most` is not what it should be
 */
export function createTextReader(most = 16): TextReader {
  assertMost(most);
  const normaliser = createNormaliser();
  const parts: string[] = [];
  return {
    push(part) {
      assertText(part);
      parts.push(normaliser.push(part));
    },
    end() {
      const normalised = parts.join('') + normaliser.end();
      const hashes = shingles(normalised);
      return { whole: sketch(hashes), pieces: piecesOf(normalised, hashes, most) };
    },
  };
}

/**
 * By which a text is found again when it was copied, laid out anew, or changed here and there. Spaces,
 * line breaks, punctuation, quotation marks, case, width and characters that are not seen change
 * nothing. Time grows with the length of the text.
 *
 * @throws TypeError if it is not a string
 */
export function textFingerprint(text: string): TextFingerprint {
  assertText(text);
  return sketch(shingles(normalise(text)));
}

/**
 * Fingerprints of the pieces of a text, by which an excerpt finds its source and a text that was put
 * into another is found there: both are cut at the same places, after some 430 letters or 215 characters
 * of Japanese, Chinese or Korean. Of a text of more than `most` pieces, those that its content
 * chooses, in their order. Pieces that are too short to say anything are left out, so that there may be
 * none.
 *
 * @param most 1..256
 * @throws TypeError, RangeError if an argument is not what it should be
 */
export function textPieces(text: string, most = 16): TextFingerprint[] {
  assertText(text);
  assertMost(most);
  const normalised = normalise(text);
  return piecesOf(normalised, shingles(normalised), most);
}

function piecesOf(normalised: string, hashes: Uint32Array, most: number): TextFingerprint[] {
  const ends = [...cuts(normalised, hashes), hashes.length];
  const pieces: { rank: number; piece: Sketch }[] = [];
  for (let i = 0; i < ends.length; i++) {
    const part = hashes.subarray(i === 0 ? 0 : ends[i - 1]!, ends[i]!);
    const piece = sketch(part);
    if (piece.quality < LEAST_PIECE_QUALITY) continue;
    pieces.push({ rank: part.reduce((least, hash) => Math.min(least, hash)), piece });
  }
  const highest = pieces.map(({ rank }) => rank).sort((a, b) => a - b)[most - 1] ?? 2 ** 32;
  return pieces
    .filter(({ rank }) => rank <= highest)
    .map(({ piece }) => piece)
    .slice(0, most);
}

function assertMost(most: number): void {
  if (!Number.isInteger(most) || most < 1 || most > 256) {
    throw new RangeError(`The number of pieces is an integer 1..256, not ${most}.`);
  }
}

function assertText(text: string): void {
  if (typeof text !== 'string') throw new TypeError('A text is a string.');
}

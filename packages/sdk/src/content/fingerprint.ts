import { setImmediate } from 'node:timers/promises';
import {
  compareLook,
  createTextReader,
  geometryOfView,
  HASH_BYTES,
  hammingDistance,
  LOOK_ALG,
  look,
  PDQ_ALG,
  type PdqVariants,
  pdq,
  pdqVariants,
  TEXT_ALG,
  TEXT_PIECE_ALG,
  type TextFingerprint,
  type TextReader,
  type View,
  viewOf,
} from '@provenance/fingerprint';
import type { DecodedImage } from '@provenance/image';
import type { Fingerprint } from '@provenance/registry';
import type { Geometry } from '@provenance/watermark';
import { MOST_COMPARED_BYTES } from './text.ts';

/** Whether content looks (or reads) like what was recorded. */
export type Look = 'same' | 'different' | 'undecided';

/** How a picture looks, small enough to be sent between threads. */
export interface PictureLook {
  /** Of the picture and of it turned and mirrored: 32 bytes each. */
  readonly hashes: readonly Uint8Array[];
  readonly quality: number;
  /** What to compare with a look on record, once it is known with which. */
  readonly view: View;
}

/** How a text reads: as a whole, and in pieces. */
interface TextLook {
  readonly whole: TextFingerprint;
  readonly pieces: readonly TextFingerprint[];
}

/** A fingerprint in all forms that content may have it in, and how far to look around it. */
export interface SearchedFingerprint {
  readonly alg: string;
  readonly values: readonly Uint8Array[];
  /** Bits of 256. */
  readonly distance: number;
}

/** PDQ's own threshold, and as far as a registry searches (its MOST_DISTANCE). */
export const ALIKE_BITS = 31;
/** As what a registry searches (its LEAST_QUALITY): loading it for a number would take time. */
export const LEAST_QUALITY = 50;
/** Pieces of a text by which an excerpt finds it: each is 32 bytes of the record. */
const MOST_PIECES = 16;

/** What fingerprints of a picture are for: its manifest has how it looks as a whole, its record every part. */
export type FingerprintUse = 'manifest' | 'record';

/**
 * What an origin record, or a manifest, says of how a picture looks.
 *
 * @param geometry of the mark in this very picture; null if it has none
 * @param use undefined: none are wanted
 * @param seen what a guard was told of these very samples, so that it is not asked of them again
 */
export function pictureFingerprints(
  image: DecodedImage,
  geometry: Geometry | null,
  use: FingerprintUse | undefined,
  seen?: PdqVariants,
): Fingerprint[] {
  if (use === undefined) return [];
  const { hash, quality } =
    seen === undefined ? pdq(image) : { hash: seen.hashes[0]!, quality: seen.quality };
  const whole = { alg: PDQ_ALG, value: hash, quality };
  if (use === 'manifest') return [whole];
  return [whole, { alg: LOOK_ALG, value: look(image, geometry), quality }];
}

/** What a manifest names of how its picture looks; null for one without features, which many look like. */
export function namedFingerprint(
  fingerprints: readonly Fingerprint[],
): Pick<Fingerprint, 'alg' | 'value'> | null {
  const whole = fingerprints.find(
    ({ alg, quality }) => alg === PDQ_ALG && quality >= LEAST_QUALITY,
  );
  return whole === undefined ? null : { alg: whole.alg, value: whole.value };
}

/**
 * What an origin record says of how a text reads.
 *
 * @param most pieces, 1..256
 * @throws The signal's reason.
 */
export async function textFingerprints(
  text: string,
  signal: AbortSignal | undefined,
  most: number = MOST_PIECES,
): Promise<Fingerprint[]> {
  return recordedOf(await readText(text, signal, most));
}

function recordedOf({ whole, pieces }: TextLook): Fingerprint[] {
  return [
    { alg: TEXT_ALG, value: whole.hash, quality: whole.quality },
    ...pieces.map(({ hash, quality }) => ({ alg: TEXT_PIECE_ALG, value: hash, quality })),
  ];
}

/** UTF-16 units between two looks at the signal: some ten milliseconds. */
const READ_AT_ONCE = 1 << 15;

/** Piece by piece, so that others have their turn in this thread, and a signal is heard. */
async function readText(
  text: string,
  signal: AbortSignal | undefined,
  most: number = MOST_PIECES,
): Promise<TextLook> {
  const reader = createTextReader(most);
  for (let at = 0; at < text.length; at += READ_AT_ONCE) {
    reader.push(text.slice(at, at + READ_AT_ONCE));
    await setImmediate();
    signal?.throwIfAborted();
  }
  return lookOfText(reader);
}

function lookOfText(reader: TextReader): TextLook {
  const { whole, pieces } = reader.end();
  // A refrain is one piece.
  const different = new Map(pieces.map((piece) => [piece.hash.join(), piece]));
  return { whole, pieces: [...different.values()] };
}

/** {@link textFingerprints} of a text that comes in parts, each with its bytes of UTF-8. */
export class PassingText {
  #reader: TextReader | null;
  #length = 0;

  /** @param most pieces, 1..256 */
  constructor(most: number = MOST_PIECES) {
    this.#reader = createTextReader(most);
  }

  push(part: string, bytes: number): void {
    this.#length += bytes;
    // What is beyond it is not compared, and need not be kept.
    if (this.#length > MOST_COMPARED_BYTES) this.#reader = null;
    this.#reader?.push(part);
  }

  /** None of a text that is too long to be compared. */
  fingerprints(): Fingerprint[] {
    return this.#reader === null ? [] : recordedOf(lookOfText(this.#reader));
  }
}

export function lookOf(image: DecodedImage): PictureLook {
  return { ...pdqVariants(image), view: viewOf(image) };
}

export function searchedOfPicture({ hashes, quality }: PictureLook): SearchedFingerprint[] {
  return quality < LEAST_QUALITY ? [] : [{ alg: PDQ_ALG, values: hashes, distance: ALIKE_BITS }];
}

/** @throws The signal's reason. */
export async function searchedOfText(
  text: string,
  signal: AbortSignal | undefined,
): Promise<SearchedFingerprint[]> {
  const { whole, pieces } = await readText(text, signal);
  const searched = (alg: string, found: readonly TextFingerprint[]) =>
    found.length === 0
      ? []
      : [{ alg, values: found.map(({ hash }) => hash), distance: ALIKE_BITS }];
  return [
    ...searched(TEXT_ALG, whole.quality < LEAST_QUALITY ? [] : [whole]),
    ...searched(TEXT_PIECE_ALG, pieces),
  ];
}

/**
 * Whether a picture looks like what was recorded, as far as what is on record tells. The hash knows a
 * picture as a whole; the look, with the geometry of the mark, every part of it.
 */
export function compareLooks(
  recorded: readonly Fingerprint[],
  {
    look: seen,
    geometry,
  }: { readonly look: PictureLook | null; readonly geometry: Geometry | null },
): { readonly distance: number | null; readonly look: Look | null } {
  if (seen === null) return { distance: null, look: null };
  const { hashes, view } = seen;
  const recordedValue = (wanted: string) => recorded.find(({ alg }) => alg === wanted)?.value;
  const hash = recordedValue(PDQ_ALG);
  const descriptor = recordedValue(LOOK_ALG);
  const distance =
    hash?.length === HASH_BYTES
      ? Math.min(...hashes.map((variant) => hammingDistance(variant, hash)))
      : null;
  if (descriptor !== undefined) {
    const placed = geometry && geometryOfView(geometry, view);
    const { verdict } = compareLook(descriptor, view.image, placed);
    if (verdict !== 'undecided') return { distance, look: verdict };
  }
  if (distance === null) return { distance, look: descriptor === undefined ? null : 'undecided' };
  return { distance, look: distance <= ALIKE_BITS ? 'same' : 'undecided' };
}

/** Texts that are unlike differ in some 120 bits, give or take 8; in fewer than these no two pieces of two do. */
const UNLIKE_BITS = 88;

/**
 * Whether parts of a text read like what was recorded, as far as what is on record tells. One that was
 * shortened, put into another text or changed in a fifth of its words shares a piece with it, or more than
 * a third of its letters.
 *
 * @param parts those whose mark leads to the record; none: nothing is compared
 */
export function compareReadings(
  recorded: readonly Fingerprint[],
  parts: readonly string[],
): { readonly distance: number | null; readonly look: Look | null } {
  const telling = (alg: string) =>
    recorded.filter(
      (each) =>
        each.alg === alg && each.quality >= LEAST_QUALITY && each.value.length === HASH_BYTES,
    );
  const [wholes, pieces] = [telling(TEXT_ALG), telling(TEXT_PIECE_ALG)];
  if (parts.length === 0 || wholes.length + pieces.length === 0)
    return { distance: null, look: null };
  const seen = parts.flatMap((part) => {
    const reader = createTextReader(MOST_PIECES);
    reader.push(part);
    const { whole, pieces } = reader.end();
    return whole.quality < LEAST_QUALITY ? [] : [whole, ...pieces];
  });
  if (seen.length === 0) return { distance: null, look: 'undecided' };
  const distance = Math.min(
    ...seen.flatMap(({ hash }) =>
      [...wholes, ...pieces].map(({ value }) => hammingDistance(hash, value)),
    ),
  );
  if (distance <= ALIKE_BITS) return { distance, look: 'same' };
  // Of a long text only some pieces are on record: what reads otherwise may be of the others.
  const isAll = pieces.length < MOST_PIECES;
  return { distance, look: distance > UNLIKE_BITS && isAll ? 'different' : 'undecided' };
}

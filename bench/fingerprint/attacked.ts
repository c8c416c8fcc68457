import {
  compareLook,
  hammingDistance,
  type LookComparison,
  look,
  pdq,
  pdqVariants,
} from '@provenance/fingerprint';
import { detect, type Geometry } from '@provenance/watermark';
import { seeded } from '../random.ts';
import { chooseAttacks } from '../watermark/attacks/list.ts';
import { mark, samePayload, secretOf } from '../watermark/marking.ts';
import { loadPicture, type Picture } from '../watermark/pictures/picture.ts';
import type { Size } from '../watermark/pictures/size.ts';
import { serve } from '../watermark/pool.ts';

/** A picture to mark and to attack, and the one that its parts are pasted into. */
export interface Task {
  readonly picture: Picture;
  readonly other: Picture;
}

export interface Setup {
  readonly size: Size;
  /** Names of attacks. */
  readonly attacks: readonly string[];
}

/** What became of one marked picture. */
export interface Outcome {
  readonly name: string;
  readonly path: string;
  readonly quality: number;
  /** Of the marked picture; null where its mark is not read. */
  readonly look: Uint8Array | null;
  readonly trials: readonly Trial[];
}

export interface Trial {
  readonly attack: string;
  /** Bits to the marked picture, and to the nearest of the eight ways to lay it. */
  readonly distance: number;
  readonly nearest: number;
  /** Null where the mark is not read. */
  readonly geometry: Geometry | null;
  readonly compared: LookComparison | null;
  /** Without the geometry; null where it was not tried. */
  readonly guessed: LookComparison['verdict'] | null;
}

/** Comparisons without a geometry take many times as long: of this share of the pictures. */
const GUESSED = 0.3;

serve<Task, Outcome, Setup>(async ({ picture, other }, { size, attacks }) => {
  const host = await loadPicture(other, size);
  const secret = secretOf(picture.name);
  const marked = mark(await loadPicture(picture, size), secret).image;
  const read = (image: typeof marked) => {
    const { payload, geometry } = detect(image, secret.plan);
    return samePayload(payload, secret.payload) ? geometry : null;
  };
  const known = read(marked);
  const descriptor = look(marked, known);
  const { hash, quality } = pdq(marked);
  const trials: Trial[] = [];
  const guesses = seeded('guess', picture.name)() < GUESSED;
  for (const { name, attack } of chooseAttacks(attacks)) {
    const random = seeded('attack', picture.name, name);
    const attacked = await attack(marked, { random, other: host });
    const distances = pdqVariants(attacked).hashes.map((h) => hammingDistance(h, hash));
    const geometry = known && read(attacked);
    trials.push({
      attack: name,
      distance: distances[0]!,
      nearest: Math.min(...distances),
      geometry,
      compared: geometry && compareLook(descriptor, attacked, geometry),
      guessed: guesses ? compareLook(descriptor, attacked, null).verdict : null,
    });
  }
  const { name, path } = picture;
  return { name, path, quality, look: known && descriptor, trials };
});

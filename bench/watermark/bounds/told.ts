import type { Place } from '../attacks/warp.ts';
import {
  CODE_LENGTH,
  createFolded,
  type KeyTables,
  LEVELS,
  readFolded,
  residualsOf,
  TILE,
} from '../internals.ts';
import type { Rgb } from '../rgb.ts';

/** What can be read of a picture by somebody who knows where each pixel has come from. */
export interface Told {
  readonly read: boolean;
  /**
   * What the soft bits say of the code word, in bits: no decoder reads a word of 108 bits (64 of payload, 44 of
   * check) from clearly less. The scale of the soft bits is the one that makes it the most.
   */
  readonly information: number;
  /** Pilot score, in standard deviations of noise. */
  readonly score: number;
}

/** Phases that are read a layout: the pilots may prefer a wrong one. */
const PHASES = 2;

/**
 * Folds every level of a picture under the true map and reads it as the detector does: what is left is what the
 * attack has left of the mark.
 *
 * @param tileScale of the marked picture, in pixels a tile sample
 */
export function readTold(
  image: Rgb,
  place: Place,
  tileScale: number,
  tables: KeyTables,
  payload: Uint8Array,
): Told {
  const folded = createFolded();
  const from = new Float64Array(2);
  let best: Told = { read: false, information: 0, score: 0 };
  for (const { data, width, height, level } of residualsOf(image, LEVELS)) {
    folded.fill(0);
    const step = 2 ** level;
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        place((x + 0.5) * step - 0.5, (y + 0.5) * step - 0.5, from);
        const u = Math.floor((from[0]! + 0.5) / tileScale) & (TILE - 1);
        const v = Math.floor((from[1]! + 0.5) / tileScale) & (TILE - 1);
        folded[v * TILE + u]! += data[at]!;
      }
    }
    for (const { llr, code, read, score } of readFolded(folded, tables, payload, PHASES)) {
      const information = informationOf(llr, code);
      best = {
        read: best.read || read,
        information: Math.max(best.information, information),
        score: Math.max(best.score, score),
      };
    }
  }
  return best;
}

/** @param llr positive for 0, up to a factor */
function informationOf(llr: Float32Array, code: Uint8Array): number {
  let power = 0;
  for (let i = 0; i < CODE_LENGTH; i++) power += llr[i]! * llr[i]!;
  if (!(power > 0)) return 0;
  const unit = Math.sqrt(CODE_LENGTH / power);
  const at = (scale: number) => {
    let bits = 0;
    for (let i = 0; i < CODE_LENGTH; i++) {
      const right = (code[i] ? -llr[i]! : llr[i]!) * unit * scale;
      bits += 1 - Math.log2(1 + Math.exp(-right));
    }
    return bits;
  };
  let most = 0;
  for (let scale = 0.02; scale < 30; scale *= 1.1) most = Math.max(most, at(scale));
  return most;
}

import { BUSY, type FlatCells } from './flat.ts';
import type { Mask } from './mask.ts';
import type { Ripples } from './ripples.ts';

/**
 * How far the mark may show where nothing hides it:
 * - `balanced` (default): in flat areas half as visible as `robust`, and read as often but after coarse codecs
 *   on line drawings and pages of text.
 * - `strict`: flat areas look untouched even enlarged; flat pictures lose the mark earlier.
 * - `robust`: flat areas are marked as all others. Enlarged, a careful viewer sees a mottle there.
 */
export type Visibility = 'strict' | 'balanced' | 'robust';

/** What becomes of flat areas. */
export interface Shape {
  readonly ripples: Ripples;
  /** RMS of the mark in flat cells that comes of it, in levels. */
  readonly rms: number;
}

/** Null: the mask alone. */
export const VISIBILITIES: Readonly<Record<Visibility, Shape | null>> = {
  strict: {
    ripples: { dense: 0, sparse: 0.3, walsh: 0.4, quality: 75, edgeQuality: 75 },
    rms: 0.31,
  },
  balanced: {
    ripples: { dense: 0.35, sparse: 0.25, walsh: 0.25, quality: 50, edgeQuality: 72 },
    rms: 0.48,
  },
  robust: null,
};

/** What a cell that is not flat may get, in levels: so much up to this activity, and rising from there. */
const QUIET = 0.8;
const QUIET_LEVELS = 0.7;
const RISE = 0.6;
/**
 * Cells of a picture of 512 x 512. A smaller one says the same in fewer pixels: what is soft all over would lose its
 * pilots at 320 x 320 in one of 250 embeddings.
 */
const ENOUGH_CELLS = 4096;
/** Cells more active than this take over what flat ones no longer spend of butteraugli's 3-norm. */
const ACTIVE = 2;
/** What flat cells spend by the mask alone, in levels. */
const FLAT_LEVELS = 0.75;
const MOST_FILL = 1.5;

/**
 * Takes from quiet cells and gives to busy ones.
 *
 * @param strength the mask is going to be multiplied by
 */
export function shape(
  { values, activity }: Mask,
  cells: FlatCells,
  strength: number,
  { rms }: Shape,
): void {
  const share = cells.count / values.length;
  const before = rms / FLAT_LEVELS;
  const fill =
    share < 1
      ? Math.min(MOST_FILL, cubeRoot((1 - before * before * before * share) / (1 - share)))
      : 1;
  const quiet = QUIET_LEVELS * Math.sqrt(Math.max(1, ENOUGH_CELLS / values.length));
  for (let at = 0; at < values.length; at++) {
    const active = activity[at]!;
    const levels = quiet + RISE * Math.max(0, active - QUIET);
    const most = levels / strength;
    if (values[at]! > most) values[at] = most;
    if (active > ACTIVE && cells.kinds[at] === BUSY) values[at]! *= fill;
  }
}

/** Of 1 and more, by Newton's method: Math.cbrt may differ between engines. */
function cubeRoot(value: number): number {
  if (value > MOST_FILL ** 3) return MOST_FILL;
  let root = 1;
  for (let i = 0; i < 8; i++) root = (2 * root + value / (root * root)) / 3;
  return root;
}

import { type Affine, type FoldedSpectrum, fold, foldedSpectrum } from './fold.ts';
import { type Layout, TILE } from './layout.ts';
import { decodePayload, encodePayload } from './payload.ts';
import type { Plan } from './plan.ts';
import { CODE_LENGTH } from './polar.ts';
import type { Residual } from './prefilter.ts';
import { findPhase, type Phase, pilotExcess, SYMMETRIES, softBits } from './sync.ts';

/** One detection under way: its keys, its budget and its scratch. */
export interface Search {
  readonly plans: readonly Plan[];
  readonly mostDecodes: number;
  /** Code words decoded so far. */
  decodes: number;
  /** Highest pilot score so far. */
  score: number;
  readonly folded: Int32Array;
  readonly llr: Float32Array;
}

/** A payload that was read, and how. */
export interface Reading {
  readonly plan: Plan;
  readonly payload: Uint8Array;
  readonly phase: Phase;
  /** Pixels of the residual's plane to the tile, before the phase's symmetry and offset. */
  readonly map: Affine;
  readonly correctedBits: number;
}

/**
 * Pilot score from which on a decoding is tried. Noise gets there often (a dozen times in an unmarked
 * picture), but so low a mark has been read: the check bits decide, not this.
 */
const MIN_Z = 4.6;
/** Pilot power, in standard deviations, from which on mirrored and turned pilots are looked for. */
const MIN_EXCESS = 0.8;

export function createSearch(plans: readonly Plan[], mostDecodes: number): Search {
  return {
    plans,
    mostDecodes,
    decodes: 0,
    score: 0,
    folded: new Int32Array(TILE * TILE),
    llr: new Float32Array(CODE_LENGTH),
  };
}

/**
 * Tests whether a mark lies in a residual under one map from pixels to the tile: upright first, then
 * mirrored and turned by quarters.
 *
 * @param only the layout to test, or all of all keys
 */
export function testHypothesis(
  search: Search,
  residual: Residual,
  map: Affine,
  only?: { readonly plan: Plan; readonly layout: Layout },
): Reading | null {
  search.folded.fill(0);
  fold(residual, map, search.folded);
  const spectrum = foldedSpectrum(search.folded);
  const sets = only
    ? [only]
    : search.plans.flatMap((plan) => plan.layouts.map((layout) => ({ plan, layout })));
  const upright = sets.map(({ plan, layout }) => ({ plan, phase: findPhase(spectrum, layout, 0) }));
  const reading = decodeBest(search, spectrum, upright, map);
  if (reading) return reading;
  const turned: { plan: Plan; phase: Phase }[] = [];
  for (const { plan, layout } of sets) {
    if (!(pilotExcess(spectrum, layout) >= MIN_EXCESS)) continue;
    for (let symmetry = 1; symmetry < SYMMETRIES.length; symmetry++) {
      turned.push({ plan, phase: findPhase(spectrum, layout, symmetry) });
    }
  }
  return decodeBest(search, spectrum, turned, map);
}

/** Decodes the two best phases, if they stand out and the budget allows. */
function decodeBest(
  search: Search,
  spectrum: FoldedSpectrum,
  phases: { plan: Plan; phase: Phase }[],
  map: Affine,
): Reading | null {
  phases.sort((x, y) => y.phase.z - x.phase.z);
  for (const { plan, phase } of phases.slice(0, 2)) {
    search.score = Math.max(search.score, phase.z);
    if (!(phase.z >= MIN_Z) || search.decodes >= search.mostDecodes) return null;
    search.decodes++;
    softBits(spectrum, phase, search.llr);
    const payload = decodePayload(search.llr, plan.checkKey);
    if (!payload) continue;
    const code = encodePayload(payload, plan.checkKey);
    let correctedBits = 0;
    for (let i = 0; i < CODE_LENGTH; i++) {
      if (search.llr[i]! < 0 !== (code[i] === 1)) correctedBits++;
    }
    return { plan, payload, phase, map, correctedBits };
  }
  return null;
}

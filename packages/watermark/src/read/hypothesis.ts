import { type Layout, TILE } from '../format/layout.ts';
import { decodePayload, encodePayload } from '../format/payload.ts';
import type { KeyTables } from '../format/plan.ts';
import { CODE_LENGTH } from '../format/polar.ts';
import {
  type Affine,
  createSpectrum,
  type FoldedSpectrum,
  fold,
  foldedSpectrum,
  type Homography,
} from './fold.ts';
import type { Residual } from './prefilter.ts';
import { findPhases, type Phase, pilotExcess, SYMMETRIES, softBits } from './sync.ts';

/** One detection under way: its keys, its budget and its scratch. */
export interface Search {
  readonly keys: readonly KeyTables[];
  readonly mostDecodes: number;
  /** The only payload that counts; null if any does. */
  readonly expected: Uint8Array | null;
  /** Code words decoded so far. */
  decodes: number;
  /** Highest pilot score so far. */
  score: number;
  readonly folded: Int32Array;
  readonly spectrum: FoldedSpectrum;
  readonly llr: Float32Array;
}

/** A payload that was read, and how. */
export interface Reading {
  readonly tables: KeyTables;
  readonly payload: Uint8Array;
  readonly phase: Phase;
  /** Pixels of the residual's plane to the tile, before the phase's symmetry and offset. */
  readonly map: Affine | Homography;
  readonly correctedBits: number;
}

/**
 * Pilot score from which on a decoding is tried. Noise gets there often (a dozen times in an unmarked
 * picture), but so low a mark has been read: the check bits decide, not this.
 */
const MIN_Z = 4.6;
/** The same where very many hypotheses are tried, and the mark that is found has more: in parts and perspective. */
export const CLEAR_Z = 5.2;
/** Pilot power, in standard deviations, from which on mirrored and turned pilots are looked for. */
const MIN_EXCESS = 0.8;

export function createSearch(
  keys: readonly KeyTables[],
  mostDecodes: number,
  expected: Uint8Array | null,
): Search {
  return {
    keys,
    mostDecodes,
    expected,
    decodes: 0,
    score: 0,
    folded: new Int32Array(TILE * TILE),
    spectrum: createSpectrum(),
    llr: new Float32Array(CODE_LENGTH),
  };
}

/**
 * Folds a residual under one map from pixels to the tile.
 *
 * @param out by default the search's own spectrum, which the next call overwrites
 */
export function spectrumUnder(
  search: Search,
  residual: Residual,
  map: Affine | Homography,
  out: FoldedSpectrum = search.spectrum,
): FoldedSpectrum {
  search.folded.fill(0);
  fold(residual, map, search.folded);
  foldedSpectrum(search.folded, out);
  return out;
}

/**
 * Tests whether a mark lies in a folded spectrum: upright first, then mirrored and turned by quarters.
 *
 * @param map the spectrum's map from pixels to the tile
 * @param reach radius in bins up to which pilots count
 * @param only the layout to test, or all of all keys
 * @param least pilot score from which on a decoding is tried
 */
export function testHypothesis(
  search: Search,
  spectrum: FoldedSpectrum,
  map: Affine | Homography,
  reach: number,
  only?: { readonly tables: KeyTables; readonly layout: Layout },
  least: number = MIN_Z,
): Reading | null {
  const sets = only
    ? [only]
    : search.keys.flatMap((tables) => tables.layouts.map((layout) => ({ tables, layout })));
  const upright = sets.flatMap(({ tables, layout }) =>
    findPhases(spectrum, layout, 0, reach).map((phase) => ({ tables, phase })),
  );
  const reading = decodeBest(search, spectrum, upright, map, least);
  if (reading) return reading;
  const turned: { tables: KeyTables; phase: Phase }[] = [];
  for (const { tables, layout } of sets) {
    if (!(pilotExcess(spectrum, layout, reach) >= MIN_EXCESS)) continue;
    for (let symmetry = 1; symmetry < SYMMETRIES.length; symmetry++) {
      const phases = findPhases(spectrum, layout, symmetry, reach);
      for (const inverted of [false, true]) {
        const phase = phases.find((each) => each.inverted === inverted);
        if (phase) turned.push({ tables, phase });
      }
    }
  }
  return decodeBest(search, spectrum, turned, map, least);
}

/** Decodes the two best phases and the best inverted one, if they stand out and the budget allows. */
function decodeBest(
  search: Search,
  spectrum: FoldedSpectrum,
  phases: { tables: KeyTables; phase: Phase }[],
  map: Affine | Homography,
  least: number,
): Reading | null {
  phases.sort((x, y) => y.phase.z - x.phase.z);
  const chosen = [
    ...phases.filter(({ phase }) => !phase.inverted).slice(0, 2),
    ...phases.filter(({ phase }) => phase.inverted).slice(0, 1),
  ];
  for (const { tables, phase } of chosen) {
    search.score = Math.max(search.score, phase.z);
    if (!(phase.z >= least) || search.decodes >= search.mostDecodes) continue;
    search.decodes++;
    softBits(spectrum, phase, search.llr);
    const payload = decodePayload(search.llr, tables.checkKey);
    if (!payload || search.expected?.some((byte, i) => byte !== payload[i])) continue;
    const code = encodePayload(payload, tables.checkKey);
    let correctedBits = 0;
    for (let i = 0; i < CODE_LENGTH; i++) {
      if (search.llr[i]! < 0 !== (code[i] === 1)) correctedBits++;
    }
    return { tables, payload, phase, map, correctedBits };
  }
  return null;
}

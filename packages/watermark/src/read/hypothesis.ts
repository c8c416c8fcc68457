import { BAND_MAX, type Layout, TILE } from '../format/layout.ts';
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
import { foldBent, followMark } from './track.ts';

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
  /** Marks that are surely there and could not be read, since {@link readMissed} was last called. */
  missed: Missed[];
  readonly folded: Int32Array;
  readonly spectrum: FoldedSpectrum;
  readonly llr: Float32Array;
}

/** A residual that is folded under a map from its pixels to the tile. */
export interface Hypothesis {
  readonly residual: Residual;
  readonly map: Affine | Homography;
  readonly spectrum: FoldedSpectrum;
}

/** A payload that was read, and how. */
export interface Reading {
  readonly tables: KeyTables;
  readonly payload: Uint8Array;
  readonly phase: Phase;
  /** Pixels of the residual's plane to the tile, before the phase's symmetry and offset. */
  readonly map: Affine | Homography;
  /** The residual's level of the pyramid. */
  readonly level: number;
  readonly correctedBits: number;
}

interface Missed {
  readonly tables: KeyTables;
  readonly phase: Phase;
  readonly residual: Residual;
  readonly map: Affine | Homography;
  readonly clearness: number;
}

/** Pilot score from which on code bits are looked at. Noise gets there often: a dozen times in an unmarked picture. */
const MIN_Z = 4.6;
/**
 * Pilot score and half of what the bands agree, from which on a decoding is tried: of 835 marks that were
 * read the least had 6.2, and noise gets there about once in an unmarked picture.
 */
const MIN_CLEARNESS = 6.2;
/** The same, from which on a mark that could not be read is followed: noise gets there in one picture of twenty. */
const SURE = 7;
/** Marks that are followed. */
const MOST_FOLLOWED = 2;
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
    missed: [],
    folded: new Int32Array(TILE * TILE),
    spectrum: createSpectrum(),
    llr: new Float32Array(CODE_LENGTH),
  };
}

/**
 * Folds a residual under one map from pixels to the tile.
 *
 * @param spectrum by default the search's own, which the next call overwrites
 */
export function foldUnder(
  search: Search,
  residual: Residual,
  map: Affine | Homography,
  spectrum: FoldedSpectrum = search.spectrum,
): Hypothesis {
  search.folded.fill(0);
  fold(residual, map, search.folded);
  foldedSpectrum(search.folded, spectrum);
  return { residual, map, spectrum };
}

/**
 * Tests whether a mark lies under a hypothesis: upright first, then mirrored and turned by quarters.
 *
 * @param reach radius in bins up to which pilots count
 * @param only the layout to test, or all of all keys
 */
export function testHypothesis(
  search: Search,
  hypothesis: Hypothesis,
  reach: number = BAND_MAX,
  only?: { readonly tables: KeyTables; readonly layout: Layout },
): Reading | null {
  const { spectrum } = hypothesis;
  const sets = only
    ? [only]
    : search.keys.flatMap((tables) => tables.layouts.map((layout) => ({ tables, layout })));
  const upright = sets.flatMap(({ tables, layout }) =>
    findPhases(spectrum, layout, 0, reach).map((phase) => ({ tables, phase })),
  );
  const reading = decodeBest(search, hypothesis, upright);
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
  return decodeBest(search, hypothesis, turned);
}

/** Decodes the two best phases and the best inverted one, if they stand out and the budget allows. */
function decodeBest(
  search: Search,
  { residual, map, spectrum }: Hypothesis,
  phases: { tables: KeyTables; phase: Phase }[],
): Reading | null {
  phases.sort((x, y) => y.phase.z - x.phase.z);
  const chosen = [
    ...phases.filter(({ phase }) => !phase.inverted).slice(0, 2),
    ...phases.filter(({ phase }) => phase.inverted).slice(0, 1),
  ];
  for (const { tables, phase } of chosen) {
    search.score = Math.max(search.score, phase.z);
    if (!(phase.z >= MIN_Z)) continue;
    const { clearness, word } = decode(search, tables, spectrum, phase);
    if (word) return { tables, phase, map, level: residual.level, ...word };
    if (clearness >= SURE) search.missed.push({ tables, phase, residual, map, clearness });
  }
  return null;
}

/** One decoding, if pilots and code bits are clear enough for it and the budget allows. */
function decode(
  search: Search,
  tables: KeyTables,
  spectrum: FoldedSpectrum,
  phase: Phase,
): { clearness: number; word: Pick<Reading, 'payload' | 'correctedBits'> | null } {
  const { llr, expected } = search;
  const clearness = phase.z + softBits(spectrum, phase, llr) / 2;
  const none = { clearness, word: null };
  if (!(clearness >= MIN_CLEARNESS) || search.decodes >= search.mostDecodes) return none;
  search.decodes++;
  const payload = decodePayload(llr, tables.checkKey);
  // Another payload than the expected one is no mark that was missed.
  if (payload && expected?.some((byte, i) => byte !== payload[i]))
    return { clearness: 0, word: null };
  if (!payload) return none;
  const code = encodePayload(payload, tables.checkKey);
  let correctedBits = 0;
  for (let i = 0; i < CODE_LENGTH; i++) {
    if (llr[i]! < 0 !== (code[i] === 1)) correctedBits++;
  }
  return { clearness, word: { payload, correctedBits } };
}

/**
 * Reads marks that are surely there, and could not be read, once more: a picture that is bent, or seen from the
 * side, has its mark in place only where it was found, so the rest is followed from there.
 */
export function readMissed(search: Search): Reading | null {
  const { missed, folded, spectrum } = search;
  search.missed = [];
  missed.sort((x, y) => y.clearness - x.clearness);
  for (const { tables, phase, residual, map } of missed.slice(0, MOST_FOLLOWED)) {
    foldUnder(search, residual, map);
    for (const bent of followMark(residual, map, phase, spectrum.noise)) {
      folded.fill(0);
      foldBent(residual, bent, folded);
      foldedSpectrum(folded, spectrum);
      const upright = findPhases(spectrum, phase.layout, 0, BAND_MAX).find(
        ({ inverted }) => inverted === phase.inverted,
      );
      const { word } = upright ? decode(search, tables, spectrum, upright) : { word: null };
      if (word) return { tables, phase, map, level: residual.level, ...word };
    }
  }
  return null;
}

import { TILE } from '../format/layout.ts';
import { TILE_UNIT, type Tile } from '../format/tile.ts';
import { BLOCK, cosines, quantiserSteps } from './dct.ts';
import { BLACK, BUSY, PLAIN, WHITE } from './flat.ts';

/** How the mark of flat areas is made. */
export interface Ripples {
  /** RMS of the mark that is everywhere, in levels. */
  readonly dense: number;
  /** RMS of what is spent on patches, in levels. */
  readonly sparse: number;
  /** Of that power, the share of {@link WALSH} patches. */
  readonly walsh: number;
  /** Quality of the JPEG that a patch is made for; and where one level is all there is. */
  readonly quality: number;
  readonly edgeQuality: number;
}

/** What flat cells get, in whole levels, by their kind: see {@link flatCells}. */
export interface FlatMark {
  /** Of the period of the pattern, in pixels. */
  readonly side: number;
  /** By kind, by rows from the picture's first pixel; null for what the picture does not have, and for busy cells. */
  readonly levels: readonly (Int8Array | null)[];
}

/** No pixel of a pattern moves by more levels. */
export const MOST_LEVEL = 8;

/** Side of a macroblock of WebP, in pixels. */
const MACROBLOCK = 16;
/** A patch starts at this share of a step and grows until, rounded, it has that share: half is enough to be kept. */
const FIRST = 0.4;
const ENOUGH = 0.53;
const GROWTH = 0.05;
/** Highest sum of frequencies of a patch, and its largest power beside the dense mark: an RMS of 1. */
const HIGHEST = 6;
const MOST_POWER = BLOCK * BLOCK;
/** What is rounded up to the one level of white and black: half a level would leave too little. */
const EDGE_ROUNDING = 0.29;

/**
 * The pattern of flat areas: what survives a JPEG depends on how few coefficients of a block carry the power,
 * and a dense mark has some 13. So it is weak, and the places where the tile is most like one cosine of a block,
 * or one Walsh pattern of a macroblock, get that one, as strong as a quantiser keeps. It is the same wherever the
 * tile repeats.
 *
 * @param kinds of the picture's cells, `columns` a row
 */
export function flatMark(
  tile: Tile,
  kinds: Uint8Array,
  columns: number,
  ripples: Ripples,
): FlatMark {
  const { side } = tile;
  const blocks = side / BLOCK;
  const needed = [PLAIN, WHITE, BLACK].map(() => new Uint8Array(blocks * blocks));
  for (let at = 0, c = 0, r = 0; at < kinds.length; at++) {
    const kind = kinds[at]!;
    if (kind !== BUSY) needed[kind - 1]![(r & (blocks - 1)) * blocks + (c & (blocks - 1))] = 1;
    if (++c === columns) {
      c = 0;
      r++;
    }
  }
  const levels = needed.map((list, i) =>
    list.includes(1) ? patternOf(tile, list, i + 1, ripples) : null,
  );
  return { side, levels: [null, ...levels] };
}

function patternOf(tile: Tile, needed: Uint8Array, kind: number, ripples: Ripples): Int8Array {
  const { side } = tile;
  const blocks = side / BLOCK;
  const out = new Int8Array(side * side);
  const wave = shifted(tile);
  for (let at = 0; at < needed.length; at++) {
    if (needed[at]) dense(wave, side, at, blocks, ripples.dense, kind, out);
  }
  if (ripples.sparse > 0) {
    const taken = walshPatches(wave, side, needed, kind, ripples, out);
    cosinePatches(wave, side, needed, taken, kind, ripples, out);
  }
  return out;
}

/** The tile from the picture's first pixel on. */
function shifted({ side, values, offsetX, offsetY }: Tile): Int16Array {
  const left = (offsetX * side) / TILE;
  const top = (offsetY * side) / TILE;
  const out = new Int16Array(values.length);
  for (let y = 0; y < side; y++) {
    const from = ((y + top) & (side - 1)) * side;
    out.set(values.subarray(from + left, from + side), y * side);
    out.set(values.subarray(from, from + left), (y + 1) * side - left);
  }
  return out;
}

/** Whole levels of an exact change. */
function rounded(exact: number, kind: number): number {
  if (kind === PLAIN) {
    const level = Math.floor(exact + 0.5);
    return level > MOST_LEVEL ? MOST_LEVEL : level < -MOST_LEVEL ? -MOST_LEVEL : level;
  }
  if (kind === WHITE) return exact < -EDGE_ROUNDING ? -1 : 0;
  return exact > EDGE_ROUNDING ? 1 : 0;
}

/** First sample of a block. */
function firstOf(block: number, blocks: number, side: number): number {
  return Math.floor(block / blocks) * BLOCK * side + (block % blocks) * BLOCK;
}

/** Of a whole level, in what exact changes are counted in. */
const LEVEL_BITS = 24;

function dense(
  wave: Int16Array,
  side: number,
  block: number,
  blocks: number,
  strength: number,
  kind: number,
  out: Int8Array,
): void {
  const first = firstOf(block, blocks, side);
  const unit = Math.round((strength * 2 ** LEVEL_BITS) / TILE_UNIT);
  const half = 1 << (LEVEL_BITS - 1);
  const edge = Math.round(EDGE_ROUNDING * 2 ** LEVEL_BITS);
  for (let y = 0; y < BLOCK; y++) {
    const from = first + y * side;
    if (kind === PLAIN) {
      for (let at = from; at < from + BLOCK; at++) {
        out[at] = (Math.imul(unit, wave[at]!) + half) >> LEVEL_BITS;
      }
    } else {
      const sign = kind === WHITE ? -1 : 1;
      for (let at = from; at < from + BLOCK; at++) {
        out[at] = Math.imul(unit * sign, wave[at]!) > edge ? sign : 0;
      }
    }
  }
}

/**
 * Walsh patterns of 4 x 4 means, as WebP has them: their coefficients outlive all others of a flat macroblock.
 * Of rising sequency; signs of a row.
 */
const SIGNS = [
  [1, 1, 1, 1],
  [1, 1, -1, -1],
  [1, -1, -1, 1],
  [1, -1, 1, -1],
] as const;
/** Sequencies at 4 v + u: of two or more, without one whole period along an axis, which lies below the band. */
const WALSH = [5, 3, 6, 9, 12, 7, 10, 13, 11, 14, 15];

/** Four values at `at`, `step` apart, become their Walsh coefficients of rising sequency. */
function walsh4(v: Float64Array, at: number, step: number): void {
  const a = v[at]! + v[at + step]!;
  const b = v[at]! - v[at + step]!;
  const c = v[at + 2 * step]! + v[at + 3 * step]!;
  const d = v[at + 2 * step]! - v[at + 3 * step]!;
  v[at] = a + c;
  v[at + step] = a - c;
  v[at + 2 * step] = b - d;
  v[at + 3 * step] = b + d;
}

/** @returns a 1 for each block in such a patch */
function walshPatches(
  wave: Int16Array,
  side: number,
  needed: Uint8Array,
  kind: number,
  { dense, sparse, walsh }: Ripples,
  out: Int8Array,
): Uint8Array {
  const blocks = side / BLOCK;
  const across = side / MACROBLOCK;
  const taken = new Uint8Array(needed.length);
  const found = new Ranking(across * across);
  const chosen = new Int8Array(across * across);
  const means = new Float64Array(16);
  let count = 0;
  for (let at = 0; at < across * across; at++) {
    const block = 2 * Math.floor(at / across) * blocks + 2 * (at % across);
    // Half of a patch would not outlive its macroblock.
    if (
      !(needed[block]! & needed[block + 1]! & needed[block + blocks]! & needed[block + blocks + 1]!)
    )
      continue;
    count++;
    const first = Math.floor(at / across) * MACROBLOCK * side + (at % across) * MACROBLOCK;
    for (let k = 0; k < 16; k++) {
      let sum = 0;
      const corner = first + 4 * (k >> 2) * side + 4 * (k & 3);
      for (let y = 0; y < 4; y++) {
        const p = corner + y * side;
        sum += wave[p]! + wave[p + 1]! + wave[p + 2]! + wave[p + 3]!;
      }
      means[k] = sum;
    }
    for (let k = 0; k < 4; k++) walsh4(means, 4 * k, 1);
    for (let k = 0; k < 4; k++) walsh4(means, k, 4);
    let best = 0;
    for (let i = 0; i < WALSH.length; i++) {
      const sum = means[WALSH[i]!]!;
      if (Math.abs(sum) <= Math.abs(best)) continue;
      best = sum;
      chosen[at] = sum < 0 ? -WALSH[i]! : WALSH[i]!;
    }
    found.add(Math.abs(best), at);
  }
  const patch = (MACROBLOCK * MACROBLOCK) / 2;
  let left = walsh * sparse * sparse * MACROBLOCK * MACROBLOCK * count;
  const unit = dense / TILE_UNIT;
  for (const at of found.best()) {
    if (left < patch / 2) break;
    left -= patch;
    const which = chosen[at]!;
    const u = Math.abs(which) & 3;
    const v = Math.abs(which) >> 2;
    // The mean of the picture stays: every second patch is below zero.
    const level =
      kind === WHITE ? -1 : kind === BLACK ? 1 : (at + Math.floor(at / across)) & 1 ? -1 : 1;
    const wanted = which < 0 ? -level : level;
    const row = Math.floor(at / across);
    const column = at % across;
    for (let y = 0; y < MACROBLOCK; y++) {
      const from = (row * MACROBLOCK + y) * side + column * MACROBLOCK;
      for (let x = 0; x < MACROBLOCK; x++) {
        const more = SIGNS[u]![x >> 2]! * SIGNS[v]![y >> 2]! === wanted ? level : 0;
        out[from + x] = rounded(unit * wave[from + x]! + more, kind);
      }
    }
    const block = 2 * row * blocks + 2 * column;
    taken[block] = taken[block + 1] = taken[block + blocks] = taken[block + blocks + 1] = 1;
  }
  return taken;
}

/** One cosine of a block each, where the tile has the most of one in steps of the quantiser. */
function cosinePatches(
  wave: Int16Array,
  side: number,
  needed: Uint8Array,
  taken: Uint8Array,
  kind: number,
  { dense, sparse, walsh, quality, edgeQuality }: Ripples,
  out: Int8Array,
): void {
  const blocks = side / BLOCK;
  const waves = reachable(quantiserSteps(kind === PLAIN ? quality : edgeQuality), kind);
  const most = waves.reduce((highest, { u }) => Math.max(highest, u), 0);
  const found = new Ranking(needed.length);
  const chosen = new Int8Array(needed.length);
  const rows = new Float64Array(BLOCK * (most + 1));
  let count = 0;
  for (let at = 0; at < needed.length; at++) {
    if (!needed[at]) continue;
    count++;
    if (taken[at]) continue;
    rowsOf(wave, firstOf(at, blocks, side), side, most, rows);
    let best = 0;
    for (let i = 0; i < waves.length; i++) {
      const { u, v, step } = waves[i]!;
      const from = u * BLOCK;
      const c = v * BLOCK;
      const sum =
        (cosines[c]! * rows[from]! +
          cosines[c + 1]! * rows[from + 1]! +
          cosines[c + 2]! * rows[from + 2]! +
          cosines[c + 3]! * rows[from + 3]! +
          cosines[c + 4]! * rows[from + 4]! +
          cosines[c + 5]! * rows[from + 5]! +
          cosines[c + 6]! * rows[from + 6]! +
          cosines[c + 7]! * rows[from + 7]!) /
        step;
      if (Math.abs(sum) <= Math.abs(best)) continue;
      best = sum;
      chosen[at] = sum < 0 ? -1 - i : 1 + i;
    }
    if (best !== 0) found.add(Math.abs(best), at);
  }
  let left = (1 - walsh) * sparse * sparse * BLOCK * BLOCK * count;
  const exact = new Float64Array(BLOCK * BLOCK);
  const patch = new Int8Array(BLOCK * BLOCK);
  const unit = dense / TILE_UNIT;
  const mostPower = MOST_POWER * (1 + dense * dense);
  for (const at of found.best()) {
    if (left <= 0) break;
    const first = firstOf(at, blocks, side);
    for (let i = 0; i < exact.length; i++)
      exact[i] = unit * wave[first + (i >> 3) * side + (i & 7)]!;
    const wanted = waves[Math.abs(chosen[at]!) - 1]!;
    if (!grown(exact, wanted, chosen[at]! < 0 ? -1 : 1, kind, mostPower, patch)) continue;
    for (let i = 0; i < patch.length; i++) {
      const to = first + (i >> 3) * side + (i & 7);
      left += out[to]! * out[to]! - patch[i]! * patch[i]!;
      out[to] = patch[i]!;
    }
  }
}

/** Transforms the rows of a block: frequency u of row y at `u * 8 + y`. Cosines are even or odd about the middle. */
function rowsOf(
  wave: Int16Array,
  first: number,
  side: number,
  most: number,
  out: Float64Array,
): void {
  for (let y = 0, p = first; y < BLOCK; y++, p += side) {
    const a = wave[p]!;
    const b = wave[p + 1]!;
    const c = wave[p + 2]!;
    const d = wave[p + 3]!;
    const e = wave[p + 4]!;
    const f = wave[p + 5]!;
    const g = wave[p + 6]!;
    const h = wave[p + 7]!;
    for (let u = 0, k = 0; u <= most; u++, k += BLOCK) {
      out[k + y] =
        u & 1
          ? cosines[k]! * (a - h) +
            cosines[k + 1]! * (b - g) +
            cosines[k + 2]! * (c - f) +
            cosines[k + 3]! * (d - e)
          : cosines[k]! * (a + h) +
            cosines[k + 1]! * (b + g) +
            cosines[k + 2]! * (c + f) +
            cosines[k + 3]! * (d + e);
    }
  }
}

/** A cosine that a patch may be: u periods to the right in two blocks, v down. */
interface Wave {
  readonly u: number;
  readonly v: number;
  /** Of the quantiser. */
  readonly step: number;
  /** Its samples, by rows; the sum of their squares is 1. */
  readonly samples: Float64Array;
}

/** Cosines of which a patch can reach a step of the quantiser. */
function reachable(steps: readonly number[], kind: number): readonly Wave[] {
  const list: Wave[] = [];
  for (let v = 0; v <= HIGHEST; v++) {
    for (let u = 0; u + v <= HIGHEST; u++) {
      if (u + v === 0) continue;
      const samples = Float64Array.from(
        { length: BLOCK * BLOCK },
        (_, i) => cosines[u * BLOCK + (i & 7)]! * cosines[v * BLOCK + (i >> 3)]!,
      );
      const reach =
        kind === PLAIN ? BLOCK : samples.reduce((sum, value) => sum + Math.max(0, value), 0);
      const step = steps[v * BLOCK + u]!;
      if (ENOUGH * step <= reach) list.push({ u, v, step, samples });
    }
  }
  return list;
}

/** The weakest patch that a quantiser keeps, with the dense mark in it; false if there is none. */
function grown(
  exact: Float64Array,
  { step, samples }: Wave,
  sign: number,
  kind: number,
  most: number,
  out: Int8Array,
): boolean {
  for (let share = FIRST; share < 2; share += GROWTH) {
    const height = sign * share * step;
    let power = 0;
    let reached = 0;
    for (let i = 0; i < out.length; i++) {
      const level = rounded(exact[i]! + height * samples[i]!, kind);
      out[i] = level;
      power += level * level;
      reached += level * samples[i]!;
    }
    if (power > most) return false;
    if (sign * reached >= ENOUGH * step) return true;
  }
  return false;
}

/** Places by their scores. */
class Ranking {
  readonly #keys: Float64Array;
  readonly #size: number;
  #count = 0;

  constructor(size: number) {
    this.#keys = new Float64Array(size);
    this.#size = size;
  }

  /** @param score 0 or more; fractions beyond a thousandth do not count */
  add(score: number, place: number): void {
    this.#keys[this.#count++] = -Math.floor(1000 * score) * this.#size + place;
  }

  /** Places by falling scores; of equal ones the first comes first. */
  *best(): Generator<number> {
    const size = this.#size;
    const keys = this.#keys.subarray(0, this.#count).sort();
    for (const key of keys) yield key - Math.floor(key / size) * size;
  }
}

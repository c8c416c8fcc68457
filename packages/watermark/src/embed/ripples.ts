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
  /** By rows from the picture's first pixel; null for a kind that the picture does not have. */
  readonly plain: Int8Array | null;
  readonly white: Int8Array | null;
  readonly black: Int8Array | null;
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
  const [plain, white, black] = needed.map((list, i) =>
    list.includes(1) ? patternOf(tile, list, i + 1, ripples) : null,
  );
  return { side, plain: plain!, white: white!, black: black! };
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
  const unit = strength / TILE_UNIT;
  for (let y = 0; y < BLOCK; y++) {
    for (let at = first + y * side, end = at + BLOCK; at < end; at++) {
      out[at] = rounded(unit * wave[at]!, kind);
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
/** Pairs of sequencies: of two or more, without one whole period along an axis, which lies below the band. */
const WALSH = [...[0, 1, 2, 3].flatMap((v) => [0, 1, 2, 3].map((u) => [u, v] as const))].filter(
  ([u, v]) => u + v >= 2 && !(u + v === 2 && u !== v),
);

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
    let best = 0;
    for (const [i, [u, v]] of WALSH.entries()) {
      let sum = 0;
      for (let k = 0; k < 16; k++) sum += SIGNS[u]![k & 3]! * SIGNS[v]![k >> 2]! * means[k]!;
      if (Math.abs(sum) <= Math.abs(best)) continue;
      best = sum;
      chosen[at] = sum < 0 ? -1 - i : 1 + i;
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
    const [u, v] = WALSH[Math.abs(which) - 1]!;
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
  const steps = quantiserSteps(kind === PLAIN ? quality : edgeQuality);
  const [most, cosinesOf] = reachable(steps, kind);
  const found = new Ranking(needed.length);
  const chosen = new Int8Array(needed.length);
  const rows = new Float64Array(BLOCK * (most + 1));
  let count = 0;
  for (let at = 0; at < needed.length; at++) {
    if (!needed[at]) continue;
    count++;
    if (taken[at]) continue;
    const first = firstOf(at, blocks, side);
    for (let y = 0; y < BLOCK; y++) {
      const p = first + y * side;
      for (let u = 0; u <= most; u++) {
        let sum = 0;
        for (let x = 0, c = u * BLOCK; x < BLOCK; x++) sum += cosines[c + x]! * wave[p + x]!;
        rows[u * BLOCK + y] = sum;
      }
    }
    let best = 0;
    for (const k of cosinesOf) {
      const c = (k >> 3) * BLOCK;
      const from = (k & 7) * BLOCK;
      let sum = 0;
      for (let y = 0; y < BLOCK; y++) sum += cosines[c + y]! * rows[from + y]!;
      sum /= steps[k]!;
      if (Math.abs(sum) <= Math.abs(best)) continue;
      best = sum;
      chosen[at] = sum < 0 ? -k : k;
    }
    if (best !== 0) found.add(Math.abs(best), at);
  }
  let left = (1 - walsh) * sparse * sparse * BLOCK * BLOCK * count;
  const patch = new Int8Array(BLOCK * BLOCK);
  for (const at of found.best()) {
    if (left <= 0) break;
    const first = firstOf(at, blocks, side);
    const k = Math.abs(chosen[at]!);
    const sign = chosen[at]! < 0 ? -1 : 1;
    if (!grown(wave, first, side, dense, k, sign, steps[k]!, kind, patch)) continue;
    for (let i = 0; i < patch.length; i++) {
      const to = first + (i >> 3) * side + (i & 7);
      left += out[to]! * out[to]! - patch[i]! * patch[i]!;
      out[to] = patch[i]!;
    }
  }
}

/** Frequencies at v * 8 + u whose step a patch can reach, and the highest u of them. */
function reachable(steps: readonly number[], kind: number): readonly [number, readonly number[]] {
  const list: number[] = [];
  let most = 0;
  for (let v = 0; v <= HIGHEST; v++) {
    for (let u = 0; u + v <= HIGHEST; u++) {
      if (u + v === 0) continue;
      let reach = BLOCK;
      if (kind !== PLAIN) {
        reach = 0;
        for (let y = 0; y < BLOCK; y++) {
          for (let x = 0; x < BLOCK; x++) {
            reach += Math.max(0, cosines[u * BLOCK + x]! * cosines[v * BLOCK + y]!);
          }
        }
      }
      if (ENOUGH * steps[v * BLOCK + u]! > reach) continue;
      list.push(v * BLOCK + u);
      most = Math.max(most, u);
    }
  }
  return [most, list];
}

/** The weakest patch that a quantiser keeps, with the dense mark in it; false if there is none. */
function grown(
  wave: Int16Array,
  first: number,
  side: number,
  dense: number,
  k: number,
  sign: number,
  step: number,
  kind: number,
  out: Int8Array,
): boolean {
  const u = (k & 7) * BLOCK;
  const v = (k >> 3) * BLOCK;
  const unit = dense / TILE_UNIT;
  const most = MOST_POWER * (1 + dense * dense);
  for (let share = FIRST; share < 2; share += GROWTH) {
    let power = 0;
    let reached = 0;
    for (let y = 0, i = 0; y < BLOCK; y++) {
      for (let x = 0; x < BLOCK; x++, i++) {
        const basis = sign * cosines[u + x]! * cosines[v + y]!;
        const level = rounded(unit * wave[first + y * side + x]! + share * step * basis, kind);
        out[i] = level;
        power += level * level;
        reached += level * basis;
      }
    }
    if (power > most) return false;
    if (reached >= ENOUGH * step) return true;
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

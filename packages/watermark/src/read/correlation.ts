/**
 * Values of a spectrum in coordinates in which a hypothesis is a shift, as 16-bit whole numbers, two in a
 * word: one addition sums two of them. The words are kept twice, from even and from odd columns on, so
 * that a sum can begin anywhere. Twice as fast as sums of single precision numbers.
 */
export interface ShiftMap {
  readonly rows: number;
  /** An even number. */
  readonly columns: number;
  readonly words: Int32Array;
}

/** Codes of a map are values plus 4, times 32: 60 of them stay below 2^15. What lies outside has a 0. */
const BIAS = 4;
const UNIT = 32;
const ZERO = BIAS * UNIT;
/** Rows that are summed in one pass. */
const AT_ONCE = 5;

/** @returns a map of zeros */
export function createShiftMap(rows: number, columns: number): ShiftMap {
  const words = new Int32Array(rows * columns).fill((ZERO << 16) | ZERO);
  return { rows, columns, words };
}

const codes = new Uint16Array(1024);

/** Puts values, -4..12, into a row from its beginning on. What is behind them stays. */
export function putRow(
  { rows, columns, words }: ShiftMap,
  row: number,
  values: Float32Array,
  count: number,
): void {
  for (let j = 0; j < count; j++) codes[j] = (values[j]! + BIAS) * UNIT;
  codes.fill(ZERO, count, count + 2);
  const even = (row * columns) >> 1;
  const odd = even + ((rows * columns) >> 1);
  for (let k = 0, j = 0; j < count; k++, j += 2) {
    words[even + k] = codes[j]! | (codes[j + 1]! << 16);
    words[odd + k] = codes[j + 1]! | (codes[j + 2]! << 16);
  }
}

/** Copies the first rows behind themselves: a turn has no end. */
export function repeatRows({ rows, columns, words }: ShiftMap, count: number): void {
  const length = (count * columns) >> 1;
  for (const at of [0, (rows * columns) >> 1]) words.copyWithin(at + length, at, at + length);
}

/** Sums for each shift by rows and columns. They are the scratch of this module: the next ones replace them. */
export interface ShiftScores {
  readonly rows: number;
  readonly columns: number;
  /** Less the mean of the column, times its gain, a sum is in standard deviations. */
  readonly sums: Uint16Array;
  readonly mean: Float64Array;
  readonly gain: Float64Array;
}

let scratch = new Uint16Array(0);
const words = new Int32Array(1024);

/**
 * Sums a map at places shifted by every row and column, each column by its own spread: textures that are
 * strong at one scale gain nothing.
 *
 * @param starts places, `row * columns + column`, for the first shift; their number a multiple of 5
 */
export function correlate(
  map: ShiftMap,
  starts: readonly number[],
  rows: number,
  columns: number,
): ShiftScores {
  if (scratch.length < rows * columns) scratch = new Uint16Array(rows * columns);
  const sums = scratch;
  const mean = new Float64Array(columns);
  const gain = new Float64Array(columns);
  const half = (map.rows * map.columns) >> 1;
  const step = map.columns >> 1;
  const places = starts.map((start) => (start & 1) * half + (start >> 1));
  const count = (columns + 1) >> 1;
  for (let i = 0, to = 0; i < rows; i++, to += columns) {
    for (let p = 0; p < places.length; p += AT_ONCE) addPass(map.words, places, p, i * step, count);
    for (let j = 0; j < columns; j++) {
      const word = words[j >> 1]!;
      const sum = j & 1 ? word >>> 16 : word & 0xffff;
      sums[to + j] = sum;
      mean[j]! += sum;
      gain[j]! += sum * sum;
    }
  }
  for (let j = 0; j < columns; j++) {
    mean[j]! /= rows;
    const variance = gain[j]! / rows - mean[j]! * mean[j]!;
    gain[j] = variance > 1e-3 ? 1 / Math.sqrt(variance) : 0;
  }
  return { rows, columns, sums, mean, gain };
}

/** Adds five rows in a pass, the first five to nothing: the sums are read and written a fifth as often. */
function addPass(
  map: Int32Array,
  places: readonly number[],
  first: number,
  shift: number,
  count: number,
): void {
  const a = places[first]! + shift;
  const b = places[first + 1]! + shift;
  const c = places[first + 2]! + shift;
  const d = places[first + 3]! + shift;
  const e = places[first + 4]! + shift;
  if (first === 0) words.fill(0, 0, count);
  for (let j = 0; j < count; j++) {
    words[j] =
      (words[j]! + map[a + j]! + map[b + j]! + map[c + j]! + map[d + j]! + map[e + j]!) | 0;
  }
}

/** A high score, and the shift that has it. */
export interface Peak {
  readonly row: number;
  readonly column: number;
  /** In standard deviations of its column. */
  readonly score: number;
}

/** Scores below this, in standard deviations, are noise. */
const LEAST = 3;

/**
 * The highest scores, none within two steps of a higher one.
 *
 * @param count how many at most
 * @param rows how many rows to look at; the last is a neighbour of the first
 */
export function highest(
  { columns, sums, mean, gain }: ShiftScores,
  count: number,
  rows: number,
): Peak[] {
  const found: Peak[] = [];
  let least = LEAST;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const score = (sums[at]! - mean[column]!) * gain[column]!;
      if (score <= least) continue;
      insert(found, { row, column, score }, rows, count);
      if (found.length === count) least = found[count - 1]!.score;
    }
  }
  return found;
}

function insert(found: Peak[], peak: Peak, rows: number, count: number): void {
  const near = found.findIndex(({ row, column }) => {
    const apart = Math.abs(row - peak.row);
    return Math.min(apart, rows - apart) <= 2 && Math.abs(column - peak.column) <= 2;
  });
  if (near >= 0) {
    if (found[near]!.score >= peak.score) return;
    found.splice(near, 1);
  }
  const at = found.findIndex(({ score }) => score < peak.score);
  found.splice(at < 0 ? found.length : at, 0, peak);
  if (found.length > count) found.pop();
}

/** Reaches of two boxes that are laid over a plane one after the other; the first is not the wider one. */
export type Boxes = readonly [number, number];

/** What a blurred plane differs by from the one that it is made of: where that goes, and what it is multiplied with. */
export interface Difference {
  readonly at: number;
  readonly factor: number;
}

/**
 * Blurs a plane whose longer side is at most the one that it was made for, into another one. Planes are named by where
 * they begin.
 */
export type Blur = (
  from: number,
  to: number,
  width: number,
  height: number,
  boxes: Boxes,
  difference: Difference,
) => void;

/**
 * A blur that costs the same whatever its width: two boxes, the edge repeated. Sums run down all columns together,
 * and along each row as soon as it is there, so that no plane lies between the two.
 *
 * All planes lie in one array, and every array is one that the loops close over: engines then know where it lies and
 * how long it is, and take .4 of the time.
 *
 * @param widest reach of a box
 */
export function createBlur(planes: Float32Array, side: number, widest: number): Blur {
  const inner = new Float64Array(side);
  const outer = new Float64Array(side);
  const rows = new Float64Array((2 * widest + 1) * side);
  const second = side + 4 * widest + 1;
  /** A line, and where two are made at once, the next from `second` on. */
  const line = new Float64Array(2 * second);
  const once = new Float64Array(side + 2 * widest + 1);

  function addRow(at: number, width: number): void {
    for (let x = 0; x < width; x++) inner[x]! += planes[at + x]!;
  }

  /** Hands out a row of sums of sums, and goes on to the next. */
  function down(behind: number, ahead: number, oldest: number, pad: number, width: number): void {
    for (let x = 0; x < width; x++) {
      const i = inner[x]!;
      const o = outer[x]!;
      line[x + pad] = o;
      outer[x] = o + i - rows[oldest + x]!;
      rows[oldest + x] = i;
      inner[x] = i + planes[ahead + x]! - planes[behind + x]!;
    }
  }

  /** The same along a row, from `line[a + b]` on. */
  function along(
    a: number,
    b: number,
    from: number,
    to: number,
    width: number,
    difference: number,
    share: number,
  ): void {
    const pad = a + b;
    const wideA = 2 * a + 1;
    const wideB = 2 * b + 1;
    const factor = 1 / (wideA * wideB) ** 2;
    line.fill(line[pad]!, 0, pad);
    line.fill(line[pad + width - 1]!, pad + width, width + 2 * pad + 1);
    let inner = 0;
    for (let k = 0; k < wideA; k++) inner += line[k]!;
    let outer = 0;
    for (let k = 0; k < wideB; k++) {
      once[k] = inner;
      outer += inner;
      inner += line[k + wideA]! - line[k]!;
    }
    // One sum waits for nothing but its own last value: both go on at once.
    for (let x = 0; x < width; x++) {
      const value = Math.fround(outer * factor);
      planes[difference + x] = share * (value - planes[from + x]!);
      planes[to + x] = value;
      outer += inner - once[x]!;
      once[x + wideB] = inner;
      inner += line[x + wideB + wideA]! - line[x + wideB]!;
    }
  }

  /** Two rows at once of two boxes of reach 1: what both rows have in common is added up once. */
  function downBy1(
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    width: number,
  ): void {
    for (let x = 0; x < width; x++) {
      const p = planes[b + x]!;
      const q = planes[c + x]!;
      const r = planes[d + x]!;
      const s = planes[e + x]!;
      const early = p + q;
      const late = r + s;
      const shared = early + r + (q + late);
      line[x + 2] = planes[a + x]! + early + shared;
      line[second + x + 2] = shared + (late + planes[f + x]!);
    }
  }

  /** {@link along} of such boxes, of the line that begins at `start`: .7 of the time. */
  function alongBy1(
    start: number,
    from: number,
    to: number,
    width: number,
    difference: number,
    share: number,
  ): void {
    const end = start + width;
    line.fill(line[start + 2]!, start, start + 2);
    line.fill(line[end + 1]!, end + 2, end + 5);
    let last = line[start + 3]!;
    let pair = line[start + 2]! + last;
    let before = line[start]! + line[start + 1]! + line[start + 2]!;
    let own = line[start + 1]! + pair;
    for (let x = 0; x < width; x++) {
      const next = line[start + x + 4]!;
      const after = pair + next;
      const value = Math.fround((before + own + after) * (1 / 81));
      before = own;
      own = after;
      pair = last + next;
      last = next;
      planes[difference + x] = share * (value - planes[from + x]!);
      planes[to + x] = value;
    }
  }

  return (from, to, width, height, [a, b], { at, factor }) => {
    const pad = a + b;
    const many = 2 * b + 1;
    const last = height - 1;
    const rowOf = (y: number) => from + width * Math.max(0, Math.min(last, y));
    if (a === 1 && b === 1) {
      for (let y = 0; y < height; y += 2) {
        const [early, late] = [rowOf(y - 1), rowOf(y + 2)];
        downBy1(rowOf(y - 2), early, rowOf(y), rowOf(y + 1), late, rowOf(y + 3), width);
        const row = y * width;
        alongBy1(0, from + row, to + row, width, at + row, factor);
        if (y === last) break;
        const next = row + width;
        alongBy1(second, from + next, to + next, width, at + next, factor);
      }
      return;
    }
    inner.fill(0);
    outer.fill(0);
    rows.fill(0);
    for (let y = -pad; y <= a - b; y++) addRow(rowOf(y), width);
    for (let k = 0; k < many; k++) {
      down(rowOf(k - pad), rowOf(k + a - b + 1), k * width, pad, width);
    }
    for (let y = 0; y < height; y++) {
      down(rowOf(y + b + 1 - a), rowOf(y + pad + 2), (y % many) * width, pad, width);
      const row = y * width;
      along(a, b, from + row, to + row, width, at + row, factor);
    }
  };
}

/**
 * The difference that such a blur makes at three by three places, x and y of the middle, none beyond the edge: for who
 * needs few. The bits are those of {@link createBlur}: sums of floats are exact in doubles, in whatever order, but for
 * values below a thousandth, whose last bit may differ.
 */
export function createBlurAround(planes: Float32Array, [a, b]: Boxes) {
  const pad = a + b;
  const taps = Float64Array.from({ length: 2 * pad + 1 }, (_, i) =>
    Math.min(2 * a + 1, pad + 1 - Math.abs(i - pad)),
  );
  const factor = 1 / ((2 * a + 1) * (2 * b + 1)) ** 2;
  const columns = new Int32Array(2 * pad + 3);
  const sums = new Float64Array(2 * pad + 3);
  return (
    from: number,
    width: number,
    height: number,
    x: number,
    y: number,
    difference: Difference,
  ): void => {
    for (let k = 0; k < columns.length; k++) {
      columns[k] = Math.max(0, Math.min(width - 1, x - pad - 1 + k));
    }
    for (let row = y - 1; row <= y + 1; row++) {
      sums.fill(0);
      for (let j = 0; j < taps.length; j++) {
        const at = from + width * Math.max(0, Math.min(height - 1, row - pad + j));
        const tap = taps[j]!;
        for (let k = 0; k < sums.length; k++) sums[k]! += tap * planes[at + columns[k]!]!;
      }
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let i = 0; i < taps.length; i++) sum += taps[i]! * sums[k + i]!;
        const at = row * width + x - 1 + k;
        const value = Math.fround(sum * factor);
        planes[difference.at + at] = difference.factor * (value - planes[from + at]!);
      }
    }
  };
}

import { unitVector } from './turn.ts';

/**
 * A complex FFT of one length: its tables, and the values that it works on. Our own, since the engine's cosines
 * differ in the last bit and the mark must not. The values are arrays of numbers and no typed arrays, which V8
 * reaches more slowly: .6 of the time in Node 20, .85 in 22 and 24. It takes .8 to .85 of that of fft.js
 * (bench/results/speed-idle.md), whose values are interleaved.
 */
export interface Fft {
  readonly size: number;
  /** What {@link transform} works on: double precision, so that every engine rounds alike. */
  readonly re: number[];
  readonly im: number[];
  /** Where {@link transform} wants value i: its place with the bits reversed. */
  readonly places: Uint16Array;
  /** For each stage and k the cosines and sines of one, two and three times the angle. */
  readonly twiddles: readonly Float64Array[];
}

const made = new Map<number, Fft>();

/** @param size a power of two, 4..4096 */
export function fftOf(size: number): Fft {
  const known = made.get(size);
  if (known) return known;
  const bits = Math.round(Math.log2(size));
  const places = new Uint16Array(size);
  for (let i = 0; i < size; i++) {
    for (let b = 0; b < bits; b++) places[i]! |= ((i >> b) & 1) << (bits - 1 - b);
  }
  const twiddles: Float64Array[] = [];
  for (let half = bits & 1 ? 2 : 4; half < size; half <<= 2) {
    const table = new Float64Array(6 * half);
    for (let k = 0; k < half; k++) {
      const [c1, sine1] = unitVector(k / (4 * half));
      const [c2, sine2] = unitVector(k / (2 * half));
      const s1 = -sine1;
      const s2 = -sine2;
      table.set([c1, s1, c2, s2, c1 * c2 - s1 * s2, c1 * s2 + s1 * c2], 6 * k);
    }
    twiddles.push(table);
  }
  const fft = { size, re: zeros(size), im: zeros(size), places, twiddles };
  made.set(size, fft);
  return fft;
}

/** Fractions first: an array that has had one is kept as numbers side by side. */
function zeros(size: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < size; i++) out.push(0.5);
  return out.fill(0);
}

/**
 * Forward transform e^(-i...) of the values of `fft`, in place, unnormalised. Value i is to be at `places[i]`; its
 * frequencies come out in order.
 */
export function transform({ size, re, im, twiddles }: Fft): void {
  let half = 1;
  if ((Math.clz32(size) & 1) === 0) {
    for (let i = 0; i < size; i += 2) {
      const ar = re[i]!;
      const ai = im[i]!;
      const br = re[i + 1]!;
      const bi = im[i + 1]!;
      re[i] = ar + br;
      im[i] = ai + bi;
      re[i + 1] = ar - br;
      im[i + 1] = ai - bi;
    }
    half = 2;
  } else {
    untwiddled(re, im, size, 1);
    half = 4;
  }
  // Pairs of radix-2 stages are done as one radix-4 stage: half the passes over memory.
  for (const table of twiddles) {
    untwiddled(re, im, size, half);
    for (let w = 6, first = 1; w < table.length; w += 6, first++) {
      // Stage one has the twiddle w(2 step k), stage two w(step k) and w(step k) * -i.
      const c1 = table[w]!;
      const s1 = table[w + 1]!;
      const c2 = table[w + 2]!;
      const s2 = table[w + 3]!;
      const c3 = table[w + 4]!;
      const s3 = table[w + 5]!;
      for (let i = first; i < size; i += 4 * half) {
        const i1 = i + half;
        const i2 = i1 + half;
        const i3 = i2 + half;
        const ar = re[i]!;
        const ai = im[i]!;
        const xr = re[i1]!;
        const xi = im[i1]!;
        const yr = re[i2]!;
        const yi = im[i2]!;
        const zr = re[i3]!;
        const zi = im[i3]!;
        const br = xr * c2 - xi * s2;
        const bi = xr * s2 + xi * c2;
        const cr = yr * c1 - yi * s1;
        const ci = yr * s1 + yi * c1;
        const dr = zr * c3 - zi * s3;
        const di = zr * s3 + zi * c3;
        const pr = ar + br;
        const pi = ai + bi;
        const qr = ar - br;
        const qi = ai - bi;
        const ur = cr + dr;
        const ui = ci + di;
        const vr = cr - dr;
        const vi = ci - di;
        re[i] = pr + ur;
        im[i] = pi + ui;
        re[i2] = pr - ur;
        im[i2] = pi - ui;
        re[i1] = qr + vi;
        im[i1] = qi - vr;
        re[i3] = qr - vi;
        im[i3] = qi + vr;
      }
    }
    half <<= 2;
  }
}

/** The radix-4 butterflies of a stage with k = 0, which have nothing to multiply by. */
function untwiddled(re: number[], im: number[], size: number, half: number): void {
  for (let i = 0; i < size; i += 4 * half) {
    const i1 = i + half;
    const i2 = i1 + half;
    const i3 = i2 + half;
    const ar = re[i]!;
    const ai = im[i]!;
    const br = re[i1]!;
    const bi = im[i1]!;
    const cr = re[i2]!;
    const ci = im[i2]!;
    const dr = re[i3]!;
    const di = im[i3]!;
    const pr = ar + br;
    const pi = ai + bi;
    const qr = ar - br;
    const qi = ai - bi;
    const ur = cr + dr;
    const ui = ci + di;
    const vr = cr - dr;
    const vi = ci - di;
    re[i] = pr + ur;
    im[i] = pi + ui;
    re[i2] = pr - ur;
    im[i2] = pi - ui;
    re[i1] = qr + vi;
    im[i1] = qi - vr;
    re[i3] = qr - vi;
    im[i3] = qi + vr;
  }
}

/** {@link transform} of `size` values of a plane from `at` on; value i is to be at `at + places[i]`. */
export function transformAt(
  fft: Fft,
  planeRe: Float32Array,
  planeIm: Float32Array,
  at: number,
): void {
  loadAt(fft, planeRe, planeIm, at);
  transform(fft);
  const { size, re, im } = fft;
  for (let i = 0; i < size; i++) {
    planeRe[at + i] = re[i]!;
    planeIm[at + i] = im[i]!;
  }
}

/** Values of a plane from `at` on, as they lie there. */
export function loadAt(
  { size, re, im }: Fft,
  planeRe: Float32Array,
  planeIm: Float32Array,
  at: number,
): void {
  for (let i = 0; i < size; i++) {
    re[i] = planeRe[at + i]!;
    im[i] = planeIm[at + i]!;
  }
}

/**
 * Twice the real part of the square transform of a spectrum that has few columns, all with kx > 0.
 *
 * @param columnsRe frequency (kx, ky) at `kx * size + places[ky mod size]`; overwritten
 * @param used the kx that are not empty
 * @param store takes row y, x rising; the array is used again, by every transform of this length
 */
export function transformHalfPlane(
  fft: Fft,
  columnsRe: Float32Array,
  columnsIm: Float32Array,
  used: readonly number[],
  store: (y: number, row: readonly number[]) => void,
): void {
  for (const kx of used) transformAt(fft, columnsRe, columnsIm, kx * fft.size);
  rowsOfHalfPlane(fft, columnsRe, columnsIm, used, store);
}

/**
 * The second half of {@link transformHalfPlane}: rows from transformed columns, y at `kx * size + y`. As
 * only the real part is wanted, one transform makes two rows.
 */
export function rowsOfHalfPlane(
  fft: Fft,
  columnsRe: Float32Array,
  columnsIm: Float32Array,
  used: readonly number[],
  store: (y: number, row: readonly number[]) => void,
): void {
  const { size, places, re, im } = fft;
  for (let y = 0; y < size; y += 2) {
    re.fill(0);
    im.fill(0);
    for (const kx of used) {
      const at = kx * size + y;
      const a = columnsRe[at]!;
      const b = columnsIm[at]!;
      const c = columnsRe[at + 1]!;
      const d = columnsIm[at + 1]!;
      const to = places[kx]!;
      const mirrored = places[size - kx]!;
      re[to] = a - d;
      im[to] = b + c;
      re[mirrored] = a + d;
      im[mirrored] = c - b;
    }
    transform(fft);
    store(y, re);
    store(y + 1, im);
  }
}

import { unitVector } from './turn.ts';

/** Tables of a complex FFT of one length, and of the square transform of that side. */
export interface Fft {
  readonly size: number;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly reversed: Uint16Array;
}

const made = new Map<number, Fft>();

/** @param size a power of two, 4..4096 */
export function fftOf(size: number): Fft {
  const known = made.get(size);
  if (known) return known;
  const cos = new Float64Array(size);
  const sin = new Float64Array(size);
  const reversed = new Uint16Array(size);
  const bits = Math.round(Math.log2(size));
  for (let i = 0; i < size; i++) {
    const [c, s] = unitVector(i / size);
    cos[i] = c;
    sin[i] = -s;
    let r = 0;
    for (let b = 0; b < bits; b++) r |= ((i >> b) & 1) << (bits - 1 - b);
    reversed[i] = r;
  }
  const fft = { size, cos, sin, reversed };
  made.set(size, fft);
  return fft;
}

/** Forward transform e^(-i...) of `size` values from `at`, in place, unnormalised. */
export function transform(fft: Fft, re: Float32Array, im: Float32Array, at: number): void {
  const { size, cos, sin, reversed } = fft;
  for (let i = 0; i < size; i++) {
    const j = reversed[i]!;
    if (j > i) {
      const a = re[at + i]!;
      re[at + i] = re[at + j]!;
      re[at + j] = a;
      const b = im[at + i]!;
      im[at + i] = im[at + j]!;
      im[at + j] = b;
    }
  }
  // Pairs of radix-2 stages are done as one radix-4 stage: half the passes over memory.
  let half = 1;
  const end = at + size;
  if ((31 - Math.clz32(size)) & 1) {
    for (let i = at; i < end; i += 2) {
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
    for (let i = at; i < end; i += 4) {
      const ar = re[i]!;
      const ai = im[i]!;
      const br = re[i + 1]!;
      const bi = im[i + 1]!;
      const cr = re[i + 2]!;
      const ci = im[i + 2]!;
      const dr = re[i + 3]!;
      const di = im[i + 3]!;
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
      re[i + 2] = pr - ur;
      im[i + 2] = pi - ui;
      re[i + 1] = qr + vi;
      im[i + 1] = qi - vr;
      re[i + 3] = qr - vi;
      im[i + 3] = qi + vr;
    }
    half = 4;
  }
  for (; half < size; half <<= 2) {
    const step = size / (4 * half);
    for (let k = 0; k < half; k++) {
      // Stage one has the twiddle w(2 step k), stage two w(step k) and w(step k) * -i.
      const c1 = cos[step * k]!;
      const s1 = sin[step * k]!;
      const c2 = cos[2 * step * k]!;
      const s2 = sin[2 * step * k]!;
      const c3 = c1 * c2 - s1 * s2;
      const s3 = c1 * s2 + s1 * c2;
      for (let i = at + k; i < end; i += 4 * half) {
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
  }
}

/**
 * Forward transform of a square of side `fft.size`, in place, unnormalised. The result is
 * transposed: frequency (kx, ky) is at `kx * size + ky`. Turning it back would cost a pass that no
 * caller needs.
 *
 * @param rows from this row on all is zero, and passed over
 */
export function transformSquare(
  fft: Fft,
  re: Float32Array,
  im: Float32Array,
  rows: number = fft.size,
): void {
  const { size } = fft;
  for (let y = 0; y < rows; y++) transform(fft, re, im, y * size);
  transpose(re, size);
  transpose(im, size);
  for (let y = 0; y < size; y++) transform(fft, re, im, y * size);
}

function transpose(values: Float32Array, size: number): void {
  const block = 16;
  const b = Math.min(block, size);
  for (let by = 0; by < size; by += b) {
    for (let bx = by; bx < size; bx += b) {
      for (let y = by; y < by + b; y++) {
        for (let x = bx === by ? y + 1 : bx; x < bx + b; x++) {
          const i = y * size + x;
          const j = x * size + y;
          const kept = values[i]!;
          values[i] = values[j]!;
          values[j] = kept;
        }
      }
    }
  }
}

/**
 * Twice the real part of the square transform of a spectrum that has few columns, all with kx > 0. As
 * only the real part is wanted, one transform makes two rows of it.
 *
 * @param columnsRe frequency (kx, ky) at `kx * size + (ky mod size)`; overwritten
 * @param used the kx that are not empty
 * @param store takes row y, x rising; the array is used again
 */
export function transformHalfPlane(
  fft: Fft,
  columnsRe: Float32Array,
  columnsIm: Float32Array,
  used: readonly number[],
  store: (y: number, row: Float32Array) => void,
): void {
  const { size } = fft;
  const re = new Float32Array(size);
  const im = new Float32Array(size);
  for (const kx of used) transform(fft, columnsRe, columnsIm, kx * size);
  for (let y = 0; y < size; y += 2) {
    re.fill(0);
    im.fill(0);
    for (const kx of used) {
      const at = kx * size + y;
      const a = columnsRe[at]!;
      const b = columnsIm[at]!;
      const c = columnsRe[at + 1]!;
      const d = columnsIm[at + 1]!;
      re[kx] = a - d;
      im[kx] = b + c;
      re[size - kx] = a + d;
      im[size - kx] = c - b;
    }
    transform(fft, re, im, 0);
    store(y, re);
    store(y + 1, im);
  }
}

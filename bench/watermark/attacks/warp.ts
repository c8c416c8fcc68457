import { type Rgb, rgb } from '../rgb.ts';
import type { Attack } from './attack.ts';

/** Where a pixel of the result comes from: fills `from` with column and row, in pixels of the picture. */
export type Place = (x: number, y: number, from: Float64Array) => void;

/** A projective map by rows: (x, y, 1) times it is (u w, v w, w). */
export type Homography = readonly number[];

/** What lies outside the picture: black, or the nearest pixel of its rim. */
type Outside = 'black' | 'rim';

/** Bilinear, as editors and cameras do it. */
export function warp(
  { data, width, height }: Rgb,
  place: Place,
  {
    width: w = width,
    height: h = height,
    outside = 'black',
  }: { width?: number; height?: number; outside?: Outside } = {},
): Rgb {
  const out = new Uint8Array(w * h * 3);
  const from = new Float64Array(2);
  for (let y = 0, to = 0; y < h; y++) {
    for (let x = 0; x < w; x++, to += 3) {
      place(x, y, from);
      let u = from[0]!;
      let v = from[1]!;
      if (outside === 'rim') {
        u = Math.min(width - 1, Math.max(0, u));
        v = Math.min(height - 1, Math.max(0, v));
      } else if (!(u >= 0 && v >= 0 && u <= width - 1 && v <= height - 1)) continue;
      const left = Math.min(width - 2, Math.floor(u));
      const top = Math.min(height - 2, Math.floor(v));
      const right = u - left;
      const down = v - top;
      for (let c = 0; c < 3; c++) {
        const at = (top * width + left) * 3 + c;
        const below = at + width * 3;
        const upper = data[at]! + right * (data[at + 3]! - data[at]!);
        const lower = data[below]! + right * (data[below + 3]! - data[below]!);
        out[to + c] = Math.round(upper + down * (lower - upper));
      }
    }
  }
  return rgb(out, w, h);
}

export const warped =
  (placeOf: (image: Rgb, random: () => number) => Place, outside: Outside = 'black'): Attack =>
  async (image, scene) => {
    const place = placeOf(image, scene.random);
    scene.place?.(place);
    return warp(image, place, { outside });
  };

export function homographyPlace([a, b, c, d, e, f, g, h, i]: Homography): Place {
  return (x, y, from) => {
    const w = g! * x + h! * y + i!;
    // Behind the camera there is nothing.
    from[0] = w > 0 ? (a! * x + b! * y + c!) / w : -1;
    from[1] = w > 0 ? (d! * x + e! * y + f!) / w : -1;
  };
}

/** The map that takes four points to four others, each (x, y) one after the other. */
export function homographyOf(from: readonly number[], to: readonly number[]): Homography {
  const rows: number[][] = [];
  for (let i = 0; i < 8; i += 2) {
    const [x, y, u, v] = [from[i]!, from[i + 1]!, to[i]!, to[i + 1]!];
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  // Gauss and Jordan, with the largest pivot.
  for (let k = 0; k < 8; k++) {
    let pivot = k;
    for (let r = k; r < 8; r++) {
      if (Math.abs(rows[r]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = r;
    }
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const row = rows[k]!.map((value) => value / rows[k]![k]!);
    rows[k] = row;
    for (let r = 0; r < 8; r++) {
      if (r !== k) rows[r] = rows[r]!.map((value, j) => value - rows[r]![k]! * row[j]!);
    }
  }
  return [...rows.map((row) => row[8]!), 1];
}

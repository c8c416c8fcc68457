import { rgb } from '../rgb.ts';
import { type Attack, type AttackGroup, each, piped } from './attack.ts';

/** Rows are moved sideways by a percentage of their height in the picture; the canvas grows. */
const shear = (percent: number) =>
  piped((pipeline) => pipeline.affine([1, percent / 100, 0, 1], { background: '#000' }));

/**
 * As if seen from the side: a pixel at (u, v), -.5 .. .5 from the middle, is taken from there divided
 * by 1 + strength (u + v / 2). Bilinear; what lies outside is black.
 */
const perspective =
  (strength: number): Attack =>
  async ({ data, width, height }, scene) => {
    scene.place?.((x, y, from) => {
      const u = x / width - 0.5;
      const v = y / height - 0.5;
      const depth = 1 + strength * (u + v / 2);
      from[0] = (u / depth + 0.5) * width;
      from[1] = (v / depth + 0.5) * height;
    });
    const out = new Uint8Array(data.length);
    for (let y = 0, to = 0; y < height; y++) {
      for (let x = 0; x < width; x++, to += 3) {
        const u = x / width - 0.5;
        const v = y / height - 0.5;
        const depth = 1 + strength * (u + v / 2);
        const fromX = (u / depth + 0.5) * width;
        const fromY = (v / depth + 0.5) * height;
        const left = Math.floor(fromX);
        const top = Math.floor(fromY);
        if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
        const right = fromX - left;
        const down = fromY - top;
        for (let c = 0; c < 3; c++) {
          const at = (top * width + left) * 3 + c;
          const below = at + width * 3;
          const upper = data[at]! + right * (data[at + 3]! - data[at]!);
          const lower = data[below]! + right * (data[below + 3]! - data[below]!);
          out[to + c] = Math.round(upper + down * (lower - upper));
        }
      }
    }
    return rgb(out, width, height);
  };

/** Random rows and columns are taken out, as seam carving does. */
const linesRemoved =
  (percent: number): Attack =>
  async ({ data, width, height }, { random }) => {
    const kept = (count: number) =>
      Array.from({ length: count }, (_, i) => i).filter(() => random() >= percent / 100);
    const columns = kept(width);
    const rows = kept(height);
    const out = new Uint8Array(columns.length * rows.length * 3);
    let to = 0;
    for (const y of rows) {
      for (const x of columns) {
        const at = (y * width + x) * 3;
        out[to++] = data[at]!;
        out[to++] = data[at + 1]!;
        out[to++] = data[at + 2]!;
      }
    }
    return rgb(out, columns.length, rows.length);
  };

export const geometry: AttackGroup = {
  ...each('shear', [5, 10], shear),
  ...each('perspective', [0.1, 0.2, 0.3], perspective),
  ...each('lines removed', [1], linesRemoved),
};

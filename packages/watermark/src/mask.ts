import type { Plane } from './image.ts';

/** Side of a mask cell, in pixels. */
export const CELL = 8;

/** Visibility of the mark: how much of it a place can hide. */
export interface Mask {
  readonly columns: number;
  readonly rows: number;
  /** Root mean square of the mark, in luma levels of 255, that a careful viewer just does not see. */
  readonly values: Float32Array;
}

/**
 * Chosen so that the butteraugli distance is about the same in pictures as unlike as a flat desktop and a
 * baboon's face: over 39 pictures its 3-norm spread by 10 % (standard deviation of the logarithm).
 */
const FLAT = 0.66;
const GAIN = 0.465;
const CAP = 4.8;
/** Share of a cell's own activity; the rest is that of its quietest neighbour. */
const OWN = 0.8;

/**
 * Contrast masking from the local activity. The activity of a cell is the square of the mean square
 * root of |pixel - mean of its neighbours|: an edge in an otherwise flat cell counts little, since
 * the mark beside the edge would show.
 */
export function visibilityMask(luma: Plane): Mask {
  const { data, width, height } = luma;
  const columns = Math.ceil(width / CELL);
  const rows = Math.ceil(height / CELL);
  const activity = new Float32Array(columns * rows);
  const room = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    const y0 = Math.min(r * CELL, Math.max(0, height - CELL));
    const y1 = Math.min(y0 + CELL, height);
    for (let c = 0; c < columns; c++) {
      const x0 = Math.min(c * CELL, Math.max(0, width - CELL));
      const x1 = Math.min(x0 + CELL, width);
      let roots = 0;
      let count = 0;
      let sum = 0;
      for (let y = y0; y < y1; y += 2) {
        const up = Math.max(0, y - 2) * width;
        const down = Math.min(height - 1, y + 2) * width;
        for (let x = x0 + ((y >> 1) & 1); x < x1; x += 2) {
          const at = y * width;
          const v = data[at + x]!;
          const l = data[at + (x > 1 ? x - 2 : 0)]!;
          const q = data[at + (x + 2 < width ? x + 2 : width - 1)]!;
          const d = 4 * v - l - q - data[up + x]! - data[down + x]!;
          roots += ROOTS[d < 0 ? -d : d]!;
          sum += v;
          count++;
        }
      }
      const mean = roots / count;
      activity[r * columns + c] = (mean * mean) / 4;
      room[r * columns + c] = roomOf(sum / count);
    }
  }
  const values = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const own = activity[r * columns + c]!;
      // The quietest neighbour pulls down: the mark of a busy cell reaches into it.
      let least = own;
      for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++) {
        for (let x = Math.max(0, c - 1); x <= Math.min(columns - 1, c + 1); x++) {
          least = Math.min(least, activity[y * columns + x]!);
        }
      }
      // The power 5/8 by square roots: Math.pow may differ between engines.
      const root = Math.sqrt(OWN * own + (1 - OWN) * least);
      values[r * columns + c] =
        room[r * columns + c]! * Math.min(CAP, FLAT + GAIN * root * Math.sqrt(Math.sqrt(root)));
    }
  }
  return { columns, rows, values };
}

/** On white, half of the mark is clipped and the other half may be stronger; the dark hides more. */
function roomOf(brightness: number): number {
  if (brightness > 235) return 1 + 0.35 * Math.min(1, (brightness - 235) / 15);
  if (brightness < 48) return 1 + 0.25 * (1 - brightness / 48);
  return 1;
}

const ROOTS = Float32Array.from({ length: 4 * 255 + 1 }, (_, i) => Math.sqrt(i));

import sharp, { type Sharp } from 'sharp';
import { type Rgb, rgb, toSharp } from '../rgb.ts';

const PANEL = 384;
const GAP = 8;
const AMPLIFIED = 16;

/**
 * What a person should look at: original, marked and 16 times the difference; then the place where the
 * mark is strongest for what hides it, twice and three times as large.
 */
export async function contactSheet(before: Rgb, after: Rgb): Promise<Sharp> {
  const images = [before, after, difference(before, after)];
  const place = mostExposed(before, after);
  const rows = [
    images.map((image) => toSharp(image).resize(PANEL, PANEL, { fit: 'contain' })),
    images.map((image) => enlarged(image, place, PANEL / 2)),
    images.map((image) => enlarged(image, place, PANEL / 3)),
  ];
  const panels = await Promise.all(
    rows.flatMap((row, y) =>
      row.map(async (panel, x) => ({
        input: await panel.png().toBuffer(),
        left: GAP + x * (PANEL + GAP),
        top: GAP + y * (PANEL + GAP),
      })),
    ),
  );
  const side = 3 * (PANEL + GAP) + GAP;
  return sharp({
    create: { width: side, height: side, channels: 3, background: '#777' },
  }).composite(panels);
}

/** Around middle gray. */
function difference(before: Rgb, after: Rgb): Rgb {
  const out = new Uint8ClampedArray(before.data.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = 128 + AMPLIFIED * (after.data[i]! - before.data[i]!);
  }
  return rgb(new Uint8Array(out.buffer), before.width, before.height);
}

/** Pixels stay squares: smoothing would hide what is looked for. */
function enlarged(image: Rgb, [x, y]: readonly [number, number], side: number): Sharp {
  const width = Math.min(side, image.width);
  const height = Math.min(side, image.height);
  const within = (middle: number, length: number, all: number) =>
    Math.max(0, Math.min(all - length, Math.round(middle - length / 2)));
  return toSharp(image)
    .extract({
      left: within(x, width, image.width),
      top: within(y, height, image.height),
      width,
      height,
    })
    .resize(PANEL, PANEL, { fit: 'contain', kernel: 'nearest' });
}

/** The middle of the cell with the largest change against its own activity, in green. */
function mostExposed(before: Rgb, after: Rgb): readonly [number, number] {
  const cell = 64;
  const { width, height } = before;
  let best: readonly [number, number] = [width / 2, height / 2];
  let most = 0;
  for (let top = 0; top + cell <= height; top += cell) {
    for (let left = 0; left + cell <= width; left += cell) {
      let sum = 0;
      let squares = 0;
      let change = 0;
      for (let y = top; y < top + cell; y++) {
        for (let x = left; x < left + cell; x++) {
          const at = (y * width + x) * 3 + 1;
          const sample = before.data[at]!;
          sum += sample;
          squares += sample * sample;
          change += (after.data[at]! - sample) ** 2;
        }
      }
      const count = cell * cell;
      const variance = squares / count - (sum / count) ** 2;
      const exposure = change / count / (variance + 4);
      if (exposure > most) {
        most = exposure;
        best = [left + cell / 2, top + cell / 2];
      }
    }
  }
  return best;
}

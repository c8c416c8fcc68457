import type { Sharp } from 'sharp';
import { rgb } from '../rgb.ts';
import {
  type Attack,
  type AttackGroup,
  chain,
  coded,
  curve,
  each,
  piped,
  recoloured,
} from './attack.ts';

/** Counts of each sample value of one channel. */
function histogram(data: Uint8Array, channel: number): Float64Array {
  const counts = new Float64Array(256);
  for (let at = channel; at < data.length; at += 3) counts[data[at]!]!++;
  return counts;
}

/** Each channel by a curve that its own histogram gives. */
const byHistogram =
  (curveOf: (counts: Float64Array, pixels: number) => (sample: number) => number): Attack =>
  async ({ data, width, height }) => {
    const curves = [0, 1, 2].map((c) => {
      const change = curveOf(histogram(data, c), width * height);
      return Uint8ClampedArray.from({ length: 256 }, (_, v) => change(v));
    });
    const out = data.map((v, at) => curves[at % 3]![v]!);
    return rgb(out, width, height);
  };

function percentile(counts: Float64Array, pixels: number, share: number): number {
  let sum = 0;
  for (let v = 0; v < 256; v++) {
    sum += counts[v]!;
    if (sum >= share * pixels) return v;
  }
  return 255;
}

/** From the darkest to the lightest hundredth of each channel, to the whole range. */
const autoTone = byHistogram((counts, pixels) => {
  const low = percentile(counts, pixels, 0.01);
  const high = Math.max(low + 1, percentile(counts, pixels, 0.99));
  return (v) => ((v - low) * 255) / (high - low);
});

/** Of each channel by itself. */
const equalised = byHistogram((counts, pixels) => {
  const sums = new Float64Array(256);
  for (let v = 0, sum = 0; v < 256; v++) {
    sum += counts[v]!;
    sums[v] = (255 * sum) / pixels;
  }
  return (v) => sums[v]!;
});

/** The mean of each channel brought to their common mean: the grey world of cameras. */
const whiteBalance: Attack = async ({ data, width, height }) => {
  const means = [0, 0, 0];
  for (let at = 0; at < data.length; at++) means[at % 3]! += (3 * data[at]!) / data.length;
  const grey = (means[0]! + means[1]! + means[2]!) / 3;
  const out = Uint8ClampedArray.from(data, (v, at) => (v * grey) / Math.max(1, means[at % 3]!));
  return rgb(new Uint8Array(out.buffer), width, height);
};

const gains = (red: number, green: number, blue: number) =>
  recoloured((out, r, g, b) => {
    out[0] = r * red;
    out[1] = g * green;
    out[2] = b * blue;
  });

/** Lifted blacks, lowered whites, half of the colour. */
const faded = chain(
  curve((v) => 32 + v * 0.8),
  piped((pipeline) => pipeline.modulate({ saturation: 0.5 })),
);

/** A wide and weak unsharp mask. */
const localContrast = piped((pipeline) => pipeline.sharpen({ sigma: 8, m1: 0.6, m2: 0.6 }));

const clahe = (slope: number): Attack =>
  piped((pipeline, { width, height }) =>
    pipeline.clahe({
      width: Math.max(2, Math.round(width / 8)),
      height: Math.max(2, Math.round(height / 8)),
      maxSlope: slope,
    }),
  );

const palette = (colours: number) =>
  coded((pipeline: Sharp) => pipeline.png({ palette: true, colours, dither: 1 }));

/** What photo apps and programs do by one press of a button. */
export const presets: AttackGroup = {
  'auto-tone': autoTone,
  warm: gains(1.12, 1.02, 0.85),
  cold: gains(0.88, 1, 1.12),
  faded,
  'local contrast': localContrast,
  'white balance': whiteBalance,
  ...each('clahe', [2, 4], clahe),
  equalised,
  inverted: curve((v) => 255 - v),
  ...each('palette', [256, 16], palette),
};

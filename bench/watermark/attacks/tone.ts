import { type AttackGroup, curve, each, recoloured } from './attack.ts';

export const brightness = (factor: number) => curve((sample) => sample * factor);

const contrast = (factor: number) => curve((sample) => (sample - 128) * factor + 128);

const gamma = (exponent: number) => curve((sample) => 255 * (sample / 255) ** exponent);

const luma = (red: number, green: number, blue: number) =>
  0.299 * red + 0.587 * green + 0.114 * blue;

/** Away from or towards the gray of the same luma: 0 is gray, 1 the picture. */
const saturation = (factor: number) =>
  recoloured((out, red, green, blue) => {
    const gray = luma(red, green, blue);
    out[0] = gray + factor * (red - gray);
    out[1] = gray + factor * (green - gray);
    out[2] = gray + factor * (blue - gray);
  });

/**
 * Round the hexagon of HSV by a share of a turn, as image libraries for training do. It changes luma,
 * which a turn of hue in CIE LCh does not: the harder of the two.
 */
const hue = (turns: number) =>
  recoloured((out, red, green, blue) => {
    const value = Math.max(red, green, blue);
    const range = value - Math.min(red, green, blue);
    let sextant = 0;
    if (range > 0) {
      if (value === red) sextant = (green - blue) / range;
      else if (value === green) sextant = 2 + (blue - red) / range;
      else sextant = 4 + (red - green) / range;
    }
    const turned = sextant + 6 * turns + 12;
    for (const [i, shift] of [5, 3, 1].entries()) {
      const k = (turned + shift) % 6;
      out[i] = value - range * Math.max(0, Math.min(k, 4 - k, 1));
    }
  });

/** So many bits a sample. */
const posterise = (bits: number) => {
  const step = 255 / (2 ** bits - 1);
  return curve((sample) => Math.round(sample / step) * step);
};

export const tone: AttackGroup = {
  ...each('brightness', [0.25, 0.5, 0.75, 0.8, 1.2, 1.25, 1.5, 2], brightness),
  ...each('contrast', [0.25, 0.5, 0.7, 0.75, 1.25, 1.3, 1.5, 2], contrast),
  ...each('gamma', [0.5, 0.6, 1.6, 2], gamma),
  ...each('saturation', [0, 0.3, 0.5, 1.7, 2], saturation),
  ...each('hue', [0.1, -0.1, 0.25, -0.25, 0.5], hue),
  ...each('posterise', [4], posterise),
};

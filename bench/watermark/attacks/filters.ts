import { gaussian } from '../../random.ts';
import { rgb } from '../rgb.ts';
import { type Attack, type AttackGroup, each, piped } from './attack.ts';

/** Gaussian, by itself in each sample; sigma in 1/255. */
export const noise =
  (sigma: number): Attack =>
  async ({ data, width, height }, { random }) => {
    const out = new Uint8ClampedArray(data.length);
    for (let i = 0; i < out.length; i++) out[i] = data[i]! + sigma * gaussian(random);
    return rgb(new Uint8Array(out.buffer), width, height);
  };

/** This percentage of the pixels turns black or white. */
const saltAndPepper =
  (percent: number): Attack =>
  async ({ data, width, height }, { random }) => {
    const out = data.slice();
    for (let at = 0; at < out.length; at += 3) {
      if (random() < percent / 100) out.fill(random() < 0.5 ? 0 : 255, at, at + 3);
    }
    return rgb(out, width, height);
  };

export const blur = (sigma: number) => piped((pipeline) => pipeline.blur(sigma));

export const median = (side: number) => piped((pipeline) => pipeline.median(side));

export const filters: AttackGroup = {
  ...each('noise', [5, 10, 15, 20, 25], noise),
  ...each('salt and pepper', [1], saltAndPepper),
  ...each('blur', [1, 2, 3], blur),
  ...each('median', [3, 5, 7], median),
  sharpen: piped((pipeline) => pipeline.sharpen()),
};

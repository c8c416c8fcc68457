import { createPlan, embed } from '@provenance/watermark';
import { randomBytes } from '../../random.ts';
import { rgb } from '../rgb.ts';
import type { Attack, AttackGroup } from './attack.ts';

/** The mark of another key, at its default strength, over the first. */
const otherKey: Attack = async (image, { random }) => {
  const plan = createPlan(randomBytes(random, 32));
  const { data } = embed(image, plan, randomBytes(random, 8), { verify: false });
  return rgb(data, image.width, image.height);
};

/**
 * Random bits in two low coefficients of every 8 x 8 block of luma, quantised to even or odd multiples of a
 * step (Chen and Wornell, 2001): what simple programs put in.
 */
const quantised =
  (step: number): Attack =>
  async ({ data, width, height }, { random }) => {
    const out = new Uint8ClampedArray(data);
    const wave = (u: number, x: number) =>
      (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
    for (let top = 0; top + 8 <= height; top += 8) {
      for (let left = 0; left + 8 <= width; left += 8) {
        for (const [u, v] of [
          [1, 2],
          [2, 1],
        ] as const) {
          let coefficient = 0;
          const each = (use: (at: number, value: number) => void) => {
            for (let y = 0; y < 8; y++) {
              for (let x = 0; x < 8; x++) {
                use(((top + y) * width + left + x) * 3, wave(u, x) * wave(v, y));
              }
            }
          };
          each((at, value) => {
            coefficient += value * (0.299 * out[at]! + 0.587 * out[at + 1]! + 0.114 * out[at + 2]!);
          });
          const bit = random() < 0.5 ? 0 : 1;
          const wanted = step * (2 * Math.round((coefficient / step - bit) / 2) + bit);
          each((at, value) => {
            for (let c = 0; c < 3; c++) out[at + c] = out[at + c]! + (wanted - coefficient) * value;
          });
        }
      }
    }
    return rgb(new Uint8Array(out.buffer), width, height);
  };

/** Marked again by somebody else. */
export const rivals: AttackGroup = {
  'another key': otherKey,
  'block qim 8': quantised(8),
  'block qim 16': quantised(16),
};

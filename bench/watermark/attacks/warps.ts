import { below } from '../../random.ts';
import { rgb } from '../rgb.ts';
import { type Attack, type AttackGroup, each, piped } from './attack.ts';
import { homographyOf, homographyPlace, warped } from './warp.ts';

/** Columns are moved down by a percentage of their place; the canvas grows. */
const shearDown = (percent: number) =>
  piped((pipeline) => pipeline.affine([1, 0, percent / 100, 1], { background: '#000' }));

/** Rows as above, the other way. */
const shearAcross = (percent: number) =>
  piped((pipeline) => pipeline.affine([1, percent / 100, 0, 1], { background: '#000' }));

/**
 * Each corner is drawn by itself, up to this share of half a side inwards (as `RandomPerspective` of
 * torchvision draws them, which published neural marks are measured with); the canvas stays.
 */
const corners = (share: number) =>
  warped(({ width, height }, random) => {
    const w = width - 1;
    const h = height - 1;
    const x = () => random() * share * 0.5 * w;
    const y = () => random() * share * 0.5 * h;
    const moved = [x(), y(), w - x(), y(), w - x(), h - y(), x(), h - y()];
    return homographyPlace(homographyOf(moved, [0, 0, w, 0, w, h, 0, h]));
  });

/** The linear maps of StirMark 4 (Petitcolas, 2000), in its order. */
const STIRMARK = [
  [1, 0, 0.01, 1],
  [1, 0, 0.05, 1],
  [1, 0.01, 0, 1],
  [1, 0.05, 0, 1],
  [1, 0.01, 0.01, 1],
  [1.01, 0.013, 0.009, 1.011],
  [1.007, 0.01, 0.01, 1.012],
  [1.013, 0.008, 0.011, 1.008],
] as const;

const stirmark = (number: number) =>
  piped((pipeline) => pipeline.affine([...STIRMARK[number - 1]!], { background: '#000' }));

/** Slow waves of random direction, length and phase; moved by up to a percentage of the longer side. */
const bending = (percent: number) =>
  warped(({ width, height }, random) => {
    const reach = (Math.max(width, height) * percent) / 100;
    const wave = () => {
      const turn = 2 * Math.PI * random();
      const length = Math.max(width, height) * (0.7 + random());
      const kx = (2 * Math.PI * Math.cos(turn)) / length;
      const ky = (2 * Math.PI * Math.sin(turn)) / length;
      const phase = 2 * Math.PI * random();
      return (x: number, y: number) => reach * Math.sin(kx * x + ky * y + phase);
    };
    const across = wave();
    const down = wave();
    return (x, y, from) => {
      from[0] = x + across(x, y);
      from[1] = y + down(x, y);
    };
  }, 'rim');

/** A lens: the distance r from the middle becomes r (1 + k r^2), half a diagonal being 1. */
const barrel = (k: number) =>
  warped(({ width, height }) => {
    const mx = (width - 1) / 2;
    const my = (height - 1) / 2;
    const unit = 1 / (mx * mx + my * my);
    return (x, y, from) => {
      const u = x - mx;
      const v = y - my;
      const grow = 1 + k * (u * u + v * v) * unit;
      from[0] = mx + u * grow;
      from[1] = my + v * grow;
    };
  });

/** Moved by so many pixels; the rim is repeated. */
const shift = (pixels: number) =>
  warped(
    () => (x, y, from) => {
      from[0] = x - pixels;
      from[1] = y - pixels;
    },
    'rim',
  );

/** Moved by a random way; what leaves on one side comes back on the other. */
const cyclic: Attack = async ({ data, width, height }, { random }) => {
  const dx = below(random, width);
  const dy = below(random, height);
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * 3, (y + 1) * width * 3);
    const to = ((y + dy) % height) * width * 3;
    out.set(row.subarray(0, (width - dx) * 3), to + dx * 3);
    out.set(row.subarray((width - dx) * 3), to);
  }
  return rgb(out, width, height);
};

export const warps: AttackGroup = {
  ...each('shear', [-10, 15, -15, 20, -20], shearAcross),
  ...each('shear down', [10, 15, 20], shearDown),
  ...each('corners', [0.1, 0.2, 0.3, 0.5], corners),
  ...each('stirmark', [1, 2, 3, 4, 5, 6, 7, 8], stirmark),
  ...each('bending', [0.5, 1, 2], bending),
  ...each('barrel', [0.05, -0.05, 0.1, -0.1], barrel),
  ...each('shift', [1, 2], shift),
  'shift cyclic': cyclic,
};

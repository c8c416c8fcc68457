import type { Rgb } from '../rgb.ts';
import { type Attack, type AttackGroup, each, piped } from './attack.ts';

const FACTORS = [0.25, 0.32, 0.45, 0.5, 0.71, 0.75, 0.84, 1.5, 2, 3];

/** Scales width and height by themselves. */
export const stretch = (x: number, y: number) =>
  piped((pipeline, { width, height }) =>
    pipeline.resize(Math.round(width * x), Math.round(height * y), { fit: 'fill' }),
  );

export const resize = (factor: number) => stretch(factor, factor);

const thereAndBack =
  (factor: number): Attack =>
  async (image, scene) => {
    const back = ({ width, height }: Rgb) =>
      piped((pipeline) => pipeline.resize(width, height, { fit: 'fill' }));
    return back(image)(await resize(factor)(image, scene), scene);
  };

/**
 * The longest side brought to so many pixels. Smaller pictures are enlarged, which a service would
 * not do: it is the harder case, as the detector has to find the scale.
 */
export const longestSide =
  (pixels: number): Attack =>
  (image, scene) =>
    resize(pixels / Math.max(image.width, image.height))(image, scene);

export const sizes: AttackGroup = {
  ...each('resize', FACTORS, resize),
  ...Object.fromEntries(
    Object.entries(each('resize', FACTORS, thereAndBack)).map(([name, attack]) => [
      `${name} and back`,
      attack,
    ]),
  ),
  'aspect 1.2': stretch(1.2, 1),
  'aspect .8': stretch(0.8, 1),
  'aspect 1.1 x .95': stretch(1.1, 0.95),
};

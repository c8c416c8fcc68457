import { type Attack, type AttackGroup, chain, each, piped } from './attack.ts';

const FACTORS = [0.25, 0.32, 0.45, 0.5, 0.71, 0.75, 0.84, 1.5, 2, 3];

/** Scales width and height by themselves. */
export const stretch =
  (x: number, y: number): Attack =>
  (image, scene) =>
    sized(Math.round(image.width * x), Math.round(image.height * y))(image, scene);

const sized =
  (width: number, height: number): Attack =>
  (image, scene) => {
    const across = image.width / width;
    const down = image.height / height;
    scene.place?.((x, y, from) => {
      from[0] = (x + 0.5) * across - 0.5;
      from[1] = (y + 0.5) * down - 0.5;
    });
    return piped((pipeline) => pipeline.resize(width, height, { fit: 'fill' }))(image, scene);
  };

export const resize = (factor: number) => stretch(factor, factor);

const thereAndBack =
  (factor: number): Attack =>
  (image, scene) =>
    chain(resize(factor), sized(image.width, image.height))(image, scene);

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

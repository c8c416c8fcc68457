import { below } from '../../random.ts';
import { type Attack, type AttackGroup, each, piped } from './attack.ts';

/** A random part, this share of both sides. */
export const crop =
  (share: number): Attack =>
  (image, scene) => {
    const width = Math.round(image.width * share);
    const height = Math.round(image.height * share);
    const left = below(scene.random, image.width - width + 1);
    const top = below(scene.random, image.height - height + 1);
    return piped((pipeline) => pipeline.extract({ left, top, width, height }))(image, scene);
  };

/** The middle part, so many pixels. */
export const middle = (width: number, height: number): Attack =>
  piped((pipeline, image) =>
    pipeline.extract({
      left: (image.width - width) >> 1,
      top: (image.height - height) >> 1,
      width,
      height,
    }),
  );

export const crops: AttackGroup = each(
  'crop',
  [0.95, 0.87, 0.84, 0.71, 0.55, 0.5, 0.45, 0.32, 0.22],
  crop,
);

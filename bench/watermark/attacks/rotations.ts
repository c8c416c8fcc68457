import { type Attack, type AttackGroup, each, piped } from './attack.ts';
import { middle } from './crops.ts';

const ANGLES = [0.5, 1, 2, 5, 10, 15, 30, 45].flatMap((angle) => [angle, -angle]);

/** Clockwise; the canvas grows, its corners are black. */
const expanded = (degrees: number) =>
  piped((pipeline) => pipeline.rotate(degrees, { background: '#000' }));

/** The canvas is kept: corners of the picture are cut off, those of the canvas are black. */
export const cut =
  (degrees: number): Attack =>
  async (image, scene) =>
    middle(image.width, image.height)(await expanded(degrees)(image, scene), scene);

/** The largest part of the picture's shape in which nothing is black. */
export const fitted =
  (degrees: number): Attack =>
  async (image, scene) => {
    const { width, height } = image;
    const angle = (Math.abs(degrees) * Math.PI) / 180;
    const share = Math.min(
      width / (width * Math.cos(angle) + height * Math.sin(angle)),
      height / (width * Math.sin(angle) + height * Math.cos(angle)),
    );
    const turned = await expanded(degrees)(image, scene);
    return middle(Math.floor(width * share), Math.floor(height * share))(turned, scene);
  };

export const rotations: AttackGroup = {
  ...each('rotate cut', ANGLES, cut),
  ...each('rotate expanded', ANGLES, expanded),
  ...each('rotate fitted', ANGLES, fitted),
  ...each('turn', [90, 180, 270], expanded),
  'flip h': piped((pipeline) => pipeline.flop()),
  'flip v': piped((pipeline) => pipeline.flip()),
  // Both at once are a half turn, which an encoder's orientation tag writes this way.
  'flip hv': piped((pipeline) => pipeline.flip().flop()),
};

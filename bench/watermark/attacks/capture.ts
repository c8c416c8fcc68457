import { gaussian } from '../../random.ts';
import { type Rgb, rgb } from '../rgb.ts';
import { type Attack, type AttackGroup, chain } from './attack.ts';
import { jpeg } from './codecs.ts';
import { blur } from './filters.ts';
import { type Homography, homographyPlace, warp } from './warp.ts';

/** What a way to a camera does beside the geometry. */
interface Medium {
  /** Standard deviation of the blur, in pixels. */
  readonly blur: number;
  /** Noise and moire are drawn between these, in grey levels. */
  readonly noise: readonly [number, number];
  readonly moire: readonly [number, number];
}

/**
 * A screen is sharp and beats with the sensor; paper and ink blur; both in a row, a photograph of a print
 * of a screen, do all of it.
 */
const MEDIA: Readonly<Record<string, Medium>> = {
  screen: { blur: 0.6, noise: [1, 4], moire: [0.2, 6] },
  print: { blur: 1.6, noise: [2, 8], moire: [0, 0] },
  'print of screen': { blur: 2.1, noise: [4, 16], moire: [0.2, 3] },
};

/** Longer side of what is photographed, in metres: a screen of 17 inches. */
const LONGER_SIDE = 0.38;

/**
 * A camera `distance` metres off, tilted about a random axis in the picture's plane, and by up to two degrees
 * about its own. It stands so that the longer side would just fill the frame without the tilt.
 */
function view(
  { width, height }: Rgb,
  degrees: number,
  distance: number,
  random: () => number,
): Homography {
  const pixel = LONGER_SIDE / Math.max(width, height);
  const axis = 2 * Math.PI * random();
  const roll = ((2 * random() - 1) * 2 * Math.PI) / 180;
  const tilt = (degrees * Math.PI) / 180;
  const [ca, sa] = [Math.cos(axis), Math.sin(axis)];
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  const [ct, st] = [Math.cos(tilt), Math.sin(tilt)];
  const mx = (width - 1) / 2;
  const my = (height - 1) / 2;
  // In the frame of the axis, a pixel is at a = ax X + ay Y along and b = ax Y - ay X across it, X and Y from
  // the middle. A point (p, q) of the picture is seen at (p, q ct) far / (far + q st); solved for it,
  // q = b far / (far ct - b st) and p = a far ct / (far ct - b st).
  const far = distance / pixel;
  const ax = ca * cr + sa * sr;
  const ay = sa * cr - ca * sr;
  const w0 = [ay * st, -ax * st, far * ct] as const;
  const q = [-ay * far, ax * far, 0] as const;
  const p = [ax * far * ct, ay * far * ct, 0] as const;
  const rows = [0, 1, 2].map((i) => [
    ca * p[i]! - sa * q[i]! + mx * w0[i]!,
    sa * p[i]! + ca * q[i]! + my * w0[i]!,
    w0[i]!,
  ]);
  const [u, v, t] = rows as [number[], number[], number[]];
  return [0, 1, 2].flatMap((r) => [u[r]!, v[r]!, t[r]! - u[r]! * mx - v[r]! * my]);
}

/** Stripes of a random length and direction, a tone curve a channel, and noise. */
function taken({ data, width, height }: Rgb, { noise, moire }: Medium, random: () => number): Rgb {
  const between = ([low, high]: readonly [number, number]) => low + (high - low) * random();
  const level = between(moire);
  const sigma = between(noise);
  const turn = 2 * Math.PI * random();
  const frequency = (2 * Math.PI) / (4 + 36 * random());
  const [kx, ky] = [frequency * Math.cos(turn), frequency * Math.sin(turn)];
  const curves = [0, 1, 2].map(() => {
    const exponent = 0.85 + 0.3 * random();
    const gain = 0.9 + 0.15 * random();
    const black = 12 * random();
    return Float64Array.from(
      { length: 256 },
      (_, v) => black + (255 - black) * gain * (v / 255) ** exponent,
    );
  });
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const stripe = level * Math.sin(kx * x + ky * y);
      for (let c = 0; c < 3; c++, at++) {
        out[at] = curves[c]![data[at]!]! + stripe + sigma * gaussian(random);
      }
    }
  }
  return rgb(new Uint8Array(out.buffer), width, height);
}

const photographed =
  (medium: Medium, degrees: number, distance: number): Attack =>
  async (image, scene) => {
    const place = homographyPlace(view(image, degrees, distance, scene.random));
    scene.place?.(place);
    const seen = warp(image, place);
    return taken(await blur(medium.blur)(seen, scene), medium, scene.random);
  };

export const capture: AttackGroup = Object.fromEntries(
  Object.entries(MEDIA).flatMap(([name, medium]) =>
    [1, 0.5].flatMap((distance) =>
      [0, 15, 30, 45].map((degrees) => [
        `${name} ${degrees} at ${distance === 1 ? '1' : '.5'} m`,
        chain(photographed(medium, degrees, distance), jpeg(80)),
      ]),
    ),
  ),
);

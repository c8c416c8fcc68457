import sharp, { type Sharp } from 'sharp';
import type { Random } from '../../random.ts';
import { fromSharp, type Rgb, rgb, toSharp } from '../rgb.ts';
import type { Place } from './warp.ts';

/** What an attack draws on beside the marked picture. */
export interface Scene {
  readonly random: Random;
  /** Another picture of the set, unmarked. */
  readonly other: Rgb;
  /** Takes what an attack with a choice has chosen, for the report. */
  readonly tell?: (what: string) => void;
  /** Takes where the pixels of the result come from, of an attack that moves them by more than whole pixels. */
  readonly place?: (place: Place) => void;
}

/** Something that happens to a picture on its way. */
export type Attack = (image: Rgb, scene: Scene) => Promise<Rgb>;

export type AttackGroup = Readonly<Record<string, Attack>>;

/** One after the other. */
export function chain(...attacks: readonly Attack[]): Attack {
  return async (image, scene) => {
    let result = image;
    const places: Place[] = [];
    const own = { ...scene, place: (place: Place) => void places.unshift(place) };
    for (const attack of attacks) result = await attack(result, own);
    if (places.length > 0) {
      scene.place?.((x, y, from) => {
        from[0] = x;
        from[1] = y;
        for (const place of places) place(from[0]!, from[1]!, from);
      });
    }
    return result;
  };
}

/** A pipeline of sharp on the pixels. */
export function piped(change: (pipeline: Sharp, image: Rgb) => Sharp): Attack {
  return (image) => fromSharp(change(toSharp(image), image));
}

/** Through a file: encoded and decoded again. */
export function coded(encode: (pipeline: Sharp) => Sharp): Attack {
  return async (image) => fromSharp(sharp(await encode(toSharp(image)).toBuffer()));
}

/** Each sample by itself, 0..255; rounded and clamped. */
export function curve(change: (sample: number) => number): Attack {
  const values = Uint8ClampedArray.from({ length: 256 }, (_, sample) => change(sample));
  return async ({ data, width, height }) =>
    rgb(
      data.map((sample) => values[sample]!),
      width,
      height,
    );
}

/** Each pixel by itself: `change` fills `out` with red, green and blue, which are rounded and clamped. */
export function recoloured(
  change: (out: Float64Array, red: number, green: number, blue: number) => void,
): Attack {
  return async ({ data, width, height }) => {
    const out = new Uint8ClampedArray(data.length);
    const pixel = new Float64Array(3);
    for (let at = 0; at < data.length; at += 3) {
      change(pixel, data[at]!, data[at + 1]!, data[at + 2]!);
      out[at] = pixel[0]!;
      out[at + 1] = pixel[1]!;
      out[at + 2] = pixel[2]!;
    }
    return rgb(new Uint8Array(out.buffer), width, height);
  };
}

/** Names and attacks, one a parameter. */
export function each<T extends string | number>(
  name: string,
  parameters: readonly T[],
  attack: (parameter: T) => Attack,
): AttackGroup {
  return Object.fromEntries(
    parameters.map((parameter) => [`${name} ${parameterName(parameter)}`, attack(parameter)]),
  );
}

/** `.5`, not `0.5`. */
function parameterName(parameter: string | number): string {
  return String(parameter).replace(/^(-?)0\./, '$1.');
}

import { createPlan, type EmbedOptions, embed, type Plan } from '@provenance/watermark';
import { randomBytes, seeded } from '../random.ts';
import { type Rgb, rgb } from './rgb.ts';

/** A key and a payload: random, and the same for a name in every run. */
export interface Secret {
  readonly key: Uint8Array;
  readonly plan: Plan;
  readonly payload: Uint8Array;
}

export function secretOf(name: string): Secret {
  const random = seeded('secret', name);
  const key = randomBytes(random, 32);
  return { key, plan: createPlan(key), payload: randomBytes(random, 8) };
}

export interface Marked {
  readonly image: Rgb;
  /** Over the colour samples, in dB. */
  readonly psnr: number;
  /** Whether the embedder says that the picture carries its mark. */
  readonly survives: boolean;
}

export function mark(
  image: Rgb,
  { plan, payload }: Omit<Secret, 'key'>,
  options: EmbedOptions<Uint8Array> = {},
): Marked {
  const { data, psnr, survives } = embed(image, plan, payload, options);
  return { image: rgb(data, image.width, image.height), psnr, survives };
}

export function samePayload(found: Uint8Array | null, payload: Uint8Array): boolean {
  return found !== null && Buffer.compare(found, payload) === 0;
}

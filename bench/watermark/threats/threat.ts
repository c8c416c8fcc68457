import type { Plan } from '@provenance/watermark';
import { detect } from '@provenance/watermark';
import { randomBytes, seeded } from '../../random.ts';
import { samePayload } from '../marking.ts';
import { loadPicture, type Picture } from '../pictures/picture.ts';
import type { Size } from '../pictures/size.ts';
import type { Rgb } from '../rgb.ts';

/** What an attacker has and what is attacked. */
export interface Material {
  readonly pictures: readonly Picture[];
  /** One tile scale for all: the attacker's best case. */
  readonly size: Size;
  readonly quick: boolean;
}

/** What an attack gained, as a table. */
export interface Findings {
  readonly title: string;
  readonly notes: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

export type Threat = (material: Material) => Promise<Findings>;

/** Pictures of the material, from a place in it on; from the start again after its end. */
export function take(
  { pictures, size }: Material,
  first: number,
  count: number,
): Promise<readonly Rgb[]> {
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      loadPicture(pictures[(first + i) % pictures.length]!, size),
    ),
  );
}

export function payloadOf(...name: readonly (string | number)[]): Uint8Array {
  return randomBytes(seeded('payload', ...name), 8);
}

export function reads(image: Rgb, plan: Plan, payload: Uint8Array): boolean {
  return samePayload(detect(image, plan).payload, payload);
}

/** `3 of 12`. */
export function share(list: readonly unknown[]): string {
  return `${list.filter(Boolean).length} of ${list.length}`;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

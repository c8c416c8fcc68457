import { hammingDistance } from '@provenance/fingerprint';
import { LEAST_QUALITY } from '@provenance/registry';
import type { Foreign } from './foreign.ts';

/** Distances that are told of. */
export const DISTANCES = [16, 24, 31, 40, 50, 60, 70, 80] as const;

/** Pairs of pictures from different files. */
export interface Pairs {
  readonly pairs: number;
  /** How many are within each of {@link DISTANCES}: as they are, and in the nearest of the eight ways. */
  readonly plain: readonly number[];
  readonly laid: readonly number[];
  /** Those nearest to each other. */
  readonly nearest: readonly {
    readonly distance: number;
    readonly a: string;
    readonly b: string;
  }[];
}

/** @param nameOf a file */
export function pairsOf(pictures: readonly Foreign[], nameOf: (path: string) => string): Pairs {
  const good = pictures.filter(({ quality }) => quality >= LEAST_QUALITY);
  const plain = DISTANCES.map(() => 0);
  const laid = DISTANCES.map(() => 0);
  const nearest: { distance: number; a: string; b: string }[] = [];
  let pairs = 0;
  for (let i = 0; i < good.length; i++) {
    const a = good[i]!;
    for (let j = 0; j < i; j++) {
      const b = good[j]!;
      if (a.path === b.path) continue;
      pairs++;
      let least = 256;
      for (const [way, hash] of b.hashes.entries()) {
        const distance = hammingDistance(a.hashes[0]!, hash);
        if (way === 0) count(plain, distance);
        least = Math.min(least, distance);
      }
      count(laid, least);
      if (least <= 70) {
        nearest.push({ distance: least, a: nameOf(a.path), b: nameOf(b.path) });
      }
    }
  }
  nearest.sort((x, y) => x.distance - y.distance);
  return { pairs, plain, laid, nearest: nearest.slice(0, 10) };
}

function count(within: number[], distance: number): void {
  for (const [i, limit] of DISTANCES.entries()) if (distance <= limit) within[i]!++;
}

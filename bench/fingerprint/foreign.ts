import { compareLook, type MarkGeometry, pdqVariants } from '@provenance/fingerprint';
import sharp from 'sharp';
import { below, seeded } from '../random.ts';
import { serve } from '../watermark/pool.ts';
import { fromSharp } from '../watermark/rgb.ts';

/** A picture, or from round 1 on a random part of it. */
export interface Task {
  readonly path: string;
  readonly round: number;
}

/** A marked picture, and where its mark was found in what attacks made of it. */
export interface Known {
  readonly name: string;
  readonly path: string;
  readonly look: Uint8Array;
  readonly geometries: readonly MarkGeometry[];
}

export interface Setup {
  readonly known: readonly Known[];
}

/** What a picture has in common with those it is none of. */
export interface Foreign {
  readonly path: string;
  readonly round: number;
  /** Of the eight ways to lay it. */
  readonly hashes: readonly Uint8Array[];
  readonly quality: number;
  readonly comparisons: readonly Comparison[];
}

export interface Comparison {
  readonly known: string;
  readonly verdict: string;
  readonly score: number;
  /** Without the geometry; null where it was not tried. */
  readonly guessed: string | null;
}

const SIDE = 512;
/** Comparisons without a geometry take many times as long: one in so many. */
const GUESSED = 50;

serve<Task, Foreign, Setup>(async ({ path, round }, { known }) => {
  const random = seeded('foreign', path, round);
  const { width, height } = await sharp(path).metadata();
  const share = round === 0 ? 1 : 0.3 + 0.5 * random();
  const part = { width: Math.ceil(width * share), height: Math.ceil(height * share) };
  const left = below(random, width - part.width + 1);
  const top = below(random, height - part.height + 1);
  const image = await fromSharp(
    sharp(path)
      .extract({ left, top, ...part })
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true }),
  );
  const comparisons: Comparison[] = [];
  for (const [i, { name, path: source, look, geometries }] of known.entries()) {
    if (source === path || geometries.length === 0) continue;
    const geometry = geometries[below(random, geometries.length)]!;
    const { verdict, score } = compareLook(look, image, geometry);
    const guessed = (i + round) % GUESSED === 0 ? compareLook(look, image, null).verdict : null;
    comparisons.push({ known: name, verdict, score, guessed });
  }
  return { path, round, ...pdqVariants(image), comparisons };
});

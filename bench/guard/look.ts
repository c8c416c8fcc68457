// What one process does: takes a picture apart, and what attacks make of it.
import {
  createPartsDescriber,
  MOST_PARTS,
  type PictureParts,
  partsFingerprint,
  pdqVariants,
} from '@provenance/fingerprint';
import sharp from 'sharp';
import { below, seeded } from '../random.ts';
import { chooseAttacks } from '../watermark/attacks/list.ts';
import { serve } from '../watermark/pool.ts';
import { fromSharp, type Rgb } from '../watermark/rgb.ts';

/** A random part of a file, the same for the same round; `other` is what collages need. */
export interface Task {
  readonly path: string;
  readonly round: number;
  readonly other: string;
}

export interface Setup {
  /** Names of attacks; none: the picture is only looked at. */
  readonly attacks: readonly string[];
}

/** How a picture looks. */
export interface Seen {
  readonly parts: PictureParts;
  readonly hashes: readonly Uint8Array[];
  readonly quality: number;
}

export interface Looked {
  readonly name: string;
  readonly path: string;
  readonly fingerprint: Uint8Array;
  readonly seen: Seen;
  readonly attacked: readonly (Seen & { readonly attack: string })[];
}

/** Longest side at which pictures are handed out, as models make them. */
const SIDE = 768;
/** Parts that are looked for in what is handed out: more than a work keeps. */
const MOST_SOUGHT = 400;

const describer = createPartsDescriber();

function see(image: Rgb): Seen {
  return { parts: describer.describe(image, MOST_SOUGHT), ...pdqVariants(image) };
}

async function part(path: string, round: number): Promise<Rgb> {
  const random = seeded('guard', path, round);
  const { width, height } = await sharp(path).metadata();
  const share = round === 0 ? 1 : 0.35 + 0.4 * random();
  const size = { width: Math.ceil(width * share), height: Math.ceil(height * share) };
  const left = below(random, width - size.width + 1);
  const top = below(random, height - size.height + 1);
  return fromSharp(
    sharp(path)
      .extract({ left, top, ...size })
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true }),
  );
}

serve<Task, Looked, Setup>(async ({ path, round, other }, { attacks }) => {
  const image = await part(path, round);
  const seen = see(image);
  const attacked: (Seen & { attack: string })[] = [];
  const host = attacks.length === 0 ? image : await part(other, round);
  for (const { name, attack } of attacks.length === 0 ? [] : chooseAttacks(attacks)) {
    const random = seeded('attack', path, round, name);
    attacked.push({ attack: name, ...see(await attack(image, { random, other: host })) });
  }
  const fingerprint = partsFingerprint(describer.describe(image, MOST_PARTS));
  return { name: `${path.split('/').at(-1)}@${round}`, path, fingerprint, seen, attacked };
});

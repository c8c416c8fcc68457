// What one process does: takes a picture apart, and what attacks make of it.
import {
  createPartsDescriber,
  MOST_PARTS,
  type PictureParts,
  partsFingerprint,
} from '@provenance/fingerprint';
import sharp from 'sharp';
import { below, seeded } from '../random.ts';
import { chooseAttacks } from '../watermark/attacks/list.ts';
import { serve } from '../watermark/pool.ts';
import { fromSharp, type Rgb, toSharp } from '../watermark/rgb.ts';

/** Random parts of a file, the same for the same rounds; `other` is what collages need. */
export interface Task {
  readonly path: string;
  readonly rounds: readonly number[];
  readonly other: string;
}

export interface Setup {
  /** Names of attacks; none: the picture is only looked at. */
  readonly attacks: readonly string[];
  /** Whether pictures are works, and described as such. */
  readonly asWorks: boolean;
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
  /** Of parts; empty where it is no work. */
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
  return describer.look(image, MOST_SOUGHT);
}

/** Longest side to which a file is brought before parts are cut out of it. */
const SOURCE = 2048;

async function source(path: string): Promise<Rgb> {
  return fromSharp(sharp(path).resize(SOURCE, SOURCE, { fit: 'inside', withoutEnlargement: true }));
}

async function part(image: Rgb, path: string, round: number): Promise<Rgb> {
  const random = seeded('guard', path, round);
  const share = round === 0 ? 1 : 0.35 + 0.4 * random();
  const size = { width: Math.ceil(image.width * share), height: Math.ceil(image.height * share) };
  const left = below(random, image.width - size.width + 1);
  const top = below(random, image.height - size.height + 1);
  return fromSharp(
    toSharp(image)
      .extract({ left, top, ...size })
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true }),
  );
}

serve<Task, Looked[], Setup>(async ({ path, rounds, other }, { attacks, asWorks }) => {
  const whole = await source(path);
  const host = attacks.length === 0 ? null : await part(await source(other), other, 0);
  const looked: Looked[] = [];
  for (const round of rounds) {
    const image = await part(whole, path, round);
    const attacked: (Seen & { attack: string })[] = [];
    for (const { name, attack } of host === null ? [] : chooseAttacks(attacks)) {
      const random = seeded('attack', path, round, name);
      attacked.push({ attack: name, ...see(await attack(image, { random, other: host! })) });
    }
    const seen = see(image);
    const fingerprint = asWorks
      ? partsFingerprint(describer.describe(image, MOST_PARTS))
      : new Uint8Array();
    const name = `${path.split('/').at(-1)}@${round}`;
    looked.push({ name, path, fingerprint, seen, attacked });
  }
  return looked;
});

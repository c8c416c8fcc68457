import { createPlan, detect, type Plan } from '@provenance/watermark';
import { below, type Random, randomBytes, seeded } from '../../random.ts';
import { chooseAttacks } from '../attacks/list.ts';
import { type KeyTables, keyTables, leadingCheckBits } from '../internals.ts';
import { mark } from '../marking.ts';
import {
  flat,
  gradient,
  noise,
  type Pattern,
  periodic,
  randomTile,
  textPage,
} from '../patterns.ts';
import { loadPicture, type Picture } from '../pictures/picture.ts';
import { serve } from '../pool.ts';
import { fromSharp, type Rgb, rgb, toSharp } from '../rgb.ts';

/** A run of negatives that share a picture to cut from, and the keys other than the one looked for. */
export interface Task {
  readonly first: number;
  readonly count: number;
  readonly picture: Picture;
}

/** What the detector said of one picture that has no mark of its key. */
export interface Negative {
  readonly kind: Kind;
  readonly attack: string;
  readonly hit: boolean;
  readonly decodes: number;
  readonly score: number;
  readonly milliseconds: number;
}

export interface Batch {
  readonly negatives: readonly Negative[];
  /** `agreeing[n]`: candidate words whose first n check bits agree, and maybe more. */
  readonly agreeing: readonly number[];
}

/** Classes of negatives, and how many of a hundred pictures are of each. */
const SHARES = {
  unmarked: 40,
  'marked with another key': 20,
  'marked, and read with a new key': 10,
  'mark of another system': 8,
  periodic: 8,
  text: 5,
  noise: 4,
  gradient: 3,
  flat: 2,
} as const;

export type Kind = keyof typeof SHARES;
const KINDS = Object.keys(SHARES) as readonly Kind[];

const PATTERNS: Partial<Record<Kind, Pattern>> = {
  periodic,
  text: textPage,
  noise,
  gradient,
  flat,
};
/** Check bits whose agreement is counted. */
const MOST_AGREEING = 20;
/** One picture in so many also goes to the list decoder by itself. */
const LISTED = 5;
const LEAST_SIDE = 192;
const MOST_SIDE = 384;
/** From this side on a picture is searched on two levels, which takes twice as long. */
const TWO_LEVELS = 256;
/** Share of the pictures that are kept below it. */
const ONE_LEVEL = 0.8;

/** The key that is looked for, but where the class says otherwise. */
const key = randomBytes(seeded('negatives'), 32);
const plan = createPlan(key);
const tables = keyTables(key);

serve<Task, Batch, null>(async ({ first, count, picture }) => {
  const source = await loadPicture(picture, { kind: 'own' });
  const attacks = chooseAttacks();
  const otherKey = randomBytes(seeded('negatives, other key', first), 32);
  const otherPlan = createPlan(otherKey);
  const otherTables = keyTables(otherKey);
  const negatives: Negative[] = [];
  const agreeing: number[] = new Array(MOST_AGREEING + 1).fill(0);
  for (let index = first; index < first + count; index++) {
    const random = seeded('negative', index);
    const kind = drawKind(random);
    const { name, attack } = attacks[index % attacks.length]!;
    const image = await make(kind, source, otherPlan, random);
    const other = await make('unmarked', source, otherPlan, random);
    const attacked = await attack(image, { random, other });
    const isNew = kind === 'marked, and read with a new key';
    const start = performance.now();
    const { payload, decodes, score } = detect(attacked, isNew ? otherPlan : plan);
    const milliseconds = performance.now() - start;
    negatives.push({ kind, attack: name, hit: payload !== null, decodes, score, milliseconds });
    if (index % LISTED === 0) {
      countAgreeing(agreeing, attacked, isNew ? otherTables : tables, random);
    }
  }
  return { negatives, agreeing };
});

function drawKind(random: Random): Kind {
  let left = random() * 100;
  for (const kind of KINDS) {
    left -= SHARES[kind];
    if (left < 0) return kind;
  }
  return 'unmarked';
}

async function make(kind: Kind, source: Rgb, otherPlan: Plan, random: Random): Promise<Rgb> {
  const height = LEAST_SIDE + below(random, MOST_SIDE - LEAST_SIDE + 1);
  const widest = random() < ONE_LEVEL ? TWO_LEVELS - 1 : MOST_SIDE;
  const width = LEAST_SIDE + below(random, widest - LEAST_SIDE + 1);
  const pattern = PATTERNS[kind];
  if (pattern) return pattern(width, height, random);
  const image = await part(source, width, height, random);
  if (kind === 'unmarked') return image;
  if (kind === 'mark of another system') return foreignMark(image, random);
  // The mark that is there has a key which is not looked for.
  const marking = kind === 'marked with another key' ? otherPlan : plan;
  const strength = 1 + random();
  return mark(
    image,
    { plan: marking, payload: randomBytes(random, 8) },
    { strength, verify: false },
  ).image;
}

/** A random part at a random scale: what is fine in one negative is coarse in another. */
async function part(source: Rgb, width: number, height: number, random: Random): Promise<Rgb> {
  const most = Math.min(source.width / width, source.height / height);
  const scale = 1 + random() * Math.max(0, most - 1);
  const fromWidth = Math.min(source.width, Math.floor(width * scale));
  const fromHeight = Math.min(source.height, Math.floor(height * scale));
  return fromSharp(
    toSharp(source)
      .extract({
        left: below(random, source.width - fromWidth + 1),
        top: below(random, source.height - fromHeight + 1),
        width: fromWidth,
        height: fromHeight,
      })
      .resize(width, height, { fit: 'fill' }),
  );
}

/** A spread-spectrum tile of the sizes that others use, ours among them. */
function foreignMark(image: Rgb, random: Random): Rgb {
  const tile = randomTile([64, 128, 256, 512][below(random, 4)]!, random);
  const strength = 2 + 4 * random();
  const out = new Uint8ClampedArray(image.data);
  for (let y = 0, at = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++, at += 3) {
      const change = strength * tile(x, y);
      for (let c = 0; c < 3; c++) out[at + c] = image.data[at + c]! + change;
    }
  }
  return rgb(new Uint8Array(out.buffer), image.width, image.height);
}

/** The list of one decoding under a random turn and scale, whatever the pilots say. */
function countAgreeing(agreeing: number[], image: Rgb, of: KeyTables, random: Random): void {
  const angle = 2 * Math.PI * random();
  const scale = 0.5 + random();
  const map = {
    a: scale * Math.cos(angle),
    b: -scale * Math.sin(angle),
    c: scale * Math.sin(angle),
    d: scale * Math.cos(angle),
    e: 256 * random(),
    f: 256 * random(),
  };
  const layout = below(random, of.layouts.length);
  for (const bits of leadingCheckBits(image, of, map, layout, below(random, 8))) {
    for (let n = 0; n <= Math.min(bits, MOST_AGREEING); n++) agreeing[n]!++;
  }
}

import { detect } from '@provenance/watermark';
import { seeded } from '../../random.ts';
import { type Attack, chain } from '../attacks/attack.ts';
import { jpeg } from '../attacks/codecs.ts';
import { chooseAttacks } from '../attacks/list.ts';
import { resize } from '../attacks/sizes.ts';
import { type Secret, samePayload } from '../marking.ts';
import type { Rgb } from '../rgb.ts';

const social: Attack = chain(resize(0.7), jpeg(75));

/** What a weaker mark of flat areas would lose first, and something of each other kind. */
const ATTACKS = chooseAttacks([
  ...[90, 80, 70, 60, 50, 40, 30].map((quality) => `jpeg ${quality}`),
  ...['webp 80', 'webp 50', 'resize .5', 'resize .25', 'crop .5', 'rotate cut 15', 'screenshot'],
]).concat({ name: 'resize .7 + jpeg 75', group: 'pipelines', attack: social });

/** The attacks after which exactly this payload was not read. */
export async function lostAfter(
  marked: Rgb,
  { plan, payload }: Omit<Secret, 'key'>,
  name: string,
): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const { name: attack, attack: change } of ATTACKS) {
    const random = seeded('attack', name, attack);
    const found = detect(await change(marked, { random, other: marked }), plan);
    if (!samePayload(found.payload, payload)) lost.push(attack);
  }
  return lost;
}

export const READINGS = ATTACKS.length;

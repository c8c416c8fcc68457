import { seeded } from '../../random.ts';
import { chooseAttacks } from '../attacks/list.ts';
import type { Place } from '../attacks/warp.ts';
import { keyTables, tileScaleOf } from '../internals.ts';
import { mark, secretOf } from '../marking.ts';
import { loadPicture } from '../pictures/picture.ts';
import { serve } from '../pool.ts';
import type { Setup, Task } from '../robustness/trial.ts';
import { readTold, type Told } from './told.ts';

/** Of one marked picture, one after each attack. */
export type Bounds = readonly ({ readonly attack: string } & Told)[];

const unmoved: Place = (x, y, from) => {
  from[0] = x;
  from[1] = y;
};

serve<Task, Bounds, Pick<Setup, 'size' | 'attacks' | 'marking'>>(
  async ({ picture, other }, { size, attacks, marking }) => {
    const image = await loadPicture(picture, size);
    const host = await loadPicture(other, size);
    const secret = secretOf(picture.name);
    const tables = keyTables(secret.key);
    const marked = mark(image, secret, marking);
    const scale = tileScaleOf(image.width, image.height);
    const found: ({ attack: string } & Told)[] = [];
    for (const { name, attack } of chooseAttacks(attacks)) {
      // The same draws as in the table of the blind detector.
      const random = seeded('attack', picture.name, name);
      let place = unmoved;
      const attacked = await attack(marked.image, {
        random,
        other: host,
        place: (told) => {
          place = told;
        },
      });
      found.push({ attack: name, ...readTold(attacked, place, scale, tables, secret.payload) });
    }
    return found;
  },
);

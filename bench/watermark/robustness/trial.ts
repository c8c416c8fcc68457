import { detect, type Effort, type EmbedOptions } from '@provenance/watermark';
import { seeded } from '../../random.ts';
import { chooseAttacks } from '../attacks/list.ts';
import { mark, samePayload, secretOf } from '../marking.ts';
import { loadPicture, type Picture } from '../pictures/picture.ts';
import type { Size } from '../pictures/size.ts';
import { serve } from '../pool.ts';

/** A picture to mark and to attack, and the one that its parts are pasted into. */
export interface Task {
  readonly picture: Picture;
  readonly other: Picture;
}

export interface Setup {
  readonly size: Size;
  /** Names of attacks. */
  readonly attacks: readonly string[];
  readonly marking: Pick<EmbedOptions, 'visibility' | 'strength' | 'psnr'>;
  readonly effort: Effort;
}

/** What became of one marked picture. */
export interface Outcome {
  readonly name: string;
  readonly kind: string;
  readonly heldOut: boolean;
  /** In dB. */
  readonly psnr: number;
  readonly survives: boolean;
  readonly trials: readonly Trial[];
}

export interface Trial {
  readonly attack: string;
  /** What an attack with a choice has chosen; empty for the others. */
  readonly told: string;
  readonly read: 'exact' | 'wrong' | 'absent';
  /** Of the code bits, those read wrong and corrected. Known only of a payload that was read. */
  readonly correctedBits: number;
  /** That the detector took. */
  readonly milliseconds: number;
}

serve<Task, Outcome, Setup>(async ({ picture, other }, { size, attacks, marking, effort }) => {
  const image = await loadPicture(picture, size);
  const host = await loadPicture(other, size);
  const secret = secretOf(picture.name);
  const marked = mark(image, secret, marking);
  const trials: Trial[] = [];
  for (const { name, attack } of chooseAttacks(attacks)) {
    const random = seeded('attack', picture.name, name);
    let told = '';
    const tell = (what: string) => {
      told = what;
    };
    const attacked = await attack(marked.image, { random, other: host, tell });
    const start = performance.now();
    const { payload, correctedBits } = detect(attacked, secret.plan, { effort });
    const milliseconds = performance.now() - start;
    const read =
      payload === null ? 'absent' : samePayload(payload, secret.payload) ? 'exact' : 'wrong';
    trials.push({ attack: name, told, read, correctedBits, milliseconds });
  }
  const { name, kind, heldOut } = picture;
  return { name, kind, heldOut, psnr: marked.psnr, survives: marked.survives, trials };
});

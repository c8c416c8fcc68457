import { below } from '../../random.ts';
import { type Attack, type AttackGroup, each } from './attack.ts';

/** Results of a first attack above so many pixels go through no second one: others are drawn. */
const MOST_PIXELS = 4e6;
/** With 40 pictures a thousand draws. */
const DRAWS = 25;

/** Two attacks drawn from all others, one after the other. What was drawn is told to the scene. */
export function pairsOf(groups: Readonly<Record<string, AttackGroup>>): AttackGroup {
  const all = Object.values(groups).flatMap((group) => Object.entries(group));
  const pair: Attack = async (image, scene) => {
    for (;;) {
      const [first, second] = [0, 1].map(() => all[below(scene.random, all.length)]!);
      const between = await first![1](image, scene);
      if (between.width * between.height > MOST_PIXELS) continue;
      const result = await second![1](between, scene);
      if (result.width * result.height > MOST_PIXELS) continue;
      scene.tell?.(`${first![0]} + ${second![0]}`);
      return result;
    }
  };
  return each(
    'pair',
    Array.from({ length: DRAWS }, (_, i) => i + 1),
    () => pair,
  );
}

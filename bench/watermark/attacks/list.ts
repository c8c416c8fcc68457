import type { Attack, AttackGroup } from './attack.ts';
import { codecs } from './codecs.ts';
import { combined } from './combined.ts';
import { crops } from './crops.ts';
import { filters } from './filters.ts';
import { geometry } from './geometry.ts';
import { local } from './local.ts';
import { downscales, pipelines } from './pipelines.ts';
import { rotations } from './rotations.ts';
import { sizes } from './sizes.ts';
import { tone } from './tone.ts';

const none: AttackGroup = { none: async (image) => image };

/** For pictures up to two megapixels. */
const GROUPS: Readonly<Record<string, AttackGroup>> = {
  none,
  codecs,
  sizes,
  crops,
  rotations,
  geometry,
  tone,
  filters,
  local,
  combined,
  pipelines,
};

/** For large pictures: the rest of the list says nothing new there and takes hours. */
const LARGE_GROUPS: Readonly<Record<string, AttackGroup>> = {
  none,
  downscales,
  pipelines: Object.fromEntries(
    ['longest 2048 + jpeg 75', 'thumbnail 300'].map((name) => [name, pipelines[name]!]),
  ),
};

export const QUICK = [
  'none',
  'jpeg 50',
  'webp 50',
  'resize .5',
  'crop .5',
  'rotate cut 15',
  'flip h',
  'screenshot',
];

export interface NamedAttack {
  readonly name: string;
  readonly group: string;
  readonly attack: Attack;
}

/**
 * @param wanted names of attacks or groups; all without any
 * @throws RangeError if there is no such attack or group
 */
export function chooseAttacks(
  wanted: readonly string[] = [],
  { large = false }: { large?: boolean } = {},
): readonly NamedAttack[] {
  // Told by name, a picture of any size may go through anything.
  const groups = wanted.length > 0 ? { ...GROUPS, downscales } : large ? LARGE_GROUPS : GROUPS;
  const all = Object.entries(groups).flatMap(([group, attacks]) =>
    Object.entries(attacks).map(([name, attack]) => ({ name, group, attack })),
  );
  if (wanted.length === 0) return all;
  for (const name of wanted) {
    if (!all.some((attack) => attack.name === name || attack.group === name)) {
      throw new RangeError(
        `There is no attack or group "${name}"; the groups are ${Object.keys(groups).join(', ')}.`,
      );
    }
  }
  return all.filter(({ name, group }) => wanted.includes(name) || wanted.includes(group));
}

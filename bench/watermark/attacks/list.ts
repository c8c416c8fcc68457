import type { Attack, AttackGroup } from './attack.ts';
import { capture } from './capture.ts';
import { codecs, moreCodecs } from './codecs.ts';
import { collages } from './collages.ts';
import { combined } from './combined.ts';
import { crops } from './crops.ts';
import { filters } from './filters.ts';
import { geometry } from './geometry.ts';
import { kernels } from './kernels.ts';
import { local } from './local.ts';
import { pairsOf } from './pairs.ts';
import { downscales, pipelines } from './pipelines.ts';
import { presets } from './presets.ts';
import { programs } from './programs.ts';
import { rivals } from './rivals.ts';
import { rotations } from './rotations.ts';
import { sizes } from './sizes.ts';
import { tone } from './tone.ts';
import { warps } from './warps.ts';

const none: AttackGroup = { none: async (image) => image };

/** The first round, whose 184 attacks earlier results are of: for pictures up to two megapixels. */
const FIRST_ROUND: Readonly<Record<string, AttackGroup>> = {
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

/** Both rounds. A group of the second that has a name of the first is added to it. */
const GROUPS: Readonly<Record<string, AttackGroup>> = {
  ...FIRST_ROUND,
  codecs: { ...codecs, ...moreCodecs },
  geometry: { ...geometry, ...warps },
  tone: { ...tone, ...presets },
  filters: { ...filters, ...kernels },
  local: { ...local, ...collages, ...rivals },
  capture,
};

/** Of everything above, two in a row. */
const pairs = pairsOf(GROUPS);

/** Names for parts of the list, beside those of groups. */
const PARTS: Readonly<Record<string, readonly AttackGroup[]>> = {
  'first round': Object.values(FIRST_ROUND),
  'second round': [moreCodecs, warps, presets, kernels, collages, rivals, capture],
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
 * @param wanted names of attacks or groups, `first round` or `second round`; without any all but random pairs, and what other
 *   programs do
 * @throws RangeError if there is no such attack or group
 */
export function chooseAttacks(
  wanted: readonly string[] = [],
  { large = false }: { large?: boolean } = {},
): readonly NamedAttack[] {
  // Told by name, a picture of any size may go through anything.
  const groups =
    wanted.length > 0 ? { ...GROUPS, downscales, pairs, programs } : large ? LARGE_GROUPS : GROUPS;
  const all = Object.entries(groups).flatMap(([group, attacks]) =>
    Object.entries(attacks).map(([name, attack]) => ({ name, group, attack })),
  );
  if (wanted.length === 0) return all;
  const parts = new Set(wanted.flatMap((name) => PARTS[name] ?? []).flatMap(Object.keys));
  for (const name of wanted) {
    if (name in PARTS) continue;
    if (!all.some((attack) => attack.name === name || attack.group === name)) {
      throw new RangeError(
        `There is no attack or group "${name}"; the groups are ${[...Object.keys(groups), ...Object.keys(PARTS)].join(', ')}.`,
      );
    }
  }
  return all.filter(
    ({ name, group }) => wanted.includes(name) || wanted.includes(group) || parts.has(name),
  );
}

import { serve } from '../pool.ts';
import { averaging } from './averaging.ts';
import { collusion } from './collusion.ts';
import { copying } from './copying.ts';
import { markingTwice } from './marking-twice.ts';
import { notch } from './notch.ts';
import { oracle } from './oracle.ts';
import type { Findings, Material, Threat } from './threat.ts';

const THREATS = {
  averaging,
  'marking-twice': markingTwice,
  copying,
  collusion,
  oracle,
  notch,
} as const satisfies Record<string, Threat>;

export type ThreatName = keyof typeof THREATS;

serve<ThreatName, Findings, Material>((name, material) => THREATS[name](material));

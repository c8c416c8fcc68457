import type { NamedAttack } from '../attacks/list.ts';
import { CODE_LENGTH } from '../internals.ts';
import { wilson } from '../wilson.ts';
import type { Outcome } from './trial.ts';

/** How often the exact payload came back. */
export interface Rate {
  readonly trials: number;
  readonly exact: number;
  /** Wilson 95 % interval of the rate. */
  readonly interval: readonly [number, number];
}

/** One attack over all pictures. */
export interface AttackRow extends Rate {
  readonly attack: string;
  readonly group: string;
  /** Code bits that the detector had right before correction; null where it never read. */
  readonly codeBits: number | null;
  /** Mean of the detector. */
  readonly milliseconds: number;
  /** Pictures of which nothing, or something else, was read. */
  readonly failures: readonly string[];
}

export interface GroupRow extends Rate {
  readonly group: string;
  /** The attack of it that was read least, and how often. */
  readonly worst: AttackRow;
}

export interface Tally {
  readonly all: Rate;
  /** Pictures that no tuning saw; null without any. */
  readonly heldOut: Rate | null;
  readonly kinds: readonly (Rate & { readonly kind: string })[];
  readonly groups: readonly GroupRow[];
  readonly attacks: readonly AttackRow[];
  /** Payloads that were never put in: has to be 0. */
  readonly wrong: number;
}

export function tally(outcomes: readonly Outcome[], attacks: readonly NamedAttack[]): Tally {
  const every = outcomes.flatMap((picture) =>
    picture.trials.map((trial) => ({ ...trial, picture })),
  );
  const attackRows = attacks.map(({ name, group }): AttackRow => {
    const trials = every.filter(({ attack }) => attack === name);
    const exact = trials.filter(({ read }) => read === 'exact');
    return {
      attack: name,
      group,
      ...rateOf(trials),
      codeBits:
        exact.length > 0 ? 1 - mean(exact.map((trial) => trial.correctedBits)) / CODE_LENGTH : null,
      milliseconds: mean(trials.map((trial) => trial.milliseconds)),
      failures: trials
        .filter(({ read }) => read !== 'exact')
        .map(({ picture, told }) => (told === '' ? picture.name : `${picture.name} (${told})`)),
    };
  });
  const heldOut = every.filter(({ picture }) => picture.heldOut);
  const groups = [...new Set(attacks.map(({ group }) => group))];
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))].sort();
  const groupOf = new Map(attacks.map(({ name, group }) => [name, group]));
  return {
    all: rateOf(every),
    heldOut: heldOut.length > 0 ? rateOf(heldOut) : null,
    kinds: kinds.map((kind) => ({
      kind,
      ...rateOf(every.filter(({ picture }) => picture.kind === kind)),
    })),
    groups: groups.map((group) => ({
      group,
      ...rateOf(every.filter(({ attack }) => groupOf.get(attack) === group)),
      worst: attackRows
        .filter((row) => row.group === group)
        .reduce((worst, row) =>
          row.exact / row.trials < worst.exact / worst.trials ? row : worst,
        ),
    })),
    attacks: attackRows,
    wrong: every.filter(({ read }) => read === 'wrong').length,
  };
}

function rateOf(trials: readonly { readonly read: string }[]): Rate {
  const exact = trials.filter(({ read }) => read === 'exact').length;
  return { trials: trials.length, exact, interval: wilson(exact, trials.length) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

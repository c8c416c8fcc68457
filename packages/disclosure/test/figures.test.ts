import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MEASURED } from '../src/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: what is compared is the check.
const result = (name: string): any =>
  JSON.parse(readFileSync(new URL(`../../../bench/results/${name}.json`, import.meta.url), 'utf8'));

const FOUND = 'npm run disclosure:figures writes them anew';

test('the figures are those of the committed results', () => {
  const { heldOut, attacks, groups } = result('robustness-held-out-512');
  const { watermark, small, negatives, fuzz, likeness, textPower } = MEASURED;
  expect(watermark.all, FOUND).toEqual({ exact: heldOut.exact, trials: heldOut.trials });
  expect(watermark.attacks, FOUND).toBe(attacks.length - 1);
  const shares = groups.map(
    ({ group, exact, trials }: Record<'group' | 'exact' | 'trials', unknown>) => [
      group,
      { exact, trials },
    ],
  );
  expect(watermark.groups, FOUND).toEqual(Object.fromEntries(shares));
  const { exact, trials } = result('robustness-held-out-256').heldOut;
  expect(small, FOUND).toMatchObject({ exact, trials });
  const { count, hits } = result('negatives-held-out').all;
  expect(negatives, FOUND).toMatchObject({ count, hits });
  const { mutants, wrong } = result('file-fuzz').tally;
  expect(fuzz, FOUND).toMatchObject({ made: mutants, wrong: wrong.length });
  const { looks, description } = result('fingerprint-held-out').pictures;
  const { attacked, foreign } = looks;
  expect(likeness, FOUND).toMatchObject({ same: attacked.same, wrong: foreign.same });
  expect(description.split(' ')[0]).toBe(String(likeness.pictures));
  expect(likeness.copies, FOUND).toBe(likeness.pictures * looks.attacks.length);
  const { rows } = result('textmark-power');
  const { at6 } = rows.find(
    (row: { scheme: string; level: string; length: number }) =>
      row.scheme === 'provenance-gumbel-siphash-v1' &&
      row.level === '0.66' &&
      row.length === textPower.length,
  );
  expect(textPower, FOUND).toMatchObject({ found: at6.found, trials: at6.trials });
});

test('the groups of changes are all of the trials that are said', () => {
  const { watermark, guard, guardTexts } = MEASURED;
  const sum = (counts: readonly number[]) => counts.reduce((all, each) => all + each, 0);
  const shares = Object.values(watermark.groups);
  expect(sum(shares.map(({ trials }) => trials))).toBe(watermark.all.trials);
  expect(sum(shares.map(({ exact }) => exact))).toBe(watermark.all.exact);
  for (const { groups, all } of [guard, guardTexts]) {
    const parts = Object.values(groups);
    expect(sum(parts.map(({ trials }) => trials))).toBe(all.trials);
    expect(sum(parts.map(({ found }) => found))).toBe(all.found);
  }
});

test('the rates of the guard are those of its committed result', () => {
  const { attacks, others, texts } = result('guard-held-out');
  const { guard, guardOthers, guardTexts } = MEASURED;
  const either = attacks.rows.reduce((all: number, row: { either: number }) => all + row.either, 0);
  const { pictures, plain, more, rows } = attacks;
  const all = { found: either, trials: rows.length * pictures };
  expect(guard, FOUND).toMatchObject({ pictures, plain, more, attacks: rows.length - 1, all });
  const row = rows.find(({ attack }: { attack: string }) => attack === 'crop .32');
  expect(guard.groups.third, FOUND).toEqual({ found: row.either, trials: row.trials });
  const taken = others.whole + others.parts;
  expect(guardOthers, FOUND).toMatchObject({ count: others.pictures, taken });
  const found = texts.rows.reduce((all: number, row: { either: number }) => all + row.either, 0);
  expect(guardTexts, FOUND).toMatchObject({
    texts: texts.texts,
    all: { found, trials: texts.rows.length * texts.texts },
    count: texts.others.texts,
    taken: texts.others.taken,
  });
});

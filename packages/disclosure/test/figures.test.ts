import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MEASURED } from '../src/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: what is compared is the check.
const result = (name: string): any =>
  JSON.parse(readFileSync(new URL(`../../../bench/results/${name}.json`, import.meta.url), 'utf8'));

const FOUND = 'npm run disclosure:figures writes them anew';

test('the figures are those of the committed results', () => {
  const { heldOut, attacks, groups } = result('robustness-held-out-512');
  const { watermark, negatives, fuzz, likeness, textPower } = MEASURED;
  expect(watermark.all, FOUND).toEqual({ exact: heldOut.exact, trials: heldOut.trials });
  expect(watermark.attacks, FOUND).toBe(attacks.length);
  for (const name of ['codecs', 'crops', 'rotations', 'geometry', 'pipelines'] as const) {
    const { exact, trials } = groups.find(({ group }: { group: string }) => group === name);
    expect(watermark[name], FOUND).toEqual({ exact, trials });
  }
  const { count, hits } = result('negatives-held-out').all;
  expect(negatives, FOUND).toMatchObject({ count, hits });
  const { mutants, wrong } = result('file-fuzz').tally;
  expect(fuzz, FOUND).toMatchObject({ made: mutants, wrong: wrong.length });
  const { attacked, foreign } = result('fingerprint-held-out').pictures.looks;
  expect(likeness, FOUND).toMatchObject({ same: attacked.same, wrong: foreign.same });
  const { rows } = result('textmark-power');
  const { at6 } = rows.find(
    (row: { scheme: string; level: string; length: number }) =>
      row.scheme === 'provenance-gumbel-siphash-v1' &&
      row.level === '0.66' &&
      row.length === textPower.length,
  );
  expect(textPower, FOUND).toMatchObject({ found: at6.found, trials: at6.trials });
});

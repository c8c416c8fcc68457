import { expect, it } from 'vitest';
import { ed25519Signer } from '../src/index.ts';
import { makeCertificates, seedOf } from './certificates.ts';
import { fuzzTexts } from './text-mutants.ts';

it('no mutant of a signed text is taken for what was signed', async () => {
  const made = await makeCertificates('Ed25519');
  const signer = await ed25519Signer({ certificates: made.certificates, seed: seedOf(made) });
  const tally = await fuzzTexts(signer, made.root, { count: 6000, seed: 1 });
  expect(tally.wrong).toEqual([]);
  // Each way of taking a mutant was taken.
  for (const key of ['absent', 'mismatched', 'same', 'validated', 'parts'] as const) {
    expect(tally[key], key).toBeGreaterThan(0);
  }
  expect(tally.absent + tally.mismatched + tally.same + tally.validated).toBe(tally.mutants);
});

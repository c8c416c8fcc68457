import { expect, it } from 'vitest';
import { reasonMeaning, statusMeaning } from '../src/evidence/status-meaning.ts';

// What is checked here and not by the engine has words as well.
it.each([
  'assertion.boxesHash.unknownBox',
  'assertion.bmffHash.malformed',
  'assertion.hashedURI.mismatch',
  'assertion.inaccessible',
  'assertion.ingredient.malformed',
  'assertion.notRedacted',
  'assertion.outsideManifest',
  'assertion.selfRedacted',
  'assertion.action.redacted',
  'assertion.dataHash.redacted',
  'ingredient.manifest.mismatch',
  'signingCredential.invalid',
])('%s is told in words', (code) => {
  expect(statusMeaning(code)).not.toContain(code);
});

it.each(['content.tooManyParts', 'content.tookTooLong'])('%s is told in words', (reason) => {
  expect(reasonMeaning(reason)).not.toContain(reason);
});

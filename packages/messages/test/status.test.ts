import { sayReason, sayStatus } from '@provenance/messages';
import { expect, it } from 'vitest';

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
  expect(sayStatus(code).code).toBe(`status.${code}`);
});

it.each(['content.tooManyParts', 'content.tookTooLong'])('%s is told in words', (reason) => {
  expect(sayReason(reason).code).toBe(`reason.${reason}`);
});

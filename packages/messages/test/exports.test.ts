import * as messages from '@provenance/messages';
import { expect, test } from 'vitest';

test('the public names are exactly these', () => {
  expect(Object.keys(messages).sort()).toEqual([
    'CATALOGUE',
    'LANGUAGES',
    'chance',
    'isCode',
    'languageOf',
    'plainText',
    'quoted',
    'render',
    'say',
    'sayReason',
    'sayStatus',
    'visible',
  ]);
});

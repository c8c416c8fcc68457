import { expect, test } from 'vitest';
import * as text from '../src/index.ts';

test('exports these names and no others', () => {
  expect(Object.keys(text).sort()).toEqual([
    'IllFormedTextError',
    'createNfcStream',
    'encodeWrapper',
    'hashedPieces',
    'isInComment',
    'locate',
    'prepareEmbedding',
    'prepareReference',
    'strip',
    'textFormatOf',
    'wrapperLength',
  ]);
});

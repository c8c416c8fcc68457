import { expect, test } from 'vitest';
import * as fingerprint from '../src/index.ts';

test('exports these names and no others', () => {
  expect(Object.keys(fingerprint).sort()).toEqual([
    'HASH_BYTES',
    'LOOK_ALG',
    'MOST_PARTS',
    'PARTS_ALG',
    'PART_BYTES',
    'PDQ_ALG',
    'TEXT_ALG',
    'TEXT_PIECE_ALG',
    'compareLook',
    'createNearIndex',
    'createPartsDescriber',
    'createPartsIndex',
    'createTextReader',
    'geometryOfView',
    'hammingDistance',
    'look',
    'partsFingerprint',
    'pdq',
    'pdqVariants',
    'textFingerprint',
    'textPieces',
    'viewOf',
  ]);
});

import { expect, it } from 'vitest';
import * as lists from '../src/index.ts';

it('exports these names, and no others', () => {
  expect(Object.keys(lists).sort()).toEqual([
    'TRUST_LIST_NAMES',
    'addedAnchors',
    'ageOf',
    'checkTrustList',
    'fetchTrustList',
    'keepsTrustLists',
    'keptTrustLists',
    'loadTrustList',
    'pinTrustList',
    'storeAddedAnchors',
    'storeTrustList',
    'storedTrustList',
    'userTrustListFolder',
  ]);
});

import * as index from '@provenance/disclosure';
import { expect, test } from 'vitest';

test('the public names are exactly these', () => {
  expect(Object.keys(index).sort()).toEqual([
    'AUDIENCES',
    'ITEM_IDS',
    'MEASURED',
    'MOST_STATEMENT_BYTES',
    'RULE_SETS',
    'STATEMENT_FILE',
    'STATEMENT_SCHEMA',
    'TITLES',
    'buildStatement',
    'checkAnswers',
    'countRecords',
    'findChangedPages',
    'findDrift',
    'formsOf',
    'jsonOf',
    'pagesOf',
    'parseStatement',
    'testRules',
  ]);
});

import { expect, it } from 'vitest';
import * as labels from '../src/index.ts';

it('exports these names, and no others', () => {
  expect(Object.keys(labels).sort()).toEqual(['DEFAULT_LIMITS', 'digitalSourceType', 'readLabels']);
});

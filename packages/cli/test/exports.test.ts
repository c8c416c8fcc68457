import * as index from '@provenance/cli';
import { expect, test } from 'vitest';

test('the public names are exactly these', () => {
  expect(Object.keys(index).sort()).toEqual(['EXIT_CODES', 'run']);
});

import { expect, test } from 'vitest';
import * as watermark from '../src/index.ts';

test('exports these names and no others', () => {
  expect(Object.keys(watermark).sort()).toEqual([
    'CHECK_BITS',
    'KEY_BYTES',
    'PAYLOAD_BYTES',
    'createPlan',
    'detect',
    'embed',
    'prepareEmbed',
  ]);
});

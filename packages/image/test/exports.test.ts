import * as image from '@provenance/image';
import { expect, test } from 'vitest';

test('the package exports exactly this', () => {
  expect(Object.keys(image).sort()).toEqual([
    'DEFAULT_IMAGE_LIMITS',
    'DEFAULT_QUALITY',
    'IMAGE_MEDIA_TYPES',
    'decodeImage',
    'encodeImage',
    'exchangeLosses',
    'exchangePixels',
    'imageLibrary',
    'makeThumbnail',
    'openImage',
    'probeImage',
  ]);
});

import { decodeImage, encodeImage, probeImage } from '@provenance/image';
import { expect, test, vi } from 'vitest';

vi.mock('sharp', () => {
  throw new Error('no binary for this platform');
});

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

test('a sharp that does not load is a typed error of the call, not of the import', async () => {
  const missing = { name: 'ProvenanceError', code: 'IMAGE_LIBRARY_MISSING' };
  await expect(probeImage(PNG)).rejects.toMatchObject(missing);
  await expect(decodeImage(PNG)).rejects.toMatchObject(missing);
  const image = {
    mediaType: 'image/png',
    width: 1,
    height: 1,
    bitDepth: 8,
    channels: 1,
    hasAlpha: false,
    data: new Uint8Array(1),
    isPartial: false,
    frames: 1,
    metadata: { icc: null, exif: null, xmp: null, density: null, orientation: 1 },
    coding: {
      bitsPerSample: 8,
      lossless: true,
      quality: null,
      chromaSubsampling: null,
      isSeparated: false,
      progressive: false,
    },
  } as const;
  await expect(encodeImage(image)).rejects.toMatchObject(missing);
});

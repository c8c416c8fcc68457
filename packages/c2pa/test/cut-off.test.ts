import type { MediaType } from '@provenance/content';
import { describe, expect, it } from 'vitest';
import { isCutOff } from '../src/asset/cut-off.ts';
import { readCredentials } from '../src/index.ts';
import { makeFiles } from './pictures.ts';

const files = await makeFiles();
const source = (bytes: Buffer) => ({
  size: bytes.length,
  read: (start: number, length: number) => bytes.subarray(start, start + length),
});
const FORMATS: MediaType[] = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'audio/wav',
  'video/mp4',
  'video/x-msvideo',
];

describe.each(FORMATS)('a file that ends early: %s', (mediaType) => {
  const file = files[mediaType]!;

  it('is told from one that does not', () => {
    expect(isCutOff(source(file), mediaType)).toBe(false);
    expect(isCutOff(source(file.subarray(0, file.length - 5)), mediaType)).toBe(true);
    expect(isCutOff(source(file.subarray(0, file.length >> 1)), mediaType)).toBe(true);
  });

  it('never ends what looks at it, wherever it is cut', () => {
    for (let length = 0; length < Math.min(file.length, 300); length++) {
      expect(typeof isCutOff(source(file.subarray(0, length)), mediaType)).toBe('boolean');
    }
  });
});

it('is why a file cannot be read, where the engine does not say why', async () => {
  const jpeg = files['image/jpeg']!;
  const cut = Buffer.concat([
    jpeg.subarray(0, 2),
    // The beginning of a segment with a manifest store that goes on behind the end.
    Buffer.from('ffeb1000', 'hex'),
    Buffer.from('4a5000010000000100000fee6a756d62', 'hex'),
  ]);
  const { state, reason } = await readCredentials(cut);
  expect([state, reason]).toEqual(['Error', 'content.truncated']);
});

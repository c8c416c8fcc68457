import { decodeImage } from '@provenance/image';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jpegFrame } from '../src/jpeg-frame.ts';
import { estimateJpegQuality } from '../src/jpeg-quality.ts';
import { picture, smooth } from './pictures.ts';

/** As the decoder asks for it. */
function qualityOf(bytes: Uint8Array): number | null {
  const read = jpegFrame(bytes);
  return read?.frame ? estimateJpegQuality(bytes, read.parts, read.frame) : null;
}

const rgb = picture(smooth(32, 32, 3), 32, 32, 3);

test('the quality of every setting of the encoder is found exactly', async () => {
  for (let quality = 1; quality <= 100; quality++) {
    const colour = await rgb.clone().jpeg({ quality }).toBuffer();
    const gray = await rgb.clone().toColourspace('b-w').jpeg({ quality }).toBuffer();
    expect([quality, qualityOf(colour)]).toEqual([quality, quality]);
    expect([quality, qualityOf(gray)]).toEqual([quality, quality]);
  }
});

test('other tables give the nearest setting', async () => {
  for (const quality of [30, 60, 90]) {
    const file = await rgb.clone().jpeg({ quality, quantisationTable: 3 }).toBuffer();
    const { coding } = await decodeImage(file);
    expect(Math.abs(coding.quality! - quality)).toBeLessThan(20);
  }
});

test('no table, no quality', async () => {
  const file = await rgb.clone().jpeg().toBuffer();
  const table = file.indexOf(Buffer.of(0xff, 0xdb));
  expect(qualityOf(file.subarray(0, table))).toBeNull();
  expect(qualityOf(file.subarray(0, table + 40))).toBeNull();
  expect(qualityOf(Uint8Array.of(0xff, 0xd8, 0xff))).toBeNull();
});

test('any bytes give a quality or null', () => {
  const marker = fc.constantFrom(0xdb, 0xc0, 0xc2, 0xda, 0xff, 0xe1);
  const segment = fc
    .tuple(marker, fc.nat(200), fc.uint8Array({ maxLength: 200 }))
    .map(([type, length, data]) => [0xff, type, 0, length, ...data]);
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
      const quality = qualityOf(Uint8Array.from([0xff, 0xd8, ...segments.flat()]));
      expect(quality === null || (quality >= 1 && quality <= 100)).toBe(true);
    }),
  );
});

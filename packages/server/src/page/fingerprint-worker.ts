// How a picture looks or a text reads, computed beside the page: the same code as on the server, after the
// browser's own decoder.
import { PDQ_ALG, pdqVariants, TEXT_ALG, textFingerprint } from '@provenance/fingerprint';
import type { Fingerprint } from './fingerprint.ts';

addEventListener('message', async ({ data }: MessageEvent<Blob | string>) => {
  postMessage(typeof data === 'string' ? ofText(data) : await ofPicture(data).catch(() => null));
});

async function ofPicture(file: Blob): Promise<Fingerprint | null> {
  // Samples as they stand in the file and upright, as the server decodes them.
  const bitmap = await createImageBitmap(file, {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const samples = new Uint8Array(data.buffer);
  const { hashes, quality } = pdqVariants({
    data: samples,
    width,
    height,
    channels: 4,
    bitDepth: 8,
  });
  return { alg: PDQ_ALG, values: hashes.map(hex), quality };
}

function ofText(text: string): Fingerprint {
  const { hash, quality } = textFingerprint(text);
  return { alg: TEXT_ALG, values: [hex(hash)], quality };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

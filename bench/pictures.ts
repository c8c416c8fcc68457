import sharp from 'sharp';
import { below, seeded } from './random.ts';

export type PictureFormat = 'jpeg' | 'png';

/** Smooth colour with grain on it: compresses about as photographs do. */
export async function makePicture(
  format: PictureFormat,
  { width, height, seed = 1 }: { width: number; height: number; seed?: number },
): Promise<Buffer> {
  const random = seeded(seed);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grain = below(random, 16);
      data[at++] = ((x * 200) / width + grain) | 0;
      data[at++] = ((y * 200) / height + grain) | 0;
      data[at++] = (((x + y) * 200) / (width + height) + grain) | 0;
    }
  }
  const pipeline = sharp(data, { raw: { width, height, channels: 3 } });
  return format === 'jpeg'
    ? pipeline.jpeg({ quality: 85 }).toBuffer()
    : pipeline.png({ compressionLevel: 6 }).toBuffer();
}

/** A picture whose file has `bytes` bytes, give or take 3 %. */
export async function makePictureOfSize(format: PictureFormat, bytes: number): Promise<Buffer> {
  let side = 256;
  for (;;) {
    const picture = await makePicture(format, { width: side, height: side });
    const scale = Math.sqrt(bytes / picture.length);
    if (Math.abs(scale - 1) < 0.015) return picture;
    side = Math.round(side * scale);
  }
}

import type { Image } from '@provenance/watermark';
import sharp, { type Sharp } from 'sharp';

/** What every picture of the benchmark is brought to: 8-bit sRGB without alpha. */
export interface Rgb extends Image<Uint8Array> {
  readonly channels: 3;
  readonly bitDepth: 8;
}

/** @param data `width * height * 3` samples */
export function rgb(data: Uint8Array, width: number, height: number): Rgb {
  return { data, width, height, channels: 3, bitDepth: 8 };
}

export function toSharp({ data, width, height, channels }: Rgb): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

/** Runs a pipeline. Transparent parts are seen on white. */
export async function fromSharp(pipeline: Sharp): Promise<Rgb> {
  const { data, info } = await pipeline
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return rgb(new Uint8Array(data.buffer, data.byteOffset, data.length), info.width, info.height);
}

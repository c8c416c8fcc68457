import sharp from 'sharp';
import {
  concat,
  gifExtension,
  jpegSegment,
  latin1Bytes,
  pngChunk,
  riffChunk,
} from '../src/index.ts';

/** A small picture with some detail. */
export function picture(width = 24, height = 16) {
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (i * i + (i % 7) * 31) % 256;
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

const bytes = (buffer: Buffer) => new Uint8Array(buffer);

export async function jpegFile(): Promise<Uint8Array> {
  const jpeg = bytes(await picture().jpeg({ progressive: true }).toBuffer());
  const extra = [
    jpegSegment(0xe1, latin1Bytes('http://ns.adobe.com/xap/1.0/\0<x/>')),
    jpegSegment(0xed, latin1Bytes('Photoshop 3.0\0')),
    jpegSegment(0xfe, latin1Bytes('a comment')),
  ];
  return concat([jpeg.subarray(0, 2), ...extra, jpeg.subarray(2), latin1Bytes('behind the end')]);
}

export async function pngFile(): Promise<Uint8Array> {
  const png = bytes(await picture().png().toBuffer());
  const extra = [
    pngChunk('tEXt', latin1Bytes('parameters\0a cat')),
    pngChunk('tIME', new Uint8Array(7)),
  ];
  return concat([png.subarray(0, 33), ...extra, png.subarray(33), latin1Bytes('behind')]);
}

export async function webpFile(): Promise<Uint8Array> {
  const webp = bytes(
    await picture()
      .webp()
      .withExif({ IFD0: { Copyright: 'x' } })
      .toBuffer(),
  );
  return concat([webp, riffChunk('odd ', latin1Bytes('abc'))]);
}

export async function gifFile(): Promise<Uint8Array> {
  const gif = bytes(await picture().gif().toBuffer());
  const end = gif.length - 1;
  const extra = [
    Uint8Array.of(0x21, 0xfe, 2, 0x61, 0x62, 0),
    gifExtension('XMP DataXMP', new Uint8Array(600)),
  ];
  return concat([gif.subarray(0, end), ...extra, gif.subarray(end)]);
}

export const tiffFile = async () => bytes(await picture().tiff({ compression: 'lzw' }).toBuffer());

export const avifFile = async () => bytes(await picture().avif({ effort: 0 }).toBuffer());

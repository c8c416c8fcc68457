import sharp from 'sharp';
import { fromSharp, type Rgb } from '../rgb.ts';
import type { Size } from './size.ts';

/** A file with a picture. */
export interface PictureFile {
  readonly name: string;
  /** `photo`, `dark`, `bright`, `illustration`, `screen` and the like. */
  readonly kind: string;
  readonly path: string;
  /** No tuning of the watermark has seen it. */
  readonly heldOut: boolean;
  readonly width: number;
  readonly height: number;
}

/** What is measured: a file at a size, or a part of it. */
export interface Picture extends PictureFile {
  /** Where a crop of the size was taken from; null for the whole picture. */
  readonly crop: { readonly left: number; readonly top: number } | null;
}

/** Reads a file's header. */
export async function pictureFile(
  path: string,
  about: { readonly name: string; readonly kind: string; readonly heldOut: boolean },
): Promise<PictureFile> {
  const { width, height } = await sharp(path).metadata();
  return { ...about, path, width, height };
}

/** Crops and whole pictures alike come out at the size, without ever being enlarged. */
export async function loadPicture({ path, crop }: Picture, size: Size): Promise<Rgb> {
  const pipeline = sharp(path);
  if (size.kind !== 'fixed') return fromSharp(pipeline);
  const { width, height } = size;
  return fromSharp(
    crop
      ? pipeline.extract({ ...crop, width, height })
      : pipeline.resize(width, height, { fit: 'cover' }),
  );
}

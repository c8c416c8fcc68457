import { ContainerError } from '@provenance/container';
import { type MediaType, ProvenanceError } from '@provenance/content';
import type { Embedding } from './embedding.ts';
import { embedInGif } from './gif.ts';
import { embedInJpeg } from './jpeg.ts';
import { embedInPng } from './png.ts';
import { embedInSvg } from './svg.ts';
import { embedInTiff } from './tiff.ts';
import { embedInWebp } from './webp.ts';

type Embedder = (bytes: Uint8Array) => Embedding;

/** The formats that take a store without the engine. */
const EMBEDDERS: Readonly<Partial<Record<MediaType, Embedder>>> = {
  'image/jpeg': embedInJpeg,
  'image/png': embedInPng,
  'image/webp': embedInWebp,
  'image/gif': embedInGif,
  'image/tiff': embedInTiff,
  'image/x-adobe-dng': embedInTiff,
  'image/svg+xml': embedInSvg,
};

/** Null for a format whose stores the engine writes. */
export function embedderOf(mediaType: MediaType): Embedder | null {
  const embed = EMBEDDERS[mediaType];
  if (embed === undefined) return null;
  return (bytes) => {
    try {
      return embed(bytes);
    } catch (cause) {
      if (!(cause instanceof ContainerError)) throw cause;
      throw new ProvenanceError('IMAGE_CORRUPT', cause.message, { cause });
    }
  };
}

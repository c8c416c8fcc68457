import { ContainerError } from '@provenance/container';
import { type MediaType, ProvenanceError } from '@provenance/content';
import { embedInBmff, isStill } from './bmff.ts';
import type { Embedding } from './embedding.ts';
import { embedInGif } from './gif.ts';
import { embedInJpeg } from './jpeg.ts';
import { embedInPng } from './png.ts';
import { embedInSvg } from './svg.ts';
import { embedInTiff } from './tiff.ts';
import { embedInWebp } from './webp.ts';

/** @throws ProvenanceError IMAGE_CORRUPT */
export type Embedder = (bytes: Uint8Array) => Embedding;

/** The formats that take a store without the engine. */
const EMBEDDERS: Readonly<Partial<Record<MediaType, Embedder>>> = {
  'image/jpeg': embedInJpeg,
  'image/png': embedInPng,
  'image/webp': embedInWebp,
  'image/gif': embedInGif,
  'image/tiff': embedInTiff,
  'image/x-adobe-dng': embedInTiff,
  'image/svg+xml': embedInSvg,
  'image/avif': embedInBmff,
  'image/heic': embedInBmff,
  'image/heif': embedInBmff,
};

/** Null for content whose stores the engine writes: sound, films, and pictures of boxes that move. */
export function embedderOf(mediaType: MediaType, content: Uint8Array): Embedder | null {
  const embed = EMBEDDERS[mediaType];
  if (embed === undefined || (embed === embedInBmff && !isStill(content))) return null;
  return (bytes) => {
    try {
      return embed(bytes);
    } catch (cause) {
      if (!(cause instanceof ContainerError)) throw cause;
      throw new ProvenanceError('IMAGE_CORRUPT', cause.message, { cause });
    }
  };
}

import { ProvenanceError } from '@provenance/content';
import type Sharp from 'sharp';

let loaded: Promise<typeof Sharp> | undefined;

/**
 * sharp, loaded when the first picture needs it: it maps 20 MB of native code, which a command that
 * never looks at pixels must not pay for.
 *
 * Its process-wide settings (`cache`, `concurrency`, `block`) are left alone: they belong to the
 * application. They are not needed here either: bytes in memory are never cached by libvips, and a
 * loader is reached only for bytes whose signature names one of the six formats.
 *
 * @throws ProvenanceError IMAGE_LIBRARY_MISSING.
 */
export function loadSharp(): Promise<typeof Sharp> {
  // Kept: where a program has loader hooks, each `import` is a message to their thread and back.
  loaded ??= import('sharp').then(
    ({ default: sharp }) => sharp,
    (cause: unknown) => {
      throw new ProvenanceError('IMAGE_LIBRARY_MISSING', undefined, { cause });
    },
  );
  return loaded;
}

export interface ImageLibrary {
  readonly name: string;
  readonly version: string;
  /** The library inside, with its version. */
  readonly engine: string;
}

/**
 * Which image library is at work.
 *
 * @throws ProvenanceError IMAGE_LIBRARY_MISSING.
 */
export async function imageLibrary(): Promise<ImageLibrary> {
  const { sharp, vips } = (await loadSharp()).versions;
  return { name: 'sharp', version: sharp ?? 'unknown', engine: `libvips ${vips}` };
}

/**
 * The size at which pictures are measured: all alike, or each its own. `own` is for pictures up to the
 * least of `large`, which starts where those of phones do.
 */
export type Size =
  | { readonly kind: 'fixed'; readonly width: number; readonly height: number }
  | { readonly kind: 'own' | 'large' };

/** Pixels from which on a picture is large. */
export const LARGE_PIXELS = 3.9e6;

/**
 * @param text `512` for a square, `1920x1080`, `0` for the pictures' own sizes, `large`
 * @throws RangeError for anything else
 */
export function parseSize(text: string): Size {
  if (text === 'large') return { kind: 'large' };
  if (text === '0') return { kind: 'own' };
  const [, width, height = width] = /^(\d{3,4})(?:x(\d{3,4}))?$/.exec(text) ?? [];
  if (width === undefined || Number(width) < 128 || Number(height) < 128) {
    throw new RangeError('--size is 512, 1920x1080 or the like from 128 up, 0 for own, or large.');
  }
  return { kind: 'fixed', width: Number(width), height: Number(height) };
}

export function sizeText(size: Size): string {
  if (size.kind === 'fixed') return `${size.width} x ${size.height}`;
  return size.kind === 'own' ? 'own size' : 'own size, from 3.9 megapixels up';
}

import type { DecodedImage } from '../image.ts';

/** Samples as a file has them: not turned by its orientation. */
export interface StoredPixels {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Upright pixels turned back into the way they were stored, so that everything that speaks of the
 * orientation (EXIF, XMP, a thumbnail, another program's notes) stays true as it is.
 */
export function asStored(image: DecodedImage): StoredPixels {
  const { data, width, height, channels, metadata } = image;
  const { orientation } = metadata;
  if (orientation <= 1 || orientation > 8) return { data, width, height };
  const isTurned = orientation >= 5;
  const [columns, rows] = isTurned ? [height, width] : [width, height];
  const right = channels;
  const down = width * channels;
  // Where the stored picture begins in the upright one, and which way its rows and columns run there
  // (EXIF 2.32, 4.6.4 A, Orientation).
  const [startX, startY, alongRow, alongColumn] = (
    [
      [0, 0, right, down],
      [width - 1, 0, -right, down],
      [width - 1, height - 1, -right, -down],
      [0, height - 1, right, -down],
      [0, 0, down, right],
      [width - 1, 0, down, -right],
      [width - 1, height - 1, -down, -right],
      [0, height - 1, -down, right],
    ] as const
  )[orientation - 1]!;
  const stored =
    data instanceof Uint8Array ? new Uint8Array(data.length) : new Uint16Array(data.length);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    let from = startY * down + startX * right + row * alongColumn;
    for (let column = 0; column < columns; column++, from += alongRow) {
      for (let c = 0; c < channels; c++) stored[to++] = data[from + c]!;
    }
  }
  return { data: stored, width: columns, height: rows };
}

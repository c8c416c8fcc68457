import { assertImage, type Image } from '../picture/image.ts';
import { reduce } from './grid.ts';
import type { MarkGeometry } from './look.ts';

/** A picture made small, for compareLook() to look at later: in another thread, or once it is known with what. */
export interface View {
  /** Gray, 8 bit. */
  readonly image: Image<Uint8Array>;
  /** Pixels of the picture, each way, to one of the view. */
  readonly factor: number;
}

/** The look has some 60 cells a side: with this there is enough of them in an eighth of a picture too. */
const MOST_SIDE = 512;

/**
 * A copy of a picture with 512 pixels a side at most.
 *
 * @throws TypeError, RangeError if the picture contradicts itself
 */
export function viewOf(image: Image): View {
  assertImage(image);
  const factor = Math.ceil(Math.max(image.width, image.height) / MOST_SIDE);
  const { plane, columns: width, rows: height } = reduce(image, factor);
  const data = Uint8Array.from(plane, (value) => Math.round(value));
  return { image: { data, width, height, channels: 1, bitDepth: 8 }, factor };
}

/** A geometry of the picture as one of its view. */
export function geometryOfView({ toTile }: MarkGeometry, { factor }: View): MarkGeometry {
  const { a, b, c, d, e, f } = toTile;
  // Pixel X of the view is the mean of those around X factor + middle.
  const middle = (factor - 1) / 2;
  return {
    toTile: {
      a: a * factor,
      b: b * factor,
      c: c * factor,
      d: d * factor,
      e: e + (a + b) * middle,
      f: f + (c + d) * middle,
    },
  };
}

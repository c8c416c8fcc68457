import { mark, type Secret, secretOf } from '../marking.ts';
import { loadPicture } from '../pictures/picture.ts';
import type { PictureSet } from '../pictures/set.ts';
import { fromSharp, type Rgb, rgb, toSharp } from '../rgb.ts';

/** One picture with and without its mark, in memory and as files. */
export interface Scene {
  readonly name: string;
  readonly megapixels: number;
  readonly image: Rgb;
  readonly marked: Rgb;
  readonly secret: Secret;
  /** The marked picture. */
  readonly jpeg: Buffer;
  readonly png: Buffer;
}

/** Pictures of 1920 x 1080 side by side, if one is too small: enlarged ones would be too smooth. */
export async function makeScene(
  { pictures, size }: PictureSet,
  width: number,
  height: number,
): Promise<Scene> {
  const tiles = [];
  for (const picture of pictures) tiles.push(await loadPicture(picture, size));
  const first = tiles[0]!;
  const image =
    width <= first.width && height <= first.height
      ? await fromSharp(toSharp(first).resize(width, height, { fit: 'cover' }))
      : mosaic(tiles, width, height);
  const secret = secretOf('speed');
  const marked = mark(image, secret).image;
  return {
    name: `${width} x ${height}`,
    megapixels: (width * height) / 1e6,
    image,
    marked,
    secret,
    jpeg: await toSharp(marked).jpeg({ quality: 90 }).toBuffer(),
    png: await toSharp(marked).png().toBuffer(),
  };
}

function mosaic(tiles: readonly Rgb[], width: number, height: number): Rgb {
  const out = new Uint8Array(width * height * 3);
  const { width: w, height: h } = tiles[0]!;
  const columns = Math.ceil(width / w);
  for (let y = 0; y < height; y++) {
    for (let column = 0; column < columns; column++) {
      const tile = tiles[(Math.floor(y / h) * columns + column) % tiles.length]!;
      const from = (y % h) * w * 3;
      const length = Math.min(w, width - column * w) * 3;
      out.set(tile.data.subarray(from, from + length), (y * width + column * w) * 3);
    }
  }
  return rgb(out, width, height);
}

import type { Image } from './image.ts';
import { alphaLine, grayLine, rgbLine } from './luma.ts';
import { canBePacked, packedRows, shrinkPacked } from './packed.ts';
import { type Shrinking, weigh } from './weights.ts';

/** Small planes of luma, 0..255, as it is seen on white: what lies under alpha 0 does not exist. */
export function shrink(image: Image, shrinkings: readonly Shrinking[]): Float64Array[] {
  const packed = shrinkings.some(canBePacked) ? packedRows(image) : null;
  const others = shrinkings.filter((each) => packed === null || !canBePacked(each));
  const planes = shrinkLines(image, others);
  return shrinkings.map((each) => {
    const other = others.indexOf(each);
    return other === -1 ? shrinkPacked(image, packed!, each) : planes[other]!;
  });
}

/** Each pixel is read once, whatever number of planes is made of it, and no plane of the picture's size is made. */
function shrinkLines(image: Image, shrinkings: readonly Shrinking[]): Float64Array[] {
  const { data, width, height, channels, bitDepth } = image;
  const lumaOf = channels === 3 ? rgbLine : channels === 1 ? grayLine : alphaLine;
  const unit = 1 / ((bitDepth === 8 ? 1 : 257) * (channels === 3 ? 1000 : 1));
  const luma = new Float64Array(width);
  const planes = shrinkings.map(({ columns, rows, step }) => ({
    out: new Float64Array(columns.first.length * rows.first.length),
    line: new Float64Array(columns.first.length),
    columns,
    rows,
    step,
    /** The first row of the plane that is not ready, and the row of the picture that is wanted next. */
    from: 0,
    next: 0,
  }));
  for (let y = 0; y < height; y++) {
    let isRead = false;
    for (const plane of planes) {
      const { columns, rows, step, line, out } = plane;
      if (y !== Math.min(plane.next * step + (step >> 1), height - 1)) continue;
      const at = plane.next++;
      while (
        plane.from < rows.first.length &&
        rows.first[plane.from]! + rows.at[plane.from + 1]! - rows.at[plane.from]! <= at
      ) {
        plane.from++;
      }
      if (plane.from === rows.first.length || rows.first[plane.from]! > at) continue;
      if (!isRead) lumaOf(data, y * width * channels, luma, channels);
      isRead = true;
      weigh(luma, columns, unit / (rows.total * columns.total), line, 0);
      for (let i = plane.from; i < rows.first.length && rows.first[i]! <= at; i++) {
        const weight = rows.weights[rows.at[i]! + at - rows.first[i]!]!;
        add(line, weight, out, i * line.length);
      }
    }
  }
  return planes.map(({ out }) => out);
}

function add(line: Float64Array, weight: number, out: Float64Array, to: number): void {
  for (let x = 0; x < line.length; x++) out[to + x]! += weight * line[x]!;
}

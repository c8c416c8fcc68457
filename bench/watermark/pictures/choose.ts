import { below, seeded } from '../../random.ts';
import type { Picture, PictureFile } from './picture.ts';
import { LARGE_PIXELS, type Size } from './size.ts';

/** With fewer pictures of a size, crops of larger ones are added. */
export const ENOUGH = 40;
/** Smaller ones the embedder does not mark. */
const LEAST_SIDE = 128;

/**
 * The pictures to measure at a size. None is enlarged, which would blur it: smaller ones are left out,
 * and where few are left, parts of larger ones are cut out at random places.
 */
export function choosePictures(
  files: readonly PictureFile[],
  size: Size,
  enough: number,
): readonly Picture[] {
  const whole = (file: PictureFile): Picture => ({ ...file, crop: null });
  const pixels = ({ width, height }: PictureFile) => width * height;
  if (size.kind === 'large') return files.filter((f) => pixels(f) >= LARGE_PIXELS).map(whole);
  if (size.kind !== 'fixed') {
    return files
      .filter((f) => pixels(f) < LARGE_PIXELS && Math.min(f.width, f.height) >= LEAST_SIDE)
      .map(whole);
  }
  const { width, height } = size;
  const fit = files.filter((f) => f.width >= width && f.height >= height);
  const chosen = fit.map(whole);
  for (let round = 1; chosen.length < enough; round++) {
    const roomy = fit.filter((f) => pixels(f) >= (round + 1) * width * height);
    if (roomy.length === 0) break;
    for (const file of roomy.slice(0, enough - chosen.length)) {
      const random = seeded('crop', file.name, width, height, round);
      const left = below(random, file.width - width + 1);
      const top = below(random, file.height - height + 1);
      chosen.push({ ...file, name: `${file.name}@${left},${top}`, crop: { left, top } });
    }
  }
  return chosen;
}

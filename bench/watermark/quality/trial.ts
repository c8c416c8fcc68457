import { join } from 'node:path';
import { mark, secretOf } from '../marking.ts';
import { loadPicture, type Picture } from '../pictures/picture.ts';
import type { Size } from '../pictures/size.ts';
import { serve } from '../pool.ts';
import { butteraugli } from './butteraugli.ts';
import { channels, GAUSSIAN, luma, psnr, ssim, UNIFORM } from './measure.ts';
import { contactSheet } from './sheet.ts';

export interface Setup {
  readonly size: Size;
  /** PSNR to mark at, in dB; null is the default strength. */
  readonly levels: readonly (number | null)[];
  readonly butteraugli: boolean;
  /** Where contact sheets go, of the first level; null for none. */
  readonly sheets: string | null;
}

/** One picture marked at one level. */
export interface Quality {
  readonly name: string;
  readonly kind: string;
  readonly level: number | null;
  /** In dB. */
  readonly psnr: number;
  readonly lumaPsnr: number;
  /** Mean of red, green and blue, window of 7 x 7. */
  readonly ssim: number;
  readonly lumaSsim: number;
  /** Of luma, window of 11 x 11, sigma 1.5. */
  readonly gaussianSsim: number;
  /** 3-norm; null without the tool. */
  readonly butteraugli: number | null;
  readonly survives: boolean;
}

serve<Picture, readonly Quality[], Setup>(async (picture, setup) => {
  const before = await loadPicture(picture, setup.size);
  const colours = channels(before);
  const gray = luma(before);
  const secret = secretOf(picture.name);
  const found: Quality[] = [];
  for (const [i, level] of setup.levels.entries()) {
    const { image: after, survives } = mark(before, secret, level === null ? {} : { psnr: level });
    const markedColours = channels(after);
    const markedGray = luma(after);
    const similarities = colours.map((colour, c) => ssim(colour, markedColours[c]!, UNIFORM));
    found.push({
      name: picture.name,
      kind: picture.kind,
      level,
      psnr: psnr(colours, markedColours),
      lumaPsnr: psnr([gray], [markedGray]),
      ssim: similarities.reduce((sum, value) => sum + value, 0) / similarities.length,
      lumaSsim: ssim(gray, markedGray, UNIFORM),
      gaussianSsim: ssim(gray, markedGray, GAUSSIAN),
      butteraugli: setup.butteraugli ? await butteraugli(before, after) : null,
      survives,
    });
    if (i === 0 && setup.sheets !== null) {
      const sheet = await contactSheet(before, after);
      await sheet.webp({ quality: 95 }).toFile(join(setup.sheets, `${picture.name}.webp`));
    }
  }
  return found;
});

import { join } from 'node:path';
import type { Visibility } from '@provenance/watermark';
import { mark, secretOf } from '../marking.ts';
import { loadPicture, type Picture } from '../pictures/picture.ts';
import type { Size } from '../pictures/size.ts';
import { serve } from '../pool.ts';
import { butteraugli } from './butteraugli.ts';
import { type FlatQuality, flatQuality } from './flat.ts';
import { channels, GAUSSIAN, luma, psnr, ssim, UNIFORM } from './measure.ts';
import { lostAfter } from './reading.ts';
import { contactSheet } from './sheet.ts';

export interface Setup {
  readonly size: Size;
  readonly ways: readonly Way[];
  readonly butteraugli: boolean;
  /** Also attack what is marked by visibility, and read it. */
  readonly reading: boolean;
  /** Where contact sheets go, of the first way; null for none. */
  readonly sheets: string | null;
}

/** How pictures are marked: by visibility, or at a PSNR in dB. The other is null. */
export interface Way {
  readonly visibility: Visibility | null;
  readonly level: number | null;
}

/** One picture marked in one way. */
export interface Quality extends Way {
  readonly name: string;
  readonly kind: string;
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
  readonly flat: FlatQuality;
  readonly survives: boolean;
  /** Attacks after which it was not read; null if it was not attacked. */
  readonly lost: readonly string[] | null;
}

serve<Picture, readonly Quality[], Setup>(async (picture, setup) => {
  const before = await loadPicture(picture, setup.size);
  const colours = channels(before);
  const gray = luma(before);
  const secret = secretOf(picture.name);
  const found: Quality[] = [];
  for (const [i, { visibility, level }] of setup.ways.entries()) {
    const options = { ...(visibility && { visibility }), ...(level !== null && { psnr: level }) };
    const { image: after, survives } = mark(before, secret, options);
    const markedColours = channels(after);
    const markedGray = luma(after);
    const similarities = colours.map((colour, c) => ssim(colour, markedColours[c]!, UNIFORM));
    found.push({
      name: picture.name,
      kind: picture.kind,
      visibility,
      level,
      psnr: psnr(colours, markedColours),
      lumaPsnr: psnr([gray], [markedGray]),
      ssim: similarities.reduce((sum, value) => sum + value, 0) / similarities.length,
      lumaSsim: ssim(gray, markedGray, UNIFORM),
      gaussianSsim: ssim(gray, markedGray, GAUSSIAN),
      butteraugli: setup.butteraugli ? await butteraugli(before, after) : null,
      flat: flatQuality(before, after),
      survives,
      lost: setup.reading && visibility ? await lostAfter(after, secret, picture.name) : null,
    });
    if (i === 0 && setup.sheets !== null) {
      const sheet = await contactSheet(before, after);
      await sheet.webp({ quality: 95 }).toFile(join(setup.sheets, `${picture.name}.webp`));
    }
  }
  return found;
});

import { mark, secretOf } from '../marking.ts';
import { channels, psnr } from '../quality/measure.ts';
import { fromSharp, type Rgb, rgb, toSharp } from '../rgb.ts';
import { type Findings, type Material, mean, reads, share, take } from './threat.ts';

const SIGMAS = [1, 2];
const GAINS = [1, 2];

/** A picture's mark is put on a foreign picture: taken with the original's help, or by blurring. */
export async function copying(material: Material): Promise<Findings> {
  const count = material.quick ? 2 : 20;
  const sources = await take(material, 0, count);
  const foreign = await take(material, count, count);
  const secret = secretOf('copying');
  const marked = sources.map((image) => mark(image, secret).image);
  const row = (name: string, copies: readonly Rgb[]) => ({
    'taken as': name,
    'read on the foreign picture': share(
      copies.map((image) => reads(image, secret.plan, secret.payload)),
    ),
    PSNR: mean(copies.map((image, i) => psnr(channels(foreign[i]!), channels(image)))).toFixed(1),
  });
  const rows = [
    row(
      'marked - original',
      marked.map((image, i) => transplant(foreign[i]!, image, sources[i]!, 1)),
    ),
  ];
  for (const sigma of SIGMAS) {
    const blurred = await Promise.all(marked.map((image) => fromSharp(toSharp(image).blur(sigma))));
    for (const gain of GAINS) {
      rows.push(
        row(
          `${gain} x (marked - blurred by ${sigma})`,
          marked.map((image, i) => transplant(foreign[i]!, image, blurred[i]!, gain)),
        ),
      );
    }
  }
  return {
    title: 'Copying a mark to another picture',
    notes: [
      'PSNR against the foreign picture. A copied mark is not a fault of the detector: what the payload stands for has to be compared with the picture.',
    ],
    rows,
  };
}

/** The difference of two pictures, louder or not, added to a third. */
function transplant(onto: Rgb, from: Rgb, without: Rgb, gain: number): Rgb {
  const out = new Uint8ClampedArray(onto.data.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = onto.data[i]! + gain * (from.data[i]! - without.data[i]!);
  }
  return rgb(new Uint8Array(out.buffer), onto.width, onto.height);
}

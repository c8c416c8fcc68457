import { createHash } from 'node:crypto';
import {
  compareLook,
  look,
  pdq,
  pdqVariants,
  textFingerprint,
  textPieces,
} from '@provenance/fingerprint';
import { detect } from '@provenance/watermark';
import sharp from 'sharp';
import { type Effort, interleave, type Operation } from '../interleave.ts';
import { type Spread, spreadOf } from '../spread.ts';
import { mark, secretOf } from '../watermark/marking.ts';
import { fromSharp } from '../watermark/rgb.ts';
import { documents } from './texts.ts';

export interface SpeedRow {
  readonly of: string;
  readonly against: string;
  readonly ratio: Spread;
  /** Medians. */
  readonly milliseconds: number;
  readonly againstMilliseconds: number;
}

/** What each costs beside what has to be done anyway. @param path of a picture */
export async function speeds(path: string, quick: boolean): Promise<readonly SpeedRow[]> {
  const effort: Effort = { rounds: quick ? 2 : 8, samples: 2, sampleSeconds: 0.02 };
  sharp.concurrency(1);
  sharp.cache(false);
  const large = await sharp(path)
    .resize(4000, 3000, { fit: 'fill' })
    .jpeg({ quality: 90 })
    .toBuffer();
  const picture = await fromSharp(sharp(large));
  const { image } = mark(await fromSharp(sharp(large).resize(1000, 750)), secretOf('speed'));
  const { plan } = secretOf('speed');
  const { geometry } = detect(image, plan);
  const descriptor = look(image, geometry);
  const text = documents()
    .map((sample) => sample.text)
    .join('\n')
    .slice(0, 1e6);
  const groups: Readonly<Record<string, Operation>>[] = [
    {
      'decoding a JPEG of 12 megapixels': async () => (await fromSharp(sharp(large))).data.length,
      'pdq of it': async () => pdq(picture).hash.length,
      'pdqVariants of it': async () => pdqVariants(picture).hashes.length,
      'look of it': async () => look(picture).length,
    },
    {
      'detect, fast, .75 megapixels': async () => detect(image, plan, { effort: 'fast' }).decodes,
      compareLook: async () => compareLook(descriptor, image, geometry).score,
    },
    {
      'SHA-256 of 1 MB of English': async () => createHash('sha256').update(text).digest().length,
      textFingerprint: async () => textFingerprint(text).quality,
      textPieces: async () => textPieces(text).length,
    },
  ];
  const rows: SpeedRow[] = [];
  for (const group of groups) {
    const { seconds, ratios } = await interleave(group, effort);
    const [against, ...others] = Object.keys(group) as [string, ...string[]];
    const median = (name: string) => 1000 * spreadOf(seconds[name]!).median;
    for (const of of others) {
      const ratio = spreadOf(ratios[of]!);
      rows.push({
        of,
        against,
        ratio,
        milliseconds: median(of),
        againstMilliseconds: median(against),
      });
    }
  }
  return rows;
}

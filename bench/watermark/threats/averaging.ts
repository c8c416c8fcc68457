import { detect } from '@provenance/watermark';
import { mark, samePayload, secretOf } from '../marking.ts';
import { channels, psnr } from '../quality/measure.ts';
import type { Rgb } from '../rgb.ts';
import { type Findings, type Material, mean, payloadOf, reads, share, take } from './threat.ts';
import {
  addTile,
  averageTiles,
  change,
  foldMean,
  highPass,
  projection,
  rms,
  type Tile,
} from './tile-estimate.ts';

/** A forged mark is added at this PSNR. */
const FORGED_RMS = 255 / 10 ** (42 / 20);

/**
 * Many marked pictures of one key are laid over each other, period by period. The estimate is taken out
 * of other marked pictures, and put into pictures that have no mark.
 */
export async function averaging(material: Material): Promise<Findings> {
  const { plan } = secretOf('averaging');
  const counts = material.quick ? [5] : [10, 100];
  const targets = material.quick ? 2 : 12;
  const most = Math.max(...counts);
  const corpus = await take(material, targets, most);
  const victims = await take(material, 0, targets);
  const rows: Record<string, string>[] = [];
  for (const same of [true, false]) {
    const payload = (name: string, i: number) =>
      same ? payloadOf('averaging') : payloadOf('averaging', name, i);
    const marked = corpus.map(
      (image, i) => mark(image, { plan, payload: payload('corpus', i) }).image,
    );
    const victimsMarked = victims.map(
      (image, i) => mark(image, { plan, payload: payload('victim', i) }).image,
    );
    for (const known of [true, false]) {
      const tiles = marked.map((image, i) =>
        foldMean(known ? change(image, corpus[i]!) : highPass(image), image),
      );
      for (const count of counts) {
        const estimate = averageTiles(tiles.slice(0, count));
        const removed = [1, 2].map((gain) =>
          victimsMarked.map((image, i) =>
            removal(image, estimate, gain, (attacked) =>
              reads(attacked, plan, payload('victim', i)),
            ),
          ),
        );
        const found = victims.map(
          (image) => detect(addTile(image, estimate, FORGED_RMS / rms(estimate)), plan).payload,
        );
        const isCopy = (answer: Uint8Array | null) =>
          marked.some((_, i) => samePayload(answer, payload('corpus', i)));
        rows.push({
          pictures: String(count),
          payloads: same ? 'one for all' : 'random',
          originals: known ? 'known' : 'unknown',
          'removed, gain 1': share(removed[0]!.map(({ read }) => !read)),
          'removed, gain 2': share(removed[1]!.map(({ read }) => !read)),
          'PSNR, gain 1 and 2': removed
            .map((list) => decibelText(mean(list.map(({ decibels }) => decibels))))
            .join(' and '),
          forged: share(found.map((answer) => answer !== null)),
          'with a new payload': share(found.map((answer) => answer !== null && !isCopy(answer))),
        });
      }
    }
  }
  return {
    title: 'Averaging marked pictures',
    notes: [
      'Each residual is folded over the period, which everyone may know. Removed: not the exact payload after the estimate, fitted to the picture, was taken out once or twice; PSNR against the marked picture. Forged: a mark of the key is found in a picture that had none; its payload can only be one of the pictures it was taken from, or it is new.',
    ],
    rows,
  };
}

function decibelText(value: number): string {
  return value === Number.POSITIVE_INFINITY ? 'unchanged' : value.toFixed(1);
}

function removal(
  image: Rgb,
  estimate: Tile,
  gain: number,
  isRead: (attacked: Rgb) => boolean,
): { readonly read: boolean; readonly decibels: number } {
  const amount = projection(foldMean(highPass(image), image), estimate);
  const attacked = addTile(image, estimate, -gain * amount);
  return { read: isRead(attacked), decibels: psnr(channels(image), channels(attacked)) };
}

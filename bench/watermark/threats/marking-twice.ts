import { detect } from '@provenance/watermark';
import { mark, samePayload, secretOf } from '../marking.ts';
import { channels, psnr } from '../quality/measure.ts';
import { type Findings, type Material, mean, payloadOf, reads, share, take } from './threat.ts';

/** A second mark over the first: of the same key, or of another. */
export async function markingTwice(material: Material): Promise<Findings> {
  const images = await take(material, 0, material.quick ? 2 : 20);
  const first = secretOf('twice, first');
  const sameKey = { plan: first.plan, payload: payloadOf('twice, same key') };
  const otherKey = secretOf('twice, other key');
  const once = images.map((image) => mark(image, first).image);
  const bySameKey = once.map((image) => mark(image, sameKey).image);
  const byOtherKey = once.map((image) => mark(image, otherKey).image);
  const answers = bySameKey.map((image) => detect(image, first.plan).payload);
  const decibels = (list: typeof once) =>
    mean(list.map((image, i) => psnr(channels(images[i]!), channels(image)))).toFixed(1);
  return {
    title: 'Marking twice',
    notes: ['PSNR against the original.'],
    rows: [
      {
        second: 'same key, other payload',
        'first is read': share(answers.map((found) => samePayload(found, first.payload))),
        'second is read': share(answers.map((found) => samePayload(found, sameKey.payload))),
        PSNR: decibels(bySameKey),
      },
      {
        second: 'other key',
        'first is read': share(byOtherKey.map((image) => reads(image, first.plan, first.payload))),
        'second is read': share(
          byOtherKey.map((image) => reads(image, otherKey.plan, otherKey.payload)),
        ),
        PSNR: decibels(byOtherKey),
      },
    ],
  };
}

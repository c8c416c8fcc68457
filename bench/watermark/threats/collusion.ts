import { detect } from '@provenance/watermark';
import { mark, samePayload, secretOf } from '../marking.ts';
import { channels, psnr } from '../quality/measure.ts';
import { type Rgb, rgb } from '../rgb.ts';
import { type Findings, type Material, mean, payloadOf, share, take } from './threat.ts';

const VERSIONS = [2, 3, 5];

/** Owners of one picture with different payloads average their versions. */
export async function collusion(material: Material): Promise<Findings> {
  const images = await take(material, 0, material.quick ? 2 : 20);
  const { plan } = secretOf('collusion');
  const rows = VERSIONS.map((count) => {
    const payloads = Array.from({ length: count }, (_, i) => payloadOf('collusion', i));
    const averages = images.map((image) =>
      average(payloads.map((payload) => mark(image, { plan, payload }).image)),
    );
    const answers = averages.map((image) => detect(image, plan).payload);
    const isOne = (found: Uint8Array | null) =>
      payloads.some((payload) => samePayload(found, payload));
    return {
      versions: String(count),
      'one of theirs is read': share(answers.map(isOne)),
      'nothing is read': share(answers.map((found) => found === null)),
      'another payload': share(answers.map((found) => found !== null && !isOne(found))),
      PSNR: mean(averages.map((image, i) => psnr(channels(images[i]!), channels(image)))).toFixed(
        1,
      ),
    };
  });
  return { title: 'Collusion', notes: ['Plain averages. PSNR against the original.'], rows };
}

function average(images: readonly Rgb[]): Rgb {
  const { width, height } = images[0]!;
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.round(images.reduce((sum, { data }) => sum + data[i]!, 0) / images.length);
  }
  return rgb(out, width, height);
}

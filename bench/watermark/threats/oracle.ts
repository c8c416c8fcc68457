import { detect } from '@provenance/watermark';
import { below, seeded } from '../../random.ts';
import type { Attack } from '../attacks/attack.ts';
import { jpeg } from '../attacks/codecs.ts';
import { blur, noise } from '../attacks/filters.ts';
import { mark, type Secret, secretOf } from '../marking.ts';
import { channels, psnr } from '../quality/measure.ts';
import { type Rgb, rgb } from '../rgb.ts';
import { type Findings, type Material, mean, take } from './threat.ts';

const QUERIES = 200;
/** Steps of halving a strength. */
const STEPS = 7;
const BLOCK = 64;

/** From the weakest to the strongest that leaves a picture worth having. */
const WAYS: Readonly<Record<string, (strength: number) => Attack>> = {
  blur: (strength) => blur(0.3 + 5.7 * strength),
  noise: (strength) => noise(1 + 79 * strength),
  JPEG: (strength) => jpeg(Math.round(60 - 58 * strength)),
};

/**
 * Someone may ask the detector, 200 times. First the weakest blur, noise or JPEG that silences it, by
 * halving; then block after block is put back, as long as it stays silent.
 */
export async function oracle(material: Material): Promise<Findings> {
  const images = await take(material, 0, material.quick ? 1 : 8);
  const found: (Removal | null)[] = [];
  for (const [i, image] of images.entries()) {
    found.push(await remove(image, secretOf(`oracle ${i}`), material.quick ? 30 : QUERIES, i));
  }
  const removed = found.filter((removal) => removal !== null);
  const shown = (values: readonly number[]) =>
    removed.length === 0 ? '' : `${mean(values).toFixed(1)} / ${Math.max(...values).toFixed(1)} dB`;
  return {
    title: 'Asking the detector',
    notes: [
      `At most ${QUERIES} questions, effort standard, yes or no. PSNR against the marked picture, mean / best for the attacker.`,
    ],
    rows: [
      {
        removed: `${removed.length} of ${found.length}`,
        'PSNR, after halving': shown(removed.map(({ first }) => first)),
        'PSNR, blocks put back': shown(removed.map(({ last }) => last)),
        questions: removed.length === 0 ? '' : mean(removed.map((r) => r.queries)).toFixed(0),
        by: removed.map(({ way }) => way).join(', '),
      },
    ],
  };
}

interface Removal {
  readonly way: string;
  /** In dB, before and after blocks were put back. */
  readonly first: number;
  readonly last: number;
  readonly queries: number;
}

async function remove(
  image: Rgb,
  secret: Secret,
  budget: number,
  seed: number,
): Promise<Removal | null> {
  const marked = mark(image, secret).image;
  const random = seeded('oracle', seed);
  const reference = channels(marked);
  const quality = (attacked: Rgb) => psnr(reference, channels(attacked));
  let queries = 0;
  const silent = (attacked: Rgb) => {
    queries++;
    return detect(attacked, secret.plan).payload === null;
  };
  let best: { way: string; image: Rgb; quality: number } | null = null;
  for (const [way, attackOf] of Object.entries(WAYS)) {
    const at = (strength: number) =>
      attackOf(strength)(marked, { random: seeded('oracle', seed, way), other: image });
    let low = 0;
    let high = 1;
    let weakest = await at(high);
    if (!silent(weakest)) continue;
    for (let step = 0; step < STEPS; step++) {
      const middle = (low + high) / 2;
      const attacked = await at(middle);
      if (silent(attacked)) {
        high = middle;
        weakest = attacked;
      } else {
        low = middle;
      }
    }
    if (best === null || quality(weakest) > best.quality) {
      best = { way, image: weakest, quality: quality(weakest) };
    }
  }
  if (best === null) return null;
  let current = best.image;
  while (queries < budget) {
    const tried = restored(current, marked, below(random, 1e6));
    if (silent(tried)) current = tried;
  }
  return { way: best.way, first: best.quality, last: quality(current), queries };
}

/** With one block of the marked picture put back. */
function restored(attacked: Rgb, marked: Rgb, choice: number): Rgb {
  const columns = Math.ceil(marked.width / BLOCK);
  const rows = Math.ceil(marked.height / BLOCK);
  const left = (choice % columns) * BLOCK;
  const top = (Math.floor(choice / columns) % rows) * BLOCK;
  const data = attacked.data.slice();
  for (let y = top; y < Math.min(marked.height, top + BLOCK); y++) {
    const from = (y * marked.width + left) * 3;
    const to = (y * marked.width + Math.min(marked.width, left + BLOCK)) * 3;
    data.set(marked.data.subarray(from, to), from);
  }
  return rgb(data, marked.width, marked.height);
}

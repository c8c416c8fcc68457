import { median } from '../../spread.ts';
import { cut } from '../attacks/rotations.ts';
import { type KeyTables, keyTables, squareTransform } from '../internals.ts';
import { mark, secretOf } from '../marking.ts';
import { channels, psnr } from '../quality/measure.ts';
import type { Rgb } from '../rgb.ts';
import { type Findings, type Material, mean, payloadOf, reads, share, take } from './threat.ts';
import { addTile, foldMean, highPass, PERIOD, type Tile } from './tile-estimate.ts';

/** Pilots come in fours that the symmetries of the square turn into each other (FORMAT.md). */
type Orbit = readonly number[];

/** Of a key's two layouts. */
const ORBITS = 30;
const ANGLE = 15;

interface Spectrum {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

/**
 * Someone has marked pictures of one key, of different payloads, and no key. The mean of their log
 * spectra shows the pilots, which are the same in all; those frequencies are taken out of others.
 */
export async function notch(material: Material): Promise<Findings> {
  const { key, plan } = secretOf('notch');
  const pilots = pilotBins(keyTables(key));
  const count = material.quick ? 10 : 100;
  const targets = material.quick ? 2 : 20;
  const corpus = await take(material, targets, count);
  const marked = corpus.map(
    (image, i) => mark(image, { plan, payload: payloadOf('notch', i) }).image,
  );
  const guessed = loudest(marked).flat();
  const victims = (await take(material, 0, targets)).map((image, i) => {
    const payload = payloadOf('notch, victim', i);
    return { payload, image: mark(image, { plan, payload }).image };
  });
  const rows: Record<string, string>[] = [];
  for (const notched of [false, true]) {
    const attacked = victims.map(({ image, payload }) => ({
      payload,
      before: image,
      image: notched ? without(image, guessed) : image,
    }));
    const turned = await Promise.all(
      attacked.map(async ({ image, payload }) => ({
        payload,
        image: await cut(ANGLE)(image, { random: Math.random, other: image }),
      })),
    );
    rows.push({
      pilots: notched ? 'notched' : 'left',
      'read, as it is': share(attacked.map(({ image, payload }) => reads(image, plan, payload))),
      [`read, rotated by ${ANGLE}`]: share(
        turned.map(({ image, payload }) => reads(image, plan, payload)),
      ),
      PSNR: notched
        ? mean(
            attacked.map(({ before, image }) => psnr(channels(before), channels(image))),
          ).toFixed(1)
        : '',
    });
  }
  const right = guessed.filter((bin) => pilots.has(bin)).length;
  return {
    title: 'Notching the pilots',
    notes: [
      `${count} marked pictures of one key, random payloads: of the ${guessed.length} frequencies that stand out in their mean log spectrum, ${right} are among the key's ${pilots.size} pilots. PSNR against the marked picture.`,
    ],
    rows,
  };
}

/** Radii of the band, in bins. */
const BAND = { least: 16, most: 64 };

/** The orbits that stand out of their ring the most, as bins of the half plane. */
function loudest(images: readonly Rgb[]): readonly Orbit[] {
  const logs = new Float64Array(PERIOD * PERIOD);
  for (const image of images) {
    const { re, im } = spectrumOf(foldMean(highPass(image), image));
    for (let i = 0; i < logs.length; i++) {
      logs[i]! += Math.log(re[i]! * re[i]! + im[i]! * im[i]! + 1e-9);
    }
  }
  const orbits: { orbit: Orbit; ring: number; level: number }[] = [];
  for (let a = 2; a <= BAND.most; a++) {
    for (let b = 2; b < a; b++) {
      const radius = Math.hypot(a, b);
      if (radius < BAND.least || radius > BAND.most) continue;
      const orbit = [binOf(a, b), binOf(a, -b), binOf(b, a), binOf(b, -a)];
      const level = mean(orbit.map((bin) => logs[bin]!));
      orbits.push({ orbit, ring: Math.round(radius / 3), level });
    }
  }
  const ringLevels = new Map<number, number>();
  for (const ring of new Set(orbits.map((entry) => entry.ring))) {
    ringLevels.set(
      ring,
      median(orbits.filter((entry) => entry.ring === ring).map(({ level }) => level)),
    );
  }
  const excess = ({ ring, level }: (typeof orbits)[number]) => level - ringLevels.get(ring)!;
  return orbits
    .sort((x, y) => excess(y) - excess(x))
    .slice(0, ORBITS)
    .map(({ orbit }) => orbit);
}

function binOf(kx: number, ky: number): number {
  return kx * PERIOD + (ky & (PERIOD - 1));
}

/** A picture less what it has at some frequencies. */
function without(image: Rgb, bins: readonly number[]): Rgb {
  const { re, im } = spectrumOf(foldMean(highPass(image), image));
  const pattern: Tile = new Float64Array(PERIOD * PERIOD);
  for (const bin of bins) {
    const kx = bin >> 8;
    const ky = bin & (PERIOD - 1);
    const [a, b] = [(2 * re[bin]!) / PERIOD ** 2, (2 * im[bin]!) / PERIOD ** 2];
    for (let y = 0, at = 0; y < PERIOD; y++) {
      for (let x = 0; x < PERIOD; x++, at++) {
        const angle = (2 * Math.PI * ((kx * x + ky * y) & (PERIOD - 1))) / PERIOD;
        pattern[at]! += a * Math.cos(angle) - b * Math.sin(angle);
      }
    }
  }
  return addTile(image, pattern, -1);
}

/** Frequency (kx, ky) at `kx * PERIOD + ky`. */
function spectrumOf(tile: Tile): Spectrum {
  const re = Float32Array.from(tile);
  const im = new Float32Array(re.length);
  return squareTransform(PERIOD)(re, im);
}

function pilotBins({ layouts }: KeyTables): ReadonlySet<number> {
  const bins = new Set<number>();
  for (const { pilots } of layouts) {
    for (let i = 0; i < pilots.count; i++) {
      bins.add(binOf(pilots.kx[i]!, pilots.ky[i]!));
    }
  }
  return bins;
}

import { detect, type Effort, embed } from '@provenance/watermark';
import FFT from 'fft.js';
import sharp from 'sharp';
import { type Interleaved, interleave } from '../../interleave.ts';
import { gaussian, seeded } from '../../random.ts';
import { median } from '../../spread.ts';
import { effort, type Row, rowsOf, type Section, type Stage } from '../../subject.ts';
import { squareTransform } from '../internals.ts';
import type { Scene } from './scene.ts';

const ROUNDS = { rounds: 8, samples: 2, sampleSeconds: 0.02 };
/** The bar for a picture of 1920 x 1080 without a mark, effort `standard`, in milliseconds. */
const REJECTION_BAR = 100;

const decoded = async (file: Buffer) => (await sharp(file).raw().toBuffer()).length;

/** Embedding against what a file costs anyway. */
export async function embedding(stage: Stage, scene: Scene): Promise<Section> {
  const rows: Row[] = [];
  const notes: string[] = [];
  const { plan, payload } = scene.secret;
  const out = new Uint8Array(scene.image.data.length);
  for (const format of ['jpeg', 'png'] as const) {
    const name = `${format === 'jpeg' ? 'JPEG 90' : 'PNG'}, ${scene.name}`;
    stage.say(`embed, ${name}`);
    const file = scene[format];
    const measured = await interleave(
      {
        'sharp: decode and encode': async () => {
          const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
          const { width, height, channels } = info;
          const pipeline = sharp(data, { raw: { width, height, channels } });
          const coded = format === 'jpeg' ? pipeline.jpeg({ quality: 90 }) : pipeline.png();
          return (await coded.toBuffer()).length;
        },
        embed: async () => embed(scene.image, plan, payload, { out }).psnr,
        'embed, not read back': async () =>
          embed(scene.image, plan, payload, { out, verify: false }).psnr,
        'samples copied': async () => {
          out.set(scene.image.data);
          return 1 + out[0]!;
        },
      },
      effort(stage, ROUNDS),
    );
    rows.push(...rowsOf(name, measured));
    if (format === 'jpeg') notes.push(...speeds(measured, scene, 'embed', 'embed, not read back'));
  }
  return {
    title: 'Embedding',
    notes: [
      'sharp: the whole way from file to file, one thread. embed: from pixels to pixels. So 1.00 doubles the cost of a file. samples copied: less than that costs no embedder.',
      ...notes,
    ],
    rows,
  };
}

/** Detection against decoding the file: marked and untouched, and without a mark at every effort. */
export async function detection(stage: Stage, scenes: readonly Scene[]): Promise<Section> {
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const scene of scenes) {
    stage.say(`detect, ${scene.name}`);
    const { plan } = scene.secret;
    const unmarked = (level: Effort) => async () =>
      1 + detect(scene.image, plan, { effort: level }).score;
    const measured = await interleave(
      {
        'sharp: decode JPEG 90': () => decoded(scene.jpeg),
        'marked, standard': async () => 1 + detect(scene.marked, plan).score,
        'unmarked, fast': unmarked('fast'),
        'unmarked, standard': unmarked('standard'),
      },
      effort(stage, { rounds: 6, samples: 1, sampleSeconds: 0.001 }),
    );
    // It takes seconds: two turns have to do.
    const exhaustive = await interleave(
      {
        'sharp: decode JPEG 90': () => decoded(scene.jpeg),
        'unmarked, exhaustive': unmarked('exhaustive'),
      },
      effort(stage, { rounds: 2, samples: 1, sampleSeconds: 0.001 }),
    );
    rows.push(...rowsOf(scene.name, measured), ...rowsOf(scene.name, exhaustive));
    notes.push(...speeds(measured, scene, 'marked, standard', 'unmarked, standard'));
    if (scene.name === '1920 x 1080') {
      const milliseconds = 1000 * median(measured.seconds['unmarked, standard']!);
      notes.push(
        `1920 x 1080 without a mark: ${milliseconds.toFixed(0)} ms, the bar of ${REJECTION_BAR} ms is ${milliseconds < REJECTION_BAR ? 'met' : 'missed'}`,
      );
    }
  }
  return { title: 'Detection', notes, rows };
}

function speeds({ seconds }: Interleaved, scene: Scene, ...names: string[]): string[] {
  return names.map((name) => {
    const speed = scene.megapixels / median(seconds[name]!);
    return `${scene.name}, ${name}: ${speed.toFixed(0)} megapixels a second`;
  });
}

/** The transform against the library that could have done it. */
export async function fourier(stage: Stage): Promise<Section> {
  const rows: Row[] = [];
  for (const size of [256, 512, 1024]) {
    stage.say(`FFT, ${size}`);
    const random = seeded('fft', size);
    const input = Float32Array.from({ length: size * size }, () => gaussian(random));
    const rival = squareTransformOfRival(size);
    const own = squareTransform(size);
    const zeros = new Float32Array(size * size);
    const measured = await interleave(
      {
        'fft.js': async () => 1 + Math.abs(rival(input)),
        own: async () => 1 + Math.abs(own(input, zeros).re[size + 1]!),
      },
      effort(stage, ROUNDS),
    );
    rows.push(...rowsOf(`${size} x ${size}`, measured));
  }
  return {
    title: 'Fourier transform',
    notes: [
      'Forward, complex, of a square, transposed as it comes out: rows, transposition, rows. fft.js has one-dimensional transforms of arrays of numbers, interleaved; own has two arrays, and keeps the square in Float32Array between the passes.',
    ],
    rows,
  };
}

/** Two passes of rows with fft.js 4. Gives one value, so that none of it can be left out. */
function squareTransformOfRival(size: number): (input: Float32Array) => number {
  const fft = new FFT(size);
  const rows = Array.from({ length: size }, () => fft.createComplexArray() as number[]);
  const turned = Array.from({ length: size }, () => fft.createComplexArray() as number[]);
  const line = fft.createComplexArray() as number[];
  return (input) => {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        line[2 * x] = input[y * size + x]!;
        line[2 * x + 1] = 0;
      }
      fft.transform(rows[y]!, line);
    }
    for (let x = 0; x < size; x++) {
      for (let y = 0; y < size; y++) {
        line[2 * y] = rows[y]![2 * x]!;
        line[2 * y + 1] = rows[y]![2 * x + 1]!;
      }
      fft.transform(turned[x]!, line);
    }
    return turned[1]![2]!;
  };
}

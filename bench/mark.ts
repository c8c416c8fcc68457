import { randomBytes } from 'node:crypto';
import { mark, type OutputGuard, type RawPixels } from '@provenance/sdk';
import { createPlan, embed } from '@provenance/watermark';
import sharp from 'sharp';
import { makeIdentity, ORIGIN } from './engine.ts';
import { interleave } from './interleave.ts';
import { makePicture, type PictureFormat } from './pictures.ts';
import { effort, type Row, rowsOf, type Section, type Stage } from './subject.ts';

const QUALITY = 90;

/** A list without works: what is left of the guard is to describe the picture. */
const guard: OutputGuard = {
  action: 'block',
  check: async () => ({ status: 'clear', matches: [] }),
};

export async function markPixels(stage: Stage): Promise<Section> {
  const { pem: signer } = await makeIdentity('ES256');
  const key = new Uint8Array(randomBytes(32));
  const plan = createPlan(key);
  const rows: Row[] = [];
  for (const format of ['png', 'jpeg'] as const) {
    const picture = await makePicture(format, { width: 1024, height: 1024 });
    const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const raw: RawPixels = {
      pixels: data,
      width,
      height,
      channels: channels as RawPixels['channels'],
      format: `image/${format}`,
      ...(format === 'jpeg' && { quality: QUALITY }),
    };
    const name = `${format.toUpperCase()}, 1024 x 1024`;
    stage.say(name);
    const options = { signer, watermarkKey: key };
    const measured = await interleave(
      {
        file: async () => (await mark(picture, ORIGIN, options)).bytes.length,
        guarded: async () => (await mark(picture, ORIGIN, { ...options, guard })).bytes.length,
        raw: async () => (await mark(raw, ORIGIN, options)).bytes.length,
        codec: async () => {
          const pixels = await sharp(picture).raw().toBuffer();
          const made = await encoded({ ...raw, pixels }, format);
          return (await sharp(made).raw().toBuffer()).length;
        },
        'codec and embed': async () => {
          const pixels = await sharp(picture).raw().toBuffer();
          const image = {
            width,
            height,
            channels: raw.channels,
            bitDepth: 8 as const,
            data: pixels,
          };
          embed(image, plan, randomBytes(8), { out: pixels, verify: false });
          const made = await encoded({ ...raw, pixels }, format);
          return (await sharp(made).raw().toBuffer()).length;
        },
      },
      effort(stage, { rounds: 8, samples: 1, sampleSeconds: 0.01 }),
    );
    rows.push(...rowsOf(name, measured));
  }
  return {
    title: 'Mark raw pixels',
    notes: [
      'file: `mark()` of a file. guarded: the same, and described for a guard whose list is empty. raw: of its pixels. codec: what of the first is not ours: decoding it, encoding, and decoding what came out, with sharp alone. codec and embed: that, and the mark put into the pixels between: one waits for the other, so no order of work makes mark() faster than both.',
    ],
    rows,
  };
}

function encoded({ pixels, width, height, channels }: RawPixels, format: PictureFormat) {
  const pipeline = sharp(pixels, { raw: { width, height, channels } });
  return format === 'jpeg'
    ? pipeline.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }).toBuffer()
    : pipeline.png({ adaptiveFiltering: true }).toBuffer();
}

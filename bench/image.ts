import { decodeImage, encodeImage } from '@provenance/image';
import sharp, { type OutputInfo } from 'sharp';
import { interleave } from './interleave.ts';
import { makePicture, type PictureFormat } from './pictures.ts';
import { effort, type Row, rowsOf, type Section, type Stage } from './subject.ts';

const QUALITY = 85;

export async function image(stage: Stage): Promise<Section> {
  const rows: Row[] = [];
  for (const format of ['jpeg', 'png'] as const) {
    const picture = await makePicture(format, { width: 1920, height: 1080 });
    const name = `${format.toUpperCase()}, 1920 x 1080`;
    const measure = effort(stage, { rounds: 12, samples: 2, sampleSeconds: 0.01 });
    stage.say(name);
    const decoding = await interleave(
      {
        sharp: async () => (await bareDecode(picture)).data.length,
        image: async () => (await decodeImage(picture)).data.length,
      },
      measure,
    );
    rows.push(...rowsOf(`${name}, decode`, decoding));
    const both = await interleave(
      {
        sharp: async () => (await bareEncode(await bareDecode(picture), format)).length,
        image: async () => (await encodeImage(await decodeImage(picture))).length,
      },
      measure,
    );
    rows.push(...rowsOf(`${name}, decode and encode`, both));
  }
  return {
    title: 'Image',
    notes: [
      'image: `decodeImage()` and `encodeImage()` of @provenance/image. sharp: `raw()`, then from raw pixels to the same format with the same quality, chroma subsampling and filters. Neither picture has EXIF or a colour profile.',
      'image does more: it reads and checks the header first, estimates the quality of the JPEG, and carries metadata over.',
    ],
    rows,
  };
}

interface Raw {
  data: Buffer;
  info: OutputInfo;
}

function bareDecode(picture: Buffer): Promise<Raw> {
  return sharp(picture).raw().toBuffer({ resolveWithObject: true });
}

function bareEncode({ data, info }: Raw, format: PictureFormat): Promise<Buffer> {
  const { width, height, channels } = info;
  const pipeline = sharp(data, { raw: { width, height, channels } });
  return format === 'jpeg'
    ? pipeline.jpeg({ quality: QUALITY, chromaSubsampling: '4:2:0' }).toBuffer()
    : pipeline.png({ adaptiveFiltering: true }).toBuffer();
}

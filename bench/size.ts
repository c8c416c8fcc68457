import { sign } from '@provenance/sdk';
import { bareSign, makeIdentity, ORIGIN } from './engine.ts';
import { makePictureOfSize } from './pictures.ts';
import { spreadOf } from './spread.ts';
import type { Row, Section, Stage } from './subject.ts';

export async function size(stage: Stage): Promise<Section> {
  const rows: Row[] = [];
  stage.say('bytes');
  for (const format of ['jpeg', 'png'] as const) {
    const picture = await makePictureOfSize(format, 100_000);
    for (const alg of ['ES256', 'Ed25519'] as const) {
      const identity = await makeIdentity(alg);
      const source = { buffer: picture, mimeType: `image/${format}` };
      const bare = (await bareSign(identity, identity.barePem, source))!;
      const { bytes } = await sign(picture, ORIGIN, {
        signer: identity.pem,
        trust: identity.trust,
      });
      const [ours, theirs] = [bytes!.length - picture.length, bare.length - picture.length];
      rows.push({
        case: `${format.toUpperCase()}, ${alg}`,
        contender: 'sdk',
        baseline: 'engine',
        unit: 'bytes',
        value: spreadOf([ours]),
        baselineValue: spreadOf([theirs]),
        ratio: spreadOf([ours / theirs]),
        aim: null,
      });
    }
  }
  return {
    title: 'Size',
    notes: [
      'Bytes that signing adds to a file: the same manifest definition, one certificate, no time stamp. engine: with the space it reserves for a signature by itself.',
    ],
    rows,
  };
}

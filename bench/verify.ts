import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verify as ourVerify, sign } from '@provenance/sdk';
import { bareVerify, makeIdentity, ORIGIN } from './engine.ts';
import { interleave } from './interleave.ts';
import { makePictureOfSize } from './pictures.ts';
import { effort, type Row, rowsOf, type Section, type Stage } from './subject.ts';

const AIM = 1.2;

export async function verify(stage: Stage): Promise<Section> {
  const identity = await makeIdentity('ES256');
  const { pem: signer, trust } = identity;
  const rows: Row[] = [];
  for (const megabytes of stage.quick ? [0.1] : [0.1, 1, 10]) {
    for (const format of ['jpeg', 'png'] as const) {
      const picture = await makePictureOfSize(format, megabytes * 1e6);
      const signed = (await sign(picture, ORIGIN, { signer })).bytes as Buffer;
      const path = join(stage.folder, `signed.${format}`);
      await writeFile(path, signed);
      const mimeType = `image/${format}`;
      for (const place of ['memory', 'file'] as const) {
        const name = `${format.toUpperCase()}, ${megabytes} MB, ${place}`;
        stage.say(name);
        const source = place === 'memory' ? { buffer: signed } : { path };
        const input = place === 'memory' ? signed : path;
        const measured = await interleave(
          {
            engine: async () => trusted(await bareVerify(identity, { ...source, mimeType })),
            sdk: async () => trusted((await ourVerify(input, { trust })).c2pa.state),
          },
          effort(stage, { rounds: 18, samples: 3, sampleSeconds: 0.01 }),
        );
        rows.push(...rowsOf(name, measured, { sdk: AIM }));
      }
    }
  }
  return {
    title: 'Verify',
    notes: [
      'sdk: `verify()` of @provenance/sdk. engine: `Reader.fromAsset()` and `json()` of @contentauth/c2pa-node, with the same trust lists and settings. Both find the signer Trusted.',
      'sdk does more: it recognises the format by content, describes the manifests, weighs the evidence and judges. A file of this size it reads into memory first; the engine reads it in pieces.',
    ],
    rows,
  };
}

function trusted(state: string | null): number {
  if (state !== 'Trusted') throw new Error(`A file that is Trusted was found ${state}.`);
  return 1;
}

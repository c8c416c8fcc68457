import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sign } from '@provenance/sdk';
import { makeIdentity, ORIGIN } from './engine.ts';
import { interleave } from './interleave.ts';
import { PROVENANCE, runNode } from './node-process.ts';
import { makePictureOfSize } from './pictures.ts';
import { effort, rowsOf, type Section, type Stage } from './subject.ts';

const BARE = fileURLToPath(new URL('folder-bare.js', import.meta.url));

export async function folder(stage: Stage): Promise<Section> {
  const count = stage.quick ? 20 : 200;
  const { pem: signer, root, settings } = await makeIdentity('ES256');
  const picture = await makePictureOfSize('jpeg', 100_000);
  const pictures = join(stage.folder, 'pictures');
  await mkdir(pictures);
  for (let i = 0; i < count; i++) {
    const { bytes } = await sign(picture, { ...ORIGIN, title: `${i}` }, { signer });
    await writeFile(join(pictures, `${i}.jpg`), bytes!);
  }
  await writeFile(join(stage.folder, 'root.pem'), root);
  await writeFile(join(stage.folder, 'settings.json'), settings);
  const cwd = stage.folder;
  const bare = (atOnce: string) => () =>
    runNode([BARE, pictures, 'settings.json', atOnce], { cwd });
  stage.say(`${count} files`);
  const measured = await interleave(
    {
      'engine, two at once': bare('2'),
      'engine, one by one': bare('1'),
      'provenance verify': () =>
        runNode([PROVENANCE, 'verify', '--trust-anchors', 'root.pem', 'pictures'], { cwd }),
    },
    effort(stage, { rounds: 12, samples: 1, sampleSeconds: 0.001 }),
  );
  const rows = rowsOf(`${count} files of 0.1 MB`, measured);
  const perSecond = (milliseconds: number) => Math.round(count / (milliseconds / 1000));
  return {
    title: 'Folder',
    notes: [
      '`provenance verify FOLDER` against processes that only load the engine, list the folder, and call `Reader.fromAsset()` and `json()` on each file with the same trust anchors. Start-up is part of all of them.',
      'The command line reads as many files at once as the machine has cores.',
      `Files a second at the medians: ${[
        ...rows.map(({ contender, value }) => `${contender} ${perSecond(value.median)}`),
        `${rows[0]!.baseline} ${perSecond(rows[0]!.baselineValue.median)}`,
      ].join('; ')}.`,
    ],
    rows,
  };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sign } from '@provenance/sdk';
import { makeIdentity, ORIGIN } from './engine.ts';
import { interleave } from './interleave.ts';
import { PROVENANCE, runNode } from './node-process.ts';
import { makePictureOfSize } from './pictures.ts';
import { effort, rowsOf, type Section, type Stage } from './subject.ts';

const HELP = 'provenance --help';
const VERIFY = 'provenance verify small.jpg';
const AIMS = { [HELP]: 3, [VERIFY]: 8 };

export async function coldStart(stage: Stage): Promise<Section> {
  const { pem: signer } = await makeIdentity('ES256');
  const { bytes } = await sign(await makePictureOfSize('jpeg', 50_000), ORIGIN, { signer });
  await writeFile(join(stage.folder, 'small.jpg'), bytes!);
  stage.say('processes');
  const cwd = stage.folder;
  const measured = await interleave(
    {
      'node -e 0': () => runNode(['-e', '0'], { cwd }),
      [HELP]: () => runNode([PROVENANCE, '--help'], { cwd }),
      // 4: valid, and nobody was told to trust the signer.
      [VERIFY]: () => runNode([PROVENANCE, 'verify', 'small.jpg'], { cwd, exitCode: 4 }),
    },
    // A process a sample.
    effort(stage, { rounds: 24, samples: 1, sampleSeconds: 0.001 }),
  );
  return {
    title: 'Cold start',
    notes: [
      'Whole processes, from spawning to the end, of the built command line. small.jpg has 50 kB and a valid credential.',
    ],
    rows: rowsOf('process', measured, AIMS),
  };
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { spreadOf } from '../../spread.ts';
import type { Row, Section, Stage } from '../../subject.ts';
import type { Scene } from './scene.ts';

const CHILD = fileURLToPath(new URL('memory-child.ts', import.meta.url));

/** Growth of the resident memory, in planes of the picture: one byte a pixel. */
export async function memory(stage: Stage, scenes: readonly Scene[]): Promise<Section> {
  const rows: Row[] = [];
  if (!existsSync('/proc/self/status')) {
    return { title: 'Memory', notes: ['Not measured: only Linux tells.'], rows };
  }
  for (const { name, image } of scenes) {
    const file = join(stage.folder, `${name}.raw`);
    await writeFile(file, image.data);
    const pixels = image.width * image.height;
    for (const call of ['embed', 'fast', 'standard', 'exhaustive']) {
      stage.say(`memory, ${name}, ${call}`);
      const samples: number[] = [];
      for (let i = 0; i < (stage.quick ? 1 : 5); i++) {
        const args = [CHILD, call, file, String(image.width), String(image.height)];
        const { stdout } = await promisify(execFile)(process.execPath, [
          ...process.execArgv,
          ...args,
        ]);
        samples.push(Number(stdout) / pixels);
      }
      rows.push({
        case: name,
        contender: call === 'embed' ? call : `unmarked, ${call}`,
        baseline: 'pixels',
        unit: 'planes',
        value: spreadOf(samples),
        baselineValue: spreadOf([3]),
        ratio: spreadOf(samples.map((planes) => planes / 3)),
        aim: null,
      });
    }
  }
  return {
    title: 'Memory',
    notes: [
      'Growth of the highest resident memory of a process that holds the pixels (3 planes) and has warmed up on a small picture; a plane is a byte a pixel. What embed returns is 3 planes of it.',
    ],
    rows,
  };
}

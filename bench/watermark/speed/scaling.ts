import { spreadOf } from '../../spread.ts';
import type { Section, Stage } from '../../subject.ts';
import type { Picture } from '../pictures/picture.ts';
import type { PictureSet } from '../pictures/set.ts';
import { runPool } from '../pool.ts';
import type { Setup } from './scaling-trial.ts';

/** Pictures marked and read a second: two threads against one, in turn. */
export async function scaling(stage: Stage, { pictures, size }: PictureSet): Promise<Section> {
  const setup: Setup = { size, seconds: stage.quick ? 0.2 : 4 };
  const throughput = async (threads: number) => {
    stage.say(`${threads} thread(s)`);
    const tasks = Array.from({ length: threads }, () => pictures[0]!);
    const module = new URL('scaling-trial.ts', import.meta.url);
    const rates = await runPool<Picture, number, Setup>(module, tasks, { jobs: threads, setup });
    return rates.reduce((sum, rate) => sum + rate, 0);
  };
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < (stage.quick ? 1 : 5); round++) {
    one.push(await throughput(1));
    two.push(await throughput(2));
  }
  return {
    title: 'Threads',
    notes: [
      '1920 x 1080, marked and read back, in worker threads that share nothing. 2.00 is all.',
    ],
    rows: [
      {
        case: '1920 x 1080',
        contender: 'two threads',
        baseline: 'one thread',
        unit: 'per s',
        value: spreadOf(two),
        baselineValue: spreadOf(one),
        ratio: spreadOf(two.map((rate, i) => rate / one[i]!)),
        aim: null,
      },
    ],
  };
}

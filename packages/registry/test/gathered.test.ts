import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { gathered } from '../src/postgres/gathered.ts';

it('asks for what comes in one turn together, in lots, each answer to its question', async () => {
  const lots: number[][] = [];
  const doubled = gathered(async (keys: readonly number[]) => {
    lots.push([...keys]);
    await setTimeout(1);
    return keys.map((key) => 2 * key);
  }, 3);
  const asked = [1, 2, 3, 4, 4];
  expect(await Promise.all(asked.map(doubled))).toEqual([2, 4, 6, 8, 8]);
  expect(lots).toEqual([
    [1, 2, 3],
    [4, 4],
  ]);
  expect(await doubled(9)).toBe(18);
  expect(lots.at(-1)).toEqual([9]);
});

it('fails for those alone that were asked for with what failed', async () => {
  const unlucky = gathered(async (keys: readonly number[]) => {
    if (keys.includes(13)) throw new Error('unlucky');
    return keys;
  }, 2);
  const settled = await Promise.allSettled([12, 13, 14, 15].map(unlucky));
  expect(settled.map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(await unlucky(1)).toBe(1);
});

import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Backend } from '../src/backend/backend.ts';
import type { LogReport } from '../src/log/report.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readRegistry } from '../src/read.ts';
import { type Child, repeated, startChild } from './children.ts';
import { makeRecord } from './records.ts';

/** How often processes are killed: `PROVENANCE_FAULT_ROUNDS=300` for a night. */
export const ROUNDS: number = Number(process.env.PROVENANCE_FAULT_ROUNDS ?? 3);
/** Of a test that does so. */
export const ROUNDS_TIMEOUT: number = 60_000 + 20_000 * ROUNDS;

/**
 * Rounds in which two processes write and two others open, read and close, until all are killed with
 * SIGKILL, at any moment and in any order.
 *
 * @param place A folder or a URL, with a registry.
 * @returns The writers.
 */
export async function stress(key: string, place: string, rounds: number): Promise<Child[]> {
  const writers: Child[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = [];
    for (const task of ['write', 'look', 'write', 'look']) {
      started.push(startChild(key, [task, place, (4 * round + started.length) * 1e6, 1e5]));
      await setTimeout(randomInt(40));
    }
    const writing = started.filter((_, i) => i % 2 === 0);
    // In some rounds they are just opening, or not even that; in the others all are well under way.
    await Promise.race(started.map(({ ready }) => ready));
    const least = [0, 8, 64][round % 3]!;
    while (writing.some(({ acknowledged }) => acknowledged.length < least)) {
      await Promise.race([setTimeout(5), ...started.map(endedEarly)]);
    }
    for (const child of started.toSorted(() => Math.random() - 0.5)) {
      await setTimeout(randomInt(150));
      child.process.kill('SIGKILL');
    }
    for (const child of started) expect(await child.ended, child.stderr()).toBe('SIGKILL');
    writers.push(...writing);
  }
  return writers;
}

async function endedEarly({ ended, stderr }: Child): Promise<never> {
  throw new Error(`A process ended with ${await ended}: ${stderr()}`);
}

/** Every acknowledged record is there and whole, each log index was given once, and nothing is wrong. */
export async function expectAll(
  what: string,
  backend: Backend,
  writers: readonly Child[],
): Promise<LogReport> {
  const registry = readRegistry(backend);
  const acknowledged = writers.flatMap((writer) => writer.acknowledged);
  let found = 0;
  for (const { acknowledged, indexes } of writers) {
    for (const [i, n] of acknowledged.entries()) {
      const record = await registry.byContentId(makeRecord(n).contentId);
      if (record?.manifestStore && record.logIndex === indexes[i]) found++;
    }
  }
  const report = await verifyLog(backend);
  console.log(
    `${what}: ${acknowledged.length} acknowledged, ${found} found, ${repeated(writers).length} indexes twice, ${report.entries} in the log`,
  );
  expect(found).toBe(acknowledged.length);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  expect(repeated(writers)).toEqual([]);
  expect(report.problems).toEqual([]);
  expect(report.records).toBeGreaterThanOrEqual(found);
  return report;
}

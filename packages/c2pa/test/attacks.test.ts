import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTACKS } from './attacks/all.ts';
import {
  type Attack,
  codesOf,
  makeWorld,
  problemWith,
  readAttacked,
  type World,
} from './attacks/attack.ts';
import { closeServers } from './attacks/servers.ts';
import { EngineOff } from './engine-off.ts';

let world: World;
let other: EngineOff;
beforeAll(async () => {
  world = await makeWorld();
  other = new EngineOff();
});
afterAll(() => {
  other.end();
  closeServers();
});

const occursIn = ({ occursIn = () => true }: Attack) => world.hosts.filter(occursIn);

describe.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s', (_, attack) => {
  it('is refused, or counts for no more than it is, in every format it can occur in, with either engine', async () => {
    const hosts = occursIn(attack);
    expect(hosts.length).toBeGreaterThan(0);
    const problems: Record<string, string> = {};
    for (const host of hosts) {
      const attacked = await attack.forged(host, world);
      for (const reader of [undefined, other]) {
        const report = await readAttacked(attacked, host, world, reader);
        const problem = problemWith(attack, report);
        if (problem !== null) problems[`${host.name}, ${report.engine.name}`] = problem;
      }
      expect(attacked.asked?.() ?? 0).toBe(0);
    }
    expect(problems).toEqual({});
  });

  it('has a twin that nothing is wrong with', async () => {
    const problems: Record<string, string> = {};
    for (const [i, host] of occursIn(attack).entries()) {
      const twin = await attack.twin(host, world);
      // What one engine takes for honest is so in every format: the other is asked once.
      for (const reader of i === 0 ? [undefined, other] : [undefined]) {
        const report = await readAttacked(twin, host, world, reader);
        if (report.state !== (attack.twinState ?? 'Trusted')) {
          problems[`${host.name}, ${report.engine.name}`] = `${report.state} ${codesOf(report)}`;
        }
      }
    }
    expect(problems).toEqual({});
  });
});

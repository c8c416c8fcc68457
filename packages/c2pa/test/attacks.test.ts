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

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(closeServers);

const occursIn = ({ occursIn = () => true }: Attack) => world.hosts.filter(occursIn);

describe.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s', (_, attack) => {
  it('is refused, or counts for no more than it is, in every format it can occur in', async () => {
    const hosts = occursIn(attack);
    expect(hosts.length).toBeGreaterThan(0);
    const problems: Record<string, string> = {};
    for (const host of hosts) {
      const attacked = await attack.forged(host, world);
      const report = await readAttacked(attacked, host, world);
      const problem = problemWith(attack, report);
      if (problem !== null) problems[host.name] = problem;
      expect(attacked.asked?.() ?? 0).toBe(0);
    }
    expect(problems).toEqual({});
  });

  it('has a twin that nothing is wrong with', async () => {
    const problems: Record<string, string> = {};
    for (const host of occursIn(attack)) {
      const report = await readAttacked(await attack.twin(host, world), host, world);
      if (report.state !== (attack.twinState ?? 'Trusted')) {
        problems[host.name] = `${report.state} ${codesOf(report)}`;
      }
    }
    expect(problems).toEqual({});
  });
});

// Makes every attack of packages/c2pa/test/attacks and its honest twin in every format it can occur in, has
// them read, and writes the table of verdicts to bench/results/attacks.md.
//
//   npm run attacks -- [--before CLONE]
//
// CLONE is the folder of another version of the product, set up; without it the column "before" is taken
// from the table that is there. Exit code 0 only if every verdict is what it should be.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { table, writeResults } from '../bench/results.ts';
import { ATTACKS } from '../packages/c2pa/test/attacks/all.ts';
import {
  type Attack,
  type Attacked,
  makeWorld,
  problemWith,
  readAttacked,
  type World,
} from '../packages/c2pa/test/attacks/attack.ts';
import { closeServers } from '../packages/c2pa/test/attacks/servers.ts';
import type { Host } from '../packages/c2pa/test/forge-host.ts';

/** Of one file: its format, and what was made of it. */
type Verdicts = Record<string, string>;

interface Row {
  readonly finding: string | null;
  readonly name: string;
  readonly by: string;
  readonly before: Verdicts | null;
  readonly now: Verdicts;
  readonly twin: Verdicts;
}

/** Another version has so long for a file. */
const PATIENCE_MILLISECONDS = 5000;

/** Another version in a process of its own, which is ended where it takes too long. */
class Other {
  readonly #folder: string;
  #child: ChildProcess | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(attacked: Attacked, host: Host, world: World): Promise<string> {
    const child = await this.#start();
    const { bytes, manifest, mediaType = host.mediaType, allowNetwork = false } = attacked;
    const trust = attacked.trust ?? world.trust;
    child.send({ bytes, mediaType, allowNetwork, trust, ...(manifest && { manifest }) });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MILLISECONDS, null);
    });
    const gone = once(child, 'exit').then(() => [{ state: 'crashes' }]);
    const answer = await Promise.race([once(child, 'message'), gone, late]);
    clearTimeout(timer);
    if (answer !== null) return answer[0].state;
    this.end();
    return `no answer in ${PATIENCE_MILLISECONDS / 1000} s`;
  }

  async #start(): Promise<ChildProcess> {
    if (this.#child !== null && this.#child.exitCode === null) return this.#child;
    const script = fileURLToPath(new URL('attacks-before.mjs', import.meta.url));
    const child = fork(script, [], {
      cwd: this.#folder,
      serialization: 'advanced',
      execArgv: ['--conditions=@provenance/source', '--import=tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    await once(child, 'message');
    return child;
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }
}

const { values } = parseArgs({ options: { before: { type: 'string' } } });
const results = new URL('../bench/results/attacks.json', import.meta.url);
const kept: { readonly rows: readonly Row[] } = existsSync(results)
  ? JSON.parse(readFileSync(results, 'utf8'))
  : { rows: [] };
const before = values.before === undefined ? null : new Other(values.before);
const problems: string[] = [];
const rows: Row[] = [];
try {
  const world = await makeWorld();
  for (const attack of ATTACKS) {
    rows.push(await rowOf(attack, world));
    process.stderr.write(`${rows.length} of ${ATTACKS.length}: ${attack.name}\n`);
  }
} finally {
  before?.end();
  closeServers();
}
for (const problem of problems) console.log(problem);
const text = markdown();
await writeResults('attacks', { text, data: { rows } });
console.log(
  `attacks: ${ATTACKS.length}, each with its twin, in ${count()} files; ${problems.length} wrong`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

async function rowOf(attack: Attack, world: World): Promise<Row> {
  const { finding, name, by, occursIn = () => true } = attack;
  const [now, twin, old]: [Verdicts, Verdicts, Verdicts] = [{}, {}, {}];
  for (const host of world.hosts.filter(occursIn)) {
    const forged = await attack.forged(host, world);
    const report = await readAttacked(forged, host, world);
    const problem = problemWith(attack, report);
    const asked = forged.asked?.() ?? 0;
    // Where the state alone does not say what an attack has gained.
    const told = ['Trusted', 'Valid'].includes(report.state) && attack.code;
    now[host.name] = said(told ? `${report.state}, ${told}` : report.state, asked);
    if (problem !== null || asked > 0) problems.push(`${name}, ${host.name}: ${problem ?? asked}`);
    if (before !== null) {
      const state = await before.read(forged, host, world);
      old[host.name] = said(state, forged.asked?.() ?? 0);
    }
    const honest = await readAttacked(await attack.twin(host, world), host, world);
    twin[host.name] = honest.state;
    if (honest.state !== (attack.twinState ?? 'Trusted')) {
      problems.push(`${name}, ${host.name}: the twin is ${honest.state}`);
    }
  }
  const known = kept.rows.find((row) => row.name === name)?.before ?? null;
  return { finding, name, by, before: before === null ? known : old, now, twin };
}

function said(state: string, asked: number): string {
  return asked === 0 ? state : `${state}, and a stranger’s address was asked`;
}

function markdown(): string {
  const lines = rows.map(({ finding, name, by, before, now, twin }) => [
    finding ?? '',
    name,
    by,
    String(Object.keys(now).length),
    before === null ? '' : grouped(before),
    grouped(now),
    grouped(twin),
  ]);
  const head = ['finding', 'attack', 'who can', 'formats', 'before', 'now', 'its honest twin'];
  return `# Attacks on credentials

Written by \`npm run attacks -- --before CLONE\`, CLONE being commit bb420eb. Each file is made by the
generator of packages/c2pa/test/attacks in every format that the attack can occur in, and read with trust
lists that both signers are on. The finding is that of the security audit; without one, it was thought of later.
\`Trusted\` and \`Valid\` under "now" are right where the attack gains nothing: the test beside it says
what the report has to tell.

${table(head, lines)}
`;
}

/** One verdict for all formats, or the formats beside each. */
function grouped(verdicts: Verdicts): string {
  const states = [...new Set(Object.values(verdicts))];
  if (states.length === 1) return states[0]!;
  const names = (state: string) => Object.keys(verdicts).filter((each) => verdicts[each] === state);
  return states.map((state) => `${state}: ${names(state).join(', ')}`).join('; ');
}

function count(): number {
  return rows.reduce((sum, { now }) => sum + Object.keys(now).length, 0);
}

// What `provenance queue work` and `provenance worker --stdio` mark in a second, over what the bare function does: one
// process that marks in each, the same pictures, the same PostgreSQL, which takes of the same cores.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createRegistry, openPostgres } from '@provenance/registry';
import { createMarker, pemSigner } from '@provenance/sdk';
import { postgresPrograms, startPostgres } from '../../.ci/postgres.ts';
import { environmentText } from '../environment.ts';
import { makePicture } from '../pictures.ts';
import { table, writeResults } from '../results.ts';

const USAGE = `npm run bench:pipeline -- [--pictures N] [--rounds N] [--write]

--pictures N   of 512 x 512, by default 30
--rounds N     of each, by default 3: the best counts
--write        keep bench/results/pipeline.{md,json}
`;

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [pictures, rounds] = [Number(values.pictures), Number(values.rounds)];
const programs = postgresPrograms();
if (values.help || !(pictures >= 10 && rounds >= 1) || programs === null) {
  process.stdout.write(programs === null ? 'PostgreSQL is not here.\n' : USAGE);
  process.exit(values.help ? 0 : 2);
}

/** Those before are for starting: connections, plans of the watermark, a warm compiler. */
const WARM = 4;
/** As many pictures are on their way as a worker takes at a time. */
const AT_A_TIME = 2;

const bin = fileURLToPath(new URL('../../packages/cli/bin/provenance.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'provenance-bench-'));
const server = await startPostgres(programs, { shared_buffers: '256MB' });
const env = {
  ...process.env,
  PROVENANCE_REGISTRY: server.url,
  XDG_CONFIG_HOME: join(folder, 'settings'),
};
const cli = (...args: string[]) =>
  promisify(execFile)(process.execPath, [bin, ...args], { cwd: folder, env });

/** Pictures a second from the moment when `WARM` of them were done. */
class Clock {
  #done = 0;
  #begun = 0;
  #last = 0;

  done(): void {
    this.#last = performance.now();
    if (++this.#done === WARM) this.#begun = this.#last;
  }

  get perSecond(): number {
    return ((this.#done - WARM) * 1000) / (this.#last - this.#begun);
  }
}

async function bare(round: number): Promise<number> {
  const at = (name: string) => readFile(join(folder, name), 'utf8');
  const config = JSON.parse(await at('provenance.config.json'));
  const signer = await pemSigner({
    certificates: await at(config.signer.certificates),
    key: await at(config.signer.key),
  });
  const [named] = config.watermark.keys;
  const key = Uint8Array.from(Buffer.from((await at(named.key)).trim(), 'hex'));
  const registry = await createRegistry(await openPostgres(server.url), { signer });
  const marker = createMarker({ signer, watermarkKey: key, workers: 1, record: { registry } });
  const clock = new Clock();
  let next = 0;
  const one = async () => {
    for (let i = next++; i < pictures; i = next++) {
      const origin = {
        kind: 'created',
        model: { name: 'painter' },
        generator: { name: 'bench', version: '1' },
      } as const;
      const { bytes } = await marker.mark(join(folder, `${i}.jpg`), origin);
      await writeFile(join(folder, `bare-${round}-${i}.jpg`), bytes);
      clock.done();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, one));
  await marker.close();
  await registry.close();
  return clock.perSecond;
}

async function stdio(round: number): Promise<number> {
  const child = spawn(process.execPath, [bin, 'worker', '--stdio', '--workers', '1'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const clock = new Clock();
  let ready = false;
  const counting = eachLine(child, (line) => {
    if (!ready) ready = true;
    else if (JSON.parse(line).ok) clock.done();
    else throw new Error(line);
  });
  for (let i = 0; i < pictures; i++) {
    const request = { id: i, do: 'mark', file: `${i}.jpg`, output: `stdio-${round}-${i}.jpg` };
    child.stdin!.write(
      `${JSON.stringify({ ...request, origin: { model: { name: 'painter' } } })}\n`,
    );
  }
  child.stdin!.end();
  await counting;
  return clock.perSecond;
}

async function queue(round: number): Promise<number> {
  const name = ['--queue', `round-${round}`];
  const files = Array.from({ length: pictures }, (_, i) => `${i}.jpg`);
  await cli('queue', 'add', ...files, '-o', `queue-${round}`, '--model', 'painter', ...name);
  const args = ['queue', 'work', '--until-empty', '--workers', '1', '--json', ...name];
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const clock = new Clock();
  await eachLine(child, (line) => {
    if (!JSON.parse(line).ok) throw new Error(line);
    clock.done();
  });
  return clock.perSecond;
}

async function eachLine(child: ChildProcess, take: (line: string) => void): Promise<void> {
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout! })) take(line);
  const [code] = await ended;
  if (code !== 0) throw new Error(`It ended with ${code}.`);
}

const CASES = { 'bare function': bare, 'worker --stdio': stdio, 'queue work': queue };
try {
  await cli('init', '--yes');
  await cli('registry', 'init');
  for (let i = 0; i < pictures; i++) {
    const bytes = await makePicture('jpeg', { width: 512, height: 512, seed: i + 1 });
    await writeFile(join(folder, `${i}.jpg`), bytes);
  }
  const found = new Map<string, number[]>();
  // Turn by turn, so that whatever else the machine does meets each of them.
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(CASES)) {
      const perSecond = await run(round);
      process.stderr.write(`${name}: ${perSecond.toFixed(2)}\n`);
      found.set(name, [...(found.get(name) ?? []), perSecond]);
    }
  }
  const best = (name: string) => Math.max(...found.get(name)!);
  const rows = Object.keys(CASES).map((name) => ({
    name,
    ratio: best(name) / best('bare function'),
    perSecond: found.get(name)!,
  }));
  const text = [
    '# What a pipeline costs',
    '',
    'Pictures a second of one process that marks, over those of the bare function (`createMarker`, with a record):',
    `${pictures} JPEGs of 512 x 512, records in PostgreSQL on the same machine, the best of ${rounds} rounds.`,
    '',
    table(
      ['how', 'of the bare function'],
      rows.map(({ name, ratio }) => [`\`${name}\``, `${Math.round(ratio * 100)} %`]),
    ),
    '',
    environmentText(),
    '',
  ].join('\n');
  process.stdout.write(text);
  if (values.write) await writeResults('pipeline', { text, data: { pictures, rounds, rows } });
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

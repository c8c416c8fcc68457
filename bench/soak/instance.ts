import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const COMMAND = fileURLToPath(new URL('../../packages/cli/bin/provenance.js', import.meta.url));
/** A start waits for a worker, which loads all that reads files. */
const START_MILLISECONDS = 60_000;

/** Of a process and of those it started, in MB, without what is mapped from files: the registry is. */
export interface Memory {
  readonly server: number;
  readonly workers: number;
}

/** One life of `provenance serve`, from its start to its end. */
export interface Instance {
  readonly url: string;
  memory(): Promise<Memory>;
  /** As a machine does that loses its power; resolves when its workers have ended as well. */
  kill(): Promise<void>;
  /** SIGTERM. @returns Its exit code. */
  end(): Promise<number | null>;
}

/** Runs one command of the command line that was built, in `folder`. @returns What it printed. */
export async function provenance(folder: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder, env: environmentOf(folder) };
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...args], options);
  return stdout.trim();
}

/** @throws Error where it does not say its address in time, or ended. */
export async function serve(folder: string, ...args: string[]): Promise<Instance> {
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', '0', ...args], {
    cwd: folder,
    env: environmentOf(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Faults are looked for when all is over.
  child.stderr.on('data', (text) => void appendFile(logOf(folder), text));
  const [url] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`serve ended with ${code}.`);
    }),
    wait(START_MILLISECONDS, null, { ref: false }).then(() => {
      throw new Error('serve has not said its address in a minute.');
    }),
  ])) as [string];
  return {
    url,
    memory: () => memoryOf(child),
    async kill() {
      const workers = await childrenOf(child.pid as number);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      for (let tries = 0; (await Promise.all(workers.map(isAlive))).includes(true); tries++) {
        if (tries === 100) throw new Error('A worker outlived its server by ten seconds.');
        await wait(100);
      }
    },
    async end() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await ended;
      return code as number | null;
    },
  };
}

export const logOf = (folder: string) => join(folder, 'serve.log');

function environmentOf(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, XDG_CONFIG_HOME: join(folder, 'settings'), NO_COLOR: '1' };
}

async function memoryOf(child: ChildProcess): Promise<Memory> {
  const pid = child.pid as number;
  const workers = await Promise.all((await childrenOf(pid)).map(anonymousMegabytes));
  return {
    server: await anonymousMegabytes(pid),
    workers: workers.reduce((sum, each) => sum + each, 0),
  };
}

/** Those below it as well. */
async function childrenOf(pid: number): Promise<number[]> {
  const direct = new Set<number>();
  for (const task of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const text = await readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '');
    for (const each of text.split(' ')) if (each !== '') direct.add(Number(each));
  }
  const below = await Promise.all([...direct].map(childrenOf));
  return [...direct, ...below.flat()];
}

async function anonymousMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  return status !== null && !/^State:\s+Z/m.test(status);
}

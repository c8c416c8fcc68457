import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** Numbers that it said were acknowledged, as they come. */
  readonly acknowledged: number[];
  /** Log indexes that it was given for them, where it says so. */
  readonly indexes: number[];
  /** All that it said after `ack`. */
  readonly said: string[];
  /** When it has opened what it works on. */
  readonly ready: Promise<void>;
  /** Exit code, or the signal. */
  readonly ended: Promise<number | string>;
  stderr(): string;
}

/** Numbers that stand more than once in what several were given: log indexes, each of one record. */
export function repeated(children: readonly Pick<Child, 'indexes'>[]): number[] {
  const seen = new Set<number>();
  return children
    .flatMap(({ indexes }) => indexes)
    .filter((index) => seen.has(index) || !seen.add(index));
}

/**
 * Starts `child.ts`, as source.
 *
 * @param through A command that starts the command it is given.
 */
export function startChild(
  key: string,
  args: readonly (string | number)[],
  through: readonly string[] = [],
): Child {
  const node = [process.execPath, '--conditions=@provenance/source', '--import=tsx', CHILD];
  const [command, ...rest] = [...through, ...node, ...args.map(String)] as [string];
  const child = spawn(command, rest, {
    stdio: 'pipe',
    env: { ...process.env, TEST_SIGNER: key },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const acknowledged: number[] = [];
  const indexes: number[] = [];
  const said: string[] = [];
  let [partial, errors] = ['', ''];
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 0));
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const lines = `${partial}${chunk}`.split('\n');
      partial = lines.pop()!;
      for (const line of lines) {
        if (line === 'ready') resolve();
        else {
          said.push(line.replace('ack ', ''));
          const [number, index] = said.at(-1)!.split(' ');
          acknowledged.push(Number(number));
          if (index !== undefined) indexes.push(Number(index));
        }
      }
    });
    ended.then(() => reject(new Error(`The child ended before it was ready: ${errors}`)));
  });
  ready.catch(() => {});
  return { process: child, acknowledged, indexes, said, ready, ended, stderr: () => errors };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** Numbers that it said were acknowledged, as they come. */
  readonly acknowledged: number[];
  /** All that it said after `ack`. */
  readonly said: string[];
  /** When it has opened what it works on. */
  readonly ready: Promise<void>;
  /** Exit code, or the signal. */
  readonly ended: Promise<number | string>;
  stderr(): string;
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
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TEST_SIGNER: key },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const acknowledged: number[] = [];
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
          acknowledged.push(Number(said.at(-1)));
        }
      }
    });
    ended.then(() => reject(new Error(`The child ended before it was ready: ${errors}`)));
  });
  ready.catch(() => {});
  return { process: child, acknowledged, said, ready, ended, stderr: () => errors };
}

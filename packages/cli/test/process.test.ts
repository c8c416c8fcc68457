import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lines, settings } from './console.ts';
import { picture, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const entry = fileURLToPath(new URL('process-entry.ts', import.meta.url));
const SOURCE = ['--conditions=@provenance/source', `--import=${tsx}`, entry];

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(args: readonly string[], program: readonly string[] = SOURCE) {
  const { NO_COLOR, FORCE_COLOR, ...inherited } = process.env;
  const env = { ...inherited, XDG_CONFIG_HOME: settings };
  const child = spawn(process.execPath, [...program, ...args], { cwd: workspace.path, env });
  started.push(child);
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk) => chunks.stderr.push(chunk));
  // A child that has failed reads no more: that is not the test's failure.
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    stdout: Buffer.concat(chunks.stdout).toString(),
    stderr: Buffer.concat(chunks.stderr).toString(),
  }));
  return { child, ended };
}

const seen = async (look: () => Promise<boolean>) => {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 2));
};

const BUILT = fileURLToPath(new URL('../bin/provenance.js', import.meta.url));
const isBuilt = existsSync(new URL('../dist/main.js', import.meta.url));

describe.each([
  { name: 'source', program: SOURCE, skip: false },
  { name: 'bin/provenance.js', program: [BUILT], skip: !isBuilt },
])('as a process, from $name', ({ program, skip }) => {
  test.skipIf(skip)('exit codes, and stdout apart from stderr', async () => {
    for (const [args, expected] of [
      [['verify', 'photo.signed.png'], { code: 0, stderr: '' }],
      [['verify', '--quiet', 'photo.png'], { code: 3, stdout: '', stderr: '' }],
      [['no-such-command'], { code: 2, stdout: '' }],
    ] as const) {
      const { child, ended } = start(args, program);
      child.stdin.end();
      expect(await ended).toMatchObject(expected);
    }
  });

  test.skipIf(skip)('a pipe on both sides', async () => {
    const sign = start(['sign', '-'], program);
    const verify = start(['verify', '--json', '-'], program);
    sign.child.stdout?.pipe(verify.child.stdin as NodeJS.WritableStream);
    sign.child.stdin?.end(await picture('jpeg'));
    expect(await sign.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await verify.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a reader that leaves early', () => {
  beforeAll(async () => {
    await mkdir(workspace.at('heap'));
    const bytes = await picture('png');
    for (let i = 0; i < 3000; i++) await writeFile(workspace.at('heap', `${i}.png`), bytes);
  });

  test('ends the run, quietly, and not with exit code 0', async () => {
    const { child, ended } = start(['verify', 'heap']);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(lines(stdout).length).toBeLessThan(3000);
  });
});

describe('an interrupt', () => {
  test('ends a wait for standard input', async () => {
    const { child, ended } = start(['verify', '-']);
    // More than a pipe holds: when all of it is taken, the other side reads.
    await new Promise((resolve) => child.stdin.write(Buffer.alloc(2 ** 21), resolve));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, signal: null, stderr: '' });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s leaves no half-written output', async (signal) => {
    const folder = workspace.at(`large-${signal}`);
    await mkdir(folder);
    await writeWave(join(folder, 'sound.wav'), 400 * 2 ** 20);
    const { child, ended } = start(['sign', join(folder, 'sound.wav')]);
    await seen(async () => (await readdir(folder)).length > 1 || child.exitCode !== null);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 130, signal: null, stdout: '', stderr: '' });
    expect(await readdir(folder)).toEqual(['sound.wav']);
  });
});

/** A minute-long silence that takes no room on the disk: a header and a hole. */
async function writeWave(path: string, bytes: number): Promise<void> {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(bytes - 8, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(96_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes - 44, 40);
  const file = await open(path, 'wx');
  try {
    await file.write(header);
    await file.truncate(bytes);
  } finally {
    await file.close();
  }
}

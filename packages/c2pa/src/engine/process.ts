import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { EngineAnswer, EngineReading, EngineRequest } from './reading.ts';
import { EngineTimeout } from './waiting.ts';

/** A process that has nothing to do for so long is ended. */
const IDLE_MILLISECONDS = 30_000;

interface Idle {
  readonly child: ChildProcess;
  readonly timer: ReturnType<typeof setTimeout>;
}

const idle: Idle[] = [];
/** Each has an engine of its own, and as many threads as there are cores. */
const MOST_RUNNING = availableParallelism();
let running = 0;
const waiting: (() => void)[] = [];

interface Limits {
  readonly signal: AbortSignal | undefined;
  /** Of work; waiting for a process is not counted. */
  readonly seconds: number;
}

/**
 * By either engine, in a process of its own, which is ended when the signal fires, the time is over or it
 * crashes: nothing of it stays behind.
 *
 * @throws EngineTimeout, the signal's reason, or an error with the name and message of the engine's own.
 */
export async function readInProcess(
  request: EngineRequest,
  limits: Limits,
): Promise<EngineReading | null> {
  await takeTurn(limits.signal);
  try {
    return readingOf(await ask(request, limits));
  } finally {
    const next = waiting.shift();
    // A turn is handed on, or given back.
    if (next) next();
    else running--;
  }
}

/** Waits until one of the processes may be used; the signal ends that as well. */
async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (running < MOST_RUNNING) {
    running++;
    return;
  }
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      stop = () => {
        const at = waiting.indexOf(resolve);
        // Not there any more: the turn has come, and is used.
        if (at === -1) return;
        waiting.splice(at, 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', stop, { once: true });
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function ask(request: EngineRequest, { signal, seconds }: Limits): Promise<EngineAnswer> {
  const child = take();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = () => {};
  try {
    const answer = await new Promise<EngineAnswer>((resolve, reject) => {
      stop = () => reject(signal?.reason);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });
      const late = () => reject(new EngineTimeout(`no answer in ${seconds} seconds`));
      timer = setTimeout(late, seconds * 1000);
      child.once('message', resolve);
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the engine has crashed')));
      child.send(request, (error) => error && reject(error));
    });
    keep(child);
    return answer;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Buffers lose their class on the way, and errors theirs. */
function readingOf({ reading = null, error }: EngineAnswer): EngineReading | null {
  if (error) throw Object.assign(new Error(error.message), { name: error.name });
  return reading && { ...reading, store: reading.store && Buffer.from(reading.store) };
}

function take(): ChildProcess {
  const free = idle.pop();
  if (free === undefined) return start();
  clearTimeout(free.timer);
  free.child.removeAllListeners();
  free.child.ref();
  free.child.channel?.ref();
  return free.child;
}

/** Of the environment it gets what finding the engine takes, and no secret. */
function start(): ChildProcess {
  const path = processPath();
  const { PATH, C2PA_LIBRARY_PATH } = process.env;
  return fork(path, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    env: { ...(PATH && { PATH }), ...(C2PA_LIBRARY_PATH && { C2PA_LIBRARY_PATH }) },
  });
}

/** A bundle has it beside it, under this name; without one the package has it. */
function processPath(): string {
  const beside = fileURLToPath(new URL('./provenance-engine.js', import.meta.url));
  if (existsSync(beside)) return beside;
  return createRequire(import.meta.url).resolve('@provenance/c2pa/engine-process');
}

/** Kept for the next job, without keeping this process alive. */
function keep(child: ChildProcess): void {
  child.removeAllListeners();
  const drop = () => {
    const at = idle.findIndex((each) => each.child === child);
    if (at !== -1) idle.splice(at, 1);
    child.kill('SIGKILL');
  };
  child.once('exit', drop);
  child.once('error', drop);
  child.unref();
  child.channel?.unref();
  const timer = setTimeout(drop, IDLE_MILLISECONDS);
  timer.unref();
  idle.push({ child, timer });
}

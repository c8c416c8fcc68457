import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ProvenanceError } from '@provenance/content';
import { publishEnd, publishStart } from './events.ts';
import { watchMemory } from './memory.ts';
import {
  type FromWorker,
  inPieces,
  Pieces,
  receivedError,
  type Settled,
  sentError,
  type ToWorker,
} from './message.ts';

/** One piece of work. */
export interface Call {
  /** For events: `verify`, `mark`, ... */
  readonly name: string;
  /** Plain data. */
  readonly job: unknown;
  /** Sent in pieces after the job. */
  readonly bytes: Uint8Array | Blob | null;
  /** Gives what only this process has: a signature, what a registry says. */
  readonly answer?: (question: string, parameters: readonly unknown[]) => Promise<unknown>;
}

export interface Outcome {
  readonly value: unknown;
  readonly bytes: Uint8Array | null;
}

export interface ProcessLimits {
  /** Of one call, in seconds; the worker is ended with it. */
  readonly deadlineSeconds: number;
  /** Of one worker: resident where the system tells, and of its heap. */
  readonly memoryMegabytes: number;
}

/** What an aborted call may still take to clean up, before its worker is ended. */
const GRACE_MILLISECONDS = 1000;
const START_SECONDS = 60;

/** Of the environment a worker gets what finding and running its libraries takes, and no secret. */
const ENVIRONMENT = [
  'PATH',
  'C2PA_LIBRARY_PATH',
  'LD_LIBRARY_PATH',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SystemRoot',
  'TEMP',
  'TMPDIR',
];

/** A worker: one process, one call at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #limits: ProcessLimits;
  #ending: ProvenanceError | null = null;
  #isOver = false;
  #isUnneeded = false;

  private constructor(child: ChildProcess, limits: ProcessLimits) {
    this.#child = child;
    this.#limits = limits;
    child.on('error', () => {});
    child.once('exit', (code, signal) => {
      this.#isOver = true;
      const why = this.#ending?.code ?? signal ?? `exit code ${code}`;
      publishEnd({
        'process.pid': child.pid ?? 0,
        ...(!this.#isUnneeded && { 'error.type': why }),
      });
    });
  }

  /**
   * @param setup Plain data that stays with the worker: keys, trust lists.
   * @throws ProvenanceError WORKER_NOT_STARTED, as where the worker's file is not there, in a bundle.
   */
  static async start(
    setup: unknown,
    limits: ProcessLimits,
    threads: number,
  ): Promise<WorkerProcess> {
    let worker: WorkerProcess;
    try {
      worker = new WorkerProcess(launch(limits, threads), limits);
    } catch (cause) {
      throw notStarted(cause);
    }
    const late = setTimeout(() => worker.#child.kill('SIGKILL'), START_SECONDS * 1000);
    try {
      await worker.#exchange(async (send) => send({ kind: 'setup', setup }), {
        ready: (_, settle) => settle(),
        done: ({ error }) => {
          if (error !== undefined) throw receivedError(error);
        },
      });
    } catch (cause) {
      worker.end();
      throw notStarted(cause);
    } finally {
      clearTimeout(late);
    }
    publishStart({ 'process.pid': worker.#child.pid ?? 0 });
    worker.#release();
    return worker;
  }

  get isOver(): boolean {
    return this.#isOver || this.#ending !== null;
  }

  /** Ends it at once, whatever it does. */
  end(): void {
    this.#isUnneeded = true;
    this.#child.kill('SIGKILL');
  }

  /**
   * @throws What the work throws; WORKER_FAILED where the process ends, WORKER_TIMEOUT, WORKER_MEMORY.
   */
  async call(call: Call, signal?: AbortSignal): Promise<Outcome> {
    const { deadlineSeconds, memoryMegabytes } = this.#limits;
    const child = this.#child;
    const stop = (error: ProvenanceError) => {
      this.#ending = error;
      child.kill('SIGKILL');
    };
    child.ref();
    child.channel?.ref();
    const timers = [
      setTimeout(() => stop(new ProvenanceError('WORKER_TIMEOUT')), deadlineSeconds * 1000),
    ];
    const unwatch = watchMemory(child.pid ?? 0, memoryMegabytes, () =>
      stop(new ProvenanceError('WORKER_MEMORY')),
    );
    const abort = () => {
      child.send({ kind: 'abort' } satisfies ToWorker, () => {});
      const late = new ProvenanceError('WORKER_FAILED', 'An aborted call did not end.');
      timers.push(setTimeout(() => stop(late), GRACE_MILLISECONDS));
    };
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await this.#perform(call);
    } catch (error) {
      throw this.#ending ?? error;
    } finally {
      signal?.removeEventListener('abort', abort);
      timers.forEach(clearTimeout);
      unwatch();
      this.#release();
    }
  }

  #perform({ job, bytes, answer }: Call): Promise<Outcome> {
    const size = bytes === null ? null : bytes instanceof Blob ? bytes.size : bytes.length;
    const pieces: { come: Pieces | null } = { come: null };
    let done: Settled | undefined;
    return this.#exchange<Outcome>(
      async (send) => {
        await send({ kind: 'call', job, size });
        if (bytes === null) return;
        for await (const piece of inPieces(bytes)) await send({ kind: 'bytes', bytes: piece });
      },
      {
        ask: async ({ id, question, parameters }, _, send) => {
          let settled: Settled;
          try {
            settled = { value: await answer?.(question, parameters) };
          } catch (error) {
            settled = { error: sentError(error) };
          }
          // Where it has gone meanwhile, that is told elsewhere.
          await send({ kind: 'answer', id, ...settled }).catch(() => {});
        },
        done: (message, settle) => {
          if (message.error !== undefined) throw receivedError(message.error);
          done = message;
          if (message.size === null) settle({ value: message.value, bytes: null });
          else pieces.come = new Pieces(message.size);
        },
        bytes: (message, settle) => {
          pieces.come?.add(message.bytes);
          if (pieces.come?.isWhole) settle({ value: done?.value, bytes: pieces.come.bytes });
        },
      },
    );
  }

  /** Sends, and listens until a handler settles or throws, or the process ends. */
  async #exchange<T = void>(
    begin: (send: Send) => Promise<void>,
    handlers: Handlers<T>,
  ): Promise<T> {
    const child = this.#child;
    const send: Send = (message) =>
      new Promise((resolve, reject) => {
        child.send(message, (error) => (error ? reject(error) : resolve()));
      });
    let forget = () => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        const hear = async (message: FromWorker) => {
          try {
            const handle = handlers[message.kind] as Handle<T, FromWorker> | undefined;
            await handle?.(message, resolve, send);
          } catch (error) {
            reject(error);
          }
        };
        const exit = (code: number | null, signal: string | null) =>
          reject(failed(undefined, new Error(`The process ended with ${signal ?? code}.`)));
        const error = (cause: Error) => reject(failed(undefined, cause));
        forget = () => {
          child.off('message', hear).off('exit', exit).off('error', error);
        };
        child.on('message', hear).on('exit', exit).on('error', error);
        if (this.#isOver) exit(child.exitCode, child.signalCode);
        else
          begin(send).catch((cause) => {
            if (isCloneError(cause)) return reject(notSendable(cause));
            // It waits for what does not come.
            child.kill('SIGKILL');
            reject(failed(undefined, cause));
          });
      });
    } finally {
      forget();
    }
  }

  /** Idle, it keeps nobody's process alive. */
  #release(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}

type Send = (message: ToWorker) => Promise<void>;
type Handle<T, M> = (message: M, settle: (value: T) => void, send: Send) => void | Promise<void>;
type Handlers<T> = {
  readonly [Kind in FromWorker['kind']]?: Handle<T, Extract<FromWorker, { kind: Kind }>>;
};

/**
 * Always what is built, by this package's own exports: Node 20 starts no process from TypeScript. Options
 * of this process (conditions, loaders) would lead it back to the source.
 */
function launch({ memoryMegabytes }: ProcessLimits, threads: number): ChildProcess {
  const path = workerPath();
  const env = Object.fromEntries(
    ENVIRONMENT.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return fork(path, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [`--max-old-space-size=${memoryMegabytes}`],
    // The image library would take a thread a core in each worker.
    env: { ...env, VIPS_CONCURRENCY: String(threads) },
  });
}

/** A bundle has its worker beside it, under this name; without one the package has it. */
function workerPath(): string {
  const beside = fileURLToPath(new URL('./provenance-worker.js', import.meta.url));
  if (existsSync(beside)) return beside;
  return createRequire(import.meta.url).resolve('@provenance/sdk/worker');
}

function notStarted(cause: unknown): ProvenanceError {
  return new ProvenanceError('WORKER_NOT_STARTED', undefined, { cause });
}

function failed(detail: string | undefined, cause: unknown): ProvenanceError {
  return new ProvenanceError('WORKER_FAILED', detail, { cause });
}

function isCloneError(error: unknown): boolean {
  return error instanceof Error && /could not be cloned|DataCloneError/.test(String(error));
}

function notSendable(cause: Error): TypeError {
  return new TypeError('Functions, URLs and Blobs in it cannot be sent to a worker.', { cause });
}

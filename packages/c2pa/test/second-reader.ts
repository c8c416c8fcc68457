import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Far above what any file of a corpus takes. What WebAssembly reserves is no memory and is not counted. */
const MOST_BYTES = 2 ** 30;
const LOOK_MILLISECONDS = 50;

export interface SecondReaderTrust {
  readonly anchors: string;
  readonly trustConfig: string;
}

export interface SecondReading {
  readonly state: string;
  /** Codes. */
  readonly failure: readonly string[];
}

/**
 * A later c2pa-rs (c2pa-wasm) as a second opinion, in a process that is ended where it takes too much memory
 * and begun anew: a file that brings it down takes nothing else with it.
 */
export class SecondReader {
  readonly #trust: SecondReaderTrust;
  #child: ChildProcess | null = null;

  constructor(trust: SecondReaderTrust) {
    this.#trust = trust;
  }

  /** Its state for a file; `Error` where it cannot read it, `crashed` where it does not come back. */
  async read(bytes: Uint8Array, mediaType: string): Promise<SecondReading> {
    const child = await this.#start();
    const watch = setInterval(() => {
      if (residentBytes(child.pid!) > MOST_BYTES) child.kill('SIGKILL');
    }, LOOK_MILLISECONDS);
    const done = new AbortController();
    const { signal } = done;
    try {
      child.send({ bytes, mediaType, ...this.#trust });
      const answered = once(child, 'message', { signal });
      const gone = once(child, 'exit', { signal }).then(() => [{ state: 'crashed', failure: [] }]);
      // Whichever does not happen is given up below.
      gone.catch(() => {});
      answered.catch(() => {});
      const [reading] = await Promise.race([answered, gone]);
      return reading;
    } finally {
      done.abort();
      clearInterval(watch);
    }
  }

  async #start(): Promise<ChildProcess> {
    if (this.#child !== null && this.#child.exitCode === null && !this.#child.killed) {
      return this.#child;
    }
    const script = fileURLToPath(new URL('second-reader-process.ts', import.meta.url));
    this.#child = fork(script, [], {
      serialization: 'advanced',
      execArgv: ['--conditions=@provenance/source', '--import=tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await once(this.#child, 'message');
    return this.#child;
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }
}

/** As Linux counts it; 0 elsewhere, where nothing is watched. */
function residentBytes(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The package in a process where the native engine is switched off; one call at a time. */
export class EngineOff {
  readonly #child: ChildProcess = fork(
    fileURLToPath(new URL('engine-off-process.ts', import.meta.url)),
    [],
    {
      serialization: 'advanced',
      execArgv: ['--conditions=@provenance/source', '--import=tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, PROVENANCE_NATIVE_ENGINE: 'off' },
    },
  );

  /** @throws What was thrown there, with its name and code. */
  async call<T>(call: 'engine' | 'read' | 'sign', given: unknown): Promise<T> {
    this.#child.send({ call, given });
    const [{ value, error }] = await once(this.#child, 'message');
    if (error) throw Object.assign(new Error(error.message), error);
    return value;
  }

  end(): void {
    this.#child.kill();
  }
}

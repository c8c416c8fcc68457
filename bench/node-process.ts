import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command line as it is installed: built, without a TypeScript loader. */
export const PROVENANCE = fileURLToPath(
  new URL('../packages/cli/bin/provenance.js', import.meta.url),
);

/**
 * Runs Node to its end, without the loaders this process has. Resolves to the number of bytes on
 * stdout, and one.
 *
 * @throws Error if the exit code is another one: a process that fails early would be fast.
 */
export function runNode(
  args: readonly string[],
  { cwd, exitCode = 0 }: { cwd: string; exitCode?: number },
): Promise<number> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === exitCode) resolve(bytes + 1);
      else reject(new Error(`A process ended with ${code} instead of ${exitCode}.`));
    });
  });
}

import { dirname, join, resolve } from 'node:path';
import type { LoadedConfig } from '../config/config.ts';
import type { Io } from '../terminal/io.ts';

/** Where the tokens of `serve` are kept: of the flag, of PROVENANCE_TOKENS, else beside the configuration. */
export function tokensPath(
  { cwd, env }: Io,
  flag: string | undefined,
  { source }: LoadedConfig,
): string {
  const named = flag ?? env.PROVENANCE_TOKENS;
  if (named) return resolve(cwd, named);
  const folder = source === null ? cwd : dirname(resolve(cwd, source));
  return join(folder, '.provenance', 'tokens.json');
}

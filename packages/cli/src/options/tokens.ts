import { dirname, join, resolve } from 'node:path';
import { say } from '@provenance/messages';
import type { RateStore, TokenStore } from '@provenance/server';
import type { LoadedConfig } from '../config/config.ts';
import { isDatabase, isRegistryLocation } from '../config/registry-location.ts';
import { refuseSecret } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

/**
 * Where the tokens of `serve` are kept: of the flag, of PROVENANCE_TOKENS, else beside the configuration. A file,
 * or a postgresql: URL, which is never shown.
 *
 * @throws UsageError for a URL that is none.
 */
export function tokensPath(
  { cwd, env }: Io,
  flag: string | undefined,
  { source }: LoadedConfig,
): string {
  const named = flag ?? env.PROVENANCE_TOKENS;
  if (named) {
    // A token in the place of where tokens are kept: a file of that name would be made.
    if (!isDatabase(named))
      refuseSecret(flag === undefined ? 'PROVENANCE_TOKENS' : '--tokens', named);
    if (isRegistryLocation(named)) return isDatabase(named) ? named : resolve(cwd, named);
    throw new UsageError(say('mistake.tokens-location'));
  }
  const folder = source === null ? cwd : dirname(resolve(cwd, source));
  return join(folder, '.provenance', 'tokens.json');
}

/** Tokens as they are kept there; in a database also where requests are counted. */
export async function openTokens(location: string): Promise<{
  readonly tokens: TokenStore;
  readonly rates?: RateStore;
  close(): Promise<void>;
}> {
  const { openShared, tokenFile } = await import('@provenance/server');
  if (isDatabase(location)) return openShared(location);
  return { tokens: tokenFile(location), close: async () => {} };
}

import { dirname } from 'node:path';
import { makeFolder } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { KeptToken, Scope, TokenStore } from '@provenance/server';
import { loadConfig } from '../config/config.ts';
import { isDatabase } from '../config/registry-location.ts';
import { openTokens, tokensPath } from '../options/tokens.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine, visible } from '../terminal/visible.ts';
import { note, words } from '../terminal/words.ts';

export interface TokenOptions {
  tokens?: string;
  json?: boolean;
  config?: string | false;
}

export interface CreateTokenOptions extends TokenOptions {
  name: string;
  scope: Scope[];
  expires?: string;
}

const TOKEN_SCHEMA = 'provenance.token/1';

/** The token is on stdout, this once: what is kept is a hash. */
export async function createTokenCommand(io: Io, options: CreateTokenOptions): Promise<ExitCode> {
  const { name, scope, expires } = options;
  const { newToken } = await import('@provenance/server');
  const until = expires === undefined ? null : new Date(`${expires}T23:59:59.999Z`);
  const { text, kept } = newToken(name, [...new Set(scope)], { expires: until });
  await withTokens(io, options, async (store, location) => {
    if (!isDatabase(location)) await makeFolder(dirname(location));
    await store.add(kept);
  });
  if (options.json) await io.stdout.write(jsonLine({ ...shown(kept), token: text }));
  else {
    await io.stdout.write(`${text}\n`);
    await io.stderr.write(note(io, say('token.once')));
  }
  return 0;
}

export async function listTokensCommand(io: Io, options: TokenOptions): Promise<ExitCode> {
  for (const token of await withTokens(io, options, (store) => store.list())) {
    if (options.json) await io.stdout.write(jsonLine(shown(token)));
    else {
      const until =
        token.expires === null
          ? say('token.no-end')
          : say('token.until', { day: token.expires.slice(0, 10) });
      const scopes = token.scopes.join(' ');
      const line = [token.id, visible(token.name), scopes, words(io, until)].join('  ');
      await io.stdout.write(`${line}\n`);
    }
  }
  return 0;
}

export async function revokeTokenCommand(
  io: Io,
  id: string,
  options: TokenOptions,
): Promise<ExitCode> {
  await withTokens(io, options, async (store) => {
    if (await store.revoke(id)) return;
    // A name may be that of several, and of another one tomorrow.
    const [named, ...more] = (await store.list()).filter(({ name }) => name === id);
    throw new UsageError(
      named === undefined || more.length > 0
        ? say('mistake.no-token')
        : say('mistake.token-by-name', { name: named.name, id: named.id }),
    );
  });
  if (options.json) {
    await io.stdout.write(jsonLine({ schema: TOKEN_SCHEMA, id, revoked: true }));
  }
  return 0;
}

/** A file that is there and holds something else is not written over. */
async function withTokens<T>(
  io: Io,
  options: TokenOptions,
  work: (store: TokenStore, location: string) => Promise<T>,
): Promise<T> {
  const config = await loadConfig(io, options.config);
  const location = tokensPath(io, options.tokens, config);
  const { tokens, close } = await openTokens(location);
  try {
    return await work(tokens, location);
  } catch (error) {
    const isOther = error instanceof SyntaxError || (error as Error).name === 'ZodError';
    if (!isOther) throw error;
    throw new UsageError(say('mistake.tokens-file'));
  } finally {
    await close();
  }
}

function shown({ id, name, scopes, created, expires }: KeptToken) {
  return { schema: TOKEN_SCHEMA, id, name, scopes, created, expires };
}

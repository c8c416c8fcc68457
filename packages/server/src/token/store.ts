import { timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { writeFileAtomically } from '@provenance/content/node';
import { z } from 'zod';
import { hashOf, idOf, type KeptToken, SCOPES } from './token.ts';

export interface TokenStore {
  /** The token that a text is; null for one that is none, was revoked, or has expired. */
  find(text: string): Promise<KeptToken | null>;
  list(): Promise<readonly KeptToken[]>;
  add(token: KeptToken): Promise<void>;
  /** @returns false: there was none with this id. */
  revoke(id: string): Promise<boolean>;
}

const SCHEMA = z.strictObject({
  schema: z.literal('provenance.tokens/1'),
  tokens: z.array(
    z.strictObject({
      id: z.string().regex(/^[0-9a-f]{8}$/),
      name: z.string(),
      scopes: z.array(z.enum(SCOPES)),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      created: z.string(),
      expires: z.string().nullable(),
    }),
  ),
});

/**
 * Tokens in a file of their own, which holds hashes and can be read by its owner alone. It is read again
 * when it has changed: what is revoked is refused from the next request on.
 *
 * @throws Error from every method for a file that is there and holds something else.
 */
export function tokenFile(path: string): TokenStore {
  let read: { readonly stamp: string; readonly tokens: readonly KeptToken[] } | null = null;
  const load = async (): Promise<readonly KeptToken[]> => {
    const status = await stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (status === null) return [];
    const stamp = `${status.ino}.${status.mtimeNs}.${status.size}`;
    if (read?.stamp === stamp) return read.tokens;
    const { tokens } = SCHEMA.parse(JSON.parse(await readFile(path, 'utf8')));
    read = { stamp, tokens };
    return tokens;
  };
  const save = (tokens: readonly KeptToken[]) =>
    writeFileAtomically(
      path,
      `${JSON.stringify({ schema: 'provenance.tokens/1', tokens }, null, 2)}\n`,
      { overwrite: true, mode: 0o600 },
    );
  return {
    list: load,
    find: async (text) => foundIn(await load(), text),
    add: async (token) => save([...(await load()), token]),
    async revoke(id) {
      const tokens = await load();
      const left = tokens.filter((token) => token.id !== id);
      if (left.length === tokens.length) return false;
      await save(left);
      return true;
    },
  };
}

/** Tokens in memory, for servers that are started in a program. */
export function tokenList(tokens: readonly KeptToken[]): Pick<TokenStore, 'find'> {
  return { find: async (text) => foundIn(tokens, text) };
}

function foundIn(tokens: readonly KeptToken[], text: string): KeptToken | null {
  const id = idOf(text);
  const token = tokens.find((each) => each.id === id);
  return id === null || token === undefined ? null : matching(token, text);
}

/** The token, if this is its text and it has not expired. */
export function matching(token: KeptToken, text: string): KeptToken | null {
  const isSame = timingSafeEqual(Buffer.from(hashOf(text)), Buffer.from(token.hash));
  const isOver = token.expires !== null && Date.parse(token.expires) <= Date.now();
  return isSame && !isOver ? token : null;
}

import { timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { ProvenanceError } from '@provenance/content';
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
  /** Looks whether tokens can be had: a server asks when it starts. @throws As the other methods. */
  ready?(): Promise<void>;
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
 * @throws ProvenanceError from every method: CONFIG_INVALID for a file that is there and holds something else, or
 *   cannot be read.
 */
export function tokenFile(path: string): TokenStore {
  let read: { readonly stamp: string; readonly tokens: readonly KeptToken[] } | null = null;
  const load = async (): Promise<readonly KeptToken[]> => {
    const status = await stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw unreadable(error);
    });
    if (status === null) return [];
    const stamp = `${status.ino}.${status.mtimeNs}.${status.size}`;
    if (read?.stamp === stamp) return read.tokens;
    const text = await readFile(path, 'utf8').catch((error) => {
      throw unreadable(error);
    });
    const tokens = tokensIn(text);
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
    ready: async () => void (await load()),
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

function unreadable(cause: unknown): ProvenanceError {
  return new ProvenanceError('CONFIG_INVALID', 'The file of the tokens cannot be read.', { cause });
}

/** What the parsers say quotes the file, which may be any: nothing of that is told. */
function tokensIn(text: string): readonly KeptToken[] {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProvenanceError('CONFIG_INVALID', 'The file of the tokens is not JSON.');
  }
  const result = SCHEMA.safeParse(value);
  if (result.success) return result.data.tokens;
  const where = result.error.issues[0]?.path.join('.') || 'schema';
  throw new ProvenanceError(
    'CONFIG_INVALID',
    `The file of the tokens holds something else (${where}).`,
  );
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

import type { TokenStore } from '../token/store.ts';
import type { KeptToken, Scope } from '../token/token.ts';
import { Problem } from './problem.ts';

/**
 * Who asks: null is an anonymous caller. A token that is none is refused also where none is needed: who
 * sends one means to be known.
 *
 * @throws Problem UNAUTHENTICATED.
 */
export async function callerOf(
  header: string | undefined,
  tokens: Pick<TokenStore, 'find'> | null,
): Promise<KeptToken | null> {
  if (header === undefined) return null;
  const [, text] = /^Bearer +([A-Za-z0-9_-]{1,200})$/i.exec(header) ?? [];
  const token = text === undefined ? null : ((await tokens?.find(text)) ?? null);
  if (token === null)
    throw unauthenticated('The bearer token is not known, or not valid any more.');
  return token;
}

/** @throws Problem UNAUTHENTICATED for an anonymous caller, FORBIDDEN for a token without the scope. */
export function requireScope(caller: KeptToken | null, scope: Scope): void {
  if (caller === null) throw unauthenticated(`A bearer token with the scope ${scope} is needed.`);
  if (caller.scopes.includes(scope)) return;
  throw new Problem('FORBIDDEN', `The token has not the scope ${scope}.`);
}

function unauthenticated(detail: string): Problem {
  return new Problem('UNAUTHENTICATED', detail, { headers: { 'www-authenticate': 'Bearer' } });
}

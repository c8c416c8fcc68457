import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';
import type { Env } from './service.ts';

/**
 * Refuses parameters that a route does not have, and those that stand twice: a misspelt one that is passed over in
 * silence is a wrong belief in what was asked, and of two values readers take now the first and now the last.
 *
 * @param repeatable Parameters that are lists.
 * @throws Problem REQUEST_MALFORMED that says which there are.
 */
export function onlyQuery(
  known: readonly string[],
  repeatable: readonly string[] = [],
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const at = c.req.url.indexOf('?');
    const names = at < 0 ? [] : [...new URLSearchParams(c.req.url.slice(at)).keys()];
    for (const [i, name] of names.entries()) {
      if (!known.includes(name)) throw unknown(name, known);
      if (names.indexOf(name) < i && !repeatable.includes(name)) {
        throw new Problem('REQUEST_MALFORMED', `${name}: stands twice.`);
      }
    }
    await next();
  };
}

function unknown(name: string, known: readonly string[]): Problem {
  const there = known.length === 0 ? 'It takes none.' : `There are: ${known.join(', ')}.`;
  const shown = JSON.stringify(name.slice(0, 40));
  return new Problem('REQUEST_MALFORMED', `There is no parameter ${shown}. ${there}`);
}

import type { z } from 'zod';
import { Problem } from './problem.ts';

/**
 * JSON of a body as a schema has it. A name that stands twice in an object is refused: which of the two
 * counts, readers do not agree on.
 *
 * @throws Problem REQUEST_MALFORMED that names the field.
 */
export function parseJson<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
    if (hasDuplicates(text)) throw new Problem('REQUEST_MALFORMED', 'A name stands twice.');
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('REQUEST_MALFORMED', 'The body is not JSON in UTF-8.');
  }
  return parsed(value, schema);
}

/** @throws Problem REQUEST_MALFORMED that names the field. */
export function parsed<T>(value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') || 'The request';
  throw new Problem('REQUEST_MALFORMED', `${where}: ${issue?.message ?? 'is not as expected'}.`);
}

/** Of a text that is JSON already, so strings, braces and brackets are all there is to look at. */
function hasDuplicates(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':')) {
      const name = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string;
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}

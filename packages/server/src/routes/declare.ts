import type { RouteConfig, z } from '@hono/zod-openapi';
import { onlyQuery } from '../http/query.ts';
import type { App } from '../http/service.ts';
import type { Scope } from '../token/token.ts';
import { ProblemShape } from './shapes.ts';

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'Malformed',
  401: 'No token, or one that is not valid',
  403: 'The token has not the scope',
  404: 'Not found',
  408: 'The body did not come in time',
  409: 'It contradicts what is there',
  413: 'Too large',
  414: 'The address is too long',
  415: 'Of a type that is not taken',
  422: 'Cannot be worked on',
  429: 'Too many requests; Retry-After',
  500: 'A fault of the server',
  503: 'Overloaded, or the registry is out of reach; Retry-After',
};

export interface Declared {
  readonly summary: string;
  readonly description?: string;
  readonly scope: Scope | null;
  /** Without a token less is told. */
  readonly anonymous?: boolean;
  readonly query?: z.ZodObject;
  /** Parameters that may stand more than once. */
  readonly repeatable?: readonly string[];
  readonly parameters?: z.ZodObject;
  readonly body?: Readonly<Record<string, z.ZodType>>;
  /** By status: media type and shape; null has no body. */
  readonly answers: Readonly<Record<number, Readonly<Record<string, z.ZodType>> | null>>;
  readonly problems: readonly number[];
}

/**
 * Puts a route into the OpenAPI document, and refuses parameters that it does not have. The handlers parse by
 * themselves, under limits of their own.
 */
export function declare(
  app: App,
  method: 'get' | 'post' | 'put' | 'delete',
  path: string,
  { scope, anonymous, query, repeatable, parameters, body, answers, problems, ...texts }: Declared,
): void {
  const content = (types: Readonly<Record<string, z.ZodType>>) =>
    Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }]));
  const problem = { 'application/problem+json': { schema: ProblemShape } };
  const security = scope === null ? [] : [{ auth: [scope] }, ...(anonymous ? [{}] : [])];
  app.openAPIRegistry.registerPath({
    method,
    path,
    ...texts,
    security,
    request: {
      ...(query && { query }),
      ...(parameters && { params: parameters }),
      ...(body && { body: { required: true, content: content(body) } }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, types]) => [
          status,
          { description: 'Done', ...(types && { content: content(types) }) },
        ]),
      ),
      ...Object.fromEntries(
        [...new Set([400, ...problems, ...(body ? [408] : [])])]
          .sort()
          .map((status) => [
            status,
            { description: PROBLEMS[status] ?? 'A problem', content: problem },
          ]),
      ),
    },
  } as RouteConfig);
  const known = Object.keys(query?.shape ?? {});
  app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), onlyQuery(known, repeatable));
}

import { Readable } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { lingerAfter } from './http/linger.ts';
import { type UploadOptions, type Uploads, uploadTaker } from './upload/uploads.ts';

export type { Decision, Finding, UploadDecisions } from './upload/decisions.ts';
export type { Upload, UploadOptions, Uploads } from './upload/uploads.ts';

/**
 * Looks at what is uploaded before the route runs: `c.get('provenance')` has the files, on disk until the
 * response is made, with a report and a decision each. What `decisions` reject is 422 and never gets there.
 *
 * @throws TypeError for options that are none.
 */
export function verifyUploads(
  options: UploadOptions,
): MiddlewareHandler<{ Variables: { provenance: Uploads } }> {
  const { take, answer } = uploadTaker(options);
  return async (c, next) => {
    const { body, signal } = c.req.raw;
    const stream = body === null ? Readable.from([]) : Readable.fromWeb(body as never);
    const taken = await take(stream, c.req.header('content-type') ?? '', signal).catch((error) => {
      const { status, headers, body } = answer(error);
      // Only Node has them.
      const { incoming, outgoing } = c.env as Partial<HttpBindings>;
      if (incoming && outgoing) lingerAfter(incoming, outgoing);
      return new Response(body, { status, headers });
    });
    if (taken instanceof Response) return taken;
    c.set('provenance', taken.uploads);
    try {
      await next();
    } finally {
      await taken.dispose();
    }
    return undefined;
  };
}

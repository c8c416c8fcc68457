import { Readable } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { lingerAfter } from './http/linger.ts';
import { bodyOf } from './upload/body.ts';
import { readBefore, type UploadOptions, type Uploads, uploadTaker } from './upload/uploads.ts';

export type { Decision, Finding, UploadDecisions } from './upload/decisions.ts';
export type { Upload, UploadOptions, Uploads } from './upload/uploads.ts';

/**
 * Looks at what is uploaded before the route runs: `c.get('provenance')` has the files, on disk until the
 * response is made, with a report and a decision each. What `decisions` reject is 422 and never gets there.
 * Nothing else may read the body before: such a request is a fault, 500. A request without a body has no file.
 *
 * @throws TypeError for options that are none.
 */
export function verifyUploads(
  options: UploadOptions,
): MiddlewareHandler<{ Variables: { provenance: Uploads } }> {
  const { take, answer } = uploadTaker(options);
  return async (c, next) => {
    // Only Node has them.
    const { incoming, outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
    const open = async () => {
      const { raw } = c.req;
      if (raw.bodyUsed) throw readBefore();
      const isNone = raw.body === null || (incoming !== undefined && bodyOf(incoming) === null);
      const body = isNone ? null : Readable.fromWeb(raw.body as never);
      return take(body, c.req.header('content-type') ?? '', raw.signal);
    };
    const taken = await open().catch((error) => {
      const { status, headers, body } = answer(error);
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

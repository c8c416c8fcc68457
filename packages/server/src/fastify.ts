import type { IncomingMessage, ServerResponse } from 'node:http';
import { lingerAfter } from './http/linger.ts';
import { bodyOf } from './upload/body.ts';
import { type UploadOptions, type Uploads, uploadTaker } from './upload/uploads.ts';

export type { Decision, Finding, UploadDecisions } from './upload/decisions.ts';
export type { Upload, UploadOptions, Uploads } from './upload/uploads.ts';

interface FastifyRequest {
  readonly raw: IncomingMessage;
  provenance?: Uploads | null;
}

interface FastifyReply {
  readonly raw: ServerResponse;
  code(status: number): FastifyReply;
  headers(headers: Record<string, string>): FastifyReply;
  send(body: string): unknown;
}

/** Of a Fastify instance no more is needed. */
interface FastifyInstance {
  decorateRequest(name: string, value: null): unknown;
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: '*',
    parser: (request: unknown, payload: IncomingMessage, done: (error: null) => void) => void,
  ): unknown;
  addHook(
    name: 'preHandler',
    hook: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ): unknown;
}

type UploadPlugin = (instance: FastifyInstance, _: unknown, done: () => void) => void;

/**
 * A plugin that guards every route of the scope in which it is registered, and of the scopes in that: looks at what is
 * uploaded before the route runs. `request.provenance` has the files, on disk until the response is sent, with a report
 * and a decision each. What `decisions` reject is 422 and never gets there. A body of any type is an upload there, JSON
 * and plain text too: routes that take those as such belong in another scope. Where something else reads the body
 * before, as a parser that is added afterwards, the request is a fault, 500. A request without a body has no file.
 *
 * @throws TypeError for options that are none.
 */
export function verifyUploads(options: UploadOptions): UploadPlugin {
  const { take, answer } = uploadTaker(options);
  const plugin: UploadPlugin = (instance, _, done) => {
    instance.decorateRequest('provenance', null);
    // Of those that are there, each would read bodies of its type before the hook.
    instance.removeAllContentTypeParsers();
    // Left unread: the hook takes it to disk.
    instance.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    instance.addHook('preHandler', async (request, reply) => {
      const { raw } = request;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      try {
        const type = raw.headers['content-type'] ?? '';
        const { uploads, dispose } = await take(bodyOf(raw), type, gone.signal);
        if (reply.raw.closed) await dispose();
        else reply.raw.once('close', () => void dispose());
        request.provenance = uploads;
        return undefined;
      } catch (error) {
        const { status, headers, body } = answer(error);
        lingerAfter(raw, reply.raw);
        return reply.code(status).headers(headers).send(body);
      }
    });
    done();
  };
  // Without these Fastify gives a plugin a scope of its own, in which there is no route: it would guard nothing.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'provenance-uploads',
  });
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { lingerAfter } from './http/linger.ts';
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
  addContentTypeParser(
    type: '*',
    parser: (request: unknown, payload: IncomingMessage, done: (error: null) => void) => void,
  ): unknown;
  addHook(
    name: 'preHandler',
    hook: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ): unknown;
}

/**
 * A plugin for the routes of one scope: looks at what is uploaded before the route runs.
 * `request.provenance` has the files, on disk until the response is sent, with a report and a decision
 * each. What `decisions` reject is 422 and never gets there. Bodies of other types than Fastify's own
 * (JSON, plain text) are taken as uploads.
 *
 * @throws TypeError for options that are none.
 */
export function verifyUploads(
  options: UploadOptions,
): (instance: FastifyInstance, _: unknown, done: () => void) => void {
  const { take, answer } = uploadTaker(options);
  return (instance, _, done) => {
    instance.decorateRequest('provenance', null);
    // Left unread: the hook takes it to disk.
    instance.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    instance.addHook('preHandler', async (request, reply) => {
      const { raw } = request;
      const type = raw.headers['content-type'] ?? '';
      if (raw.readableEnded || /^(application\/json|text\/plain)\b/.test(type)) return undefined;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      try {
        const { uploads, dispose } = await take(raw, type, gone.signal);
        reply.raw.once('close', () => void dispose());
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
}

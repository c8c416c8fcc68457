import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { type Language, render } from '@provenance/messages';
import {
  allRequests,
  answerRequest,
  type ContentRequest,
  openRequest,
  type RequestAnswer,
  requestById,
} from '@provenance/registry';
import { answerSays, answerTo } from '@provenance/sdk/internal';
import { parsed, parseJson } from '../http/json.ts';
import { LanguageQuery, languageAsked } from '../http/language.ts';
import { Problem } from '../http/problem.ts';
import { clientOf, MemoryRates, RateLimit } from '../http/rate.ts';
import {
  type App,
  addressOf,
  allow,
  type Call,
  declaredType,
  readingBody,
  type Service,
  sees,
} from '../http/service.ts';
import { declare } from './declare.ts';
import { TextShape } from './shapes.ts';

/** Of one request: more tell nothing new, and each is written for good. */
const MOST_ANSWERS = 16;
const MOST_LISTED = 100;
/** Bytes of the JSON that opens one. */
const MOST_OPENING = 2 ** 14;
const DAY = 86_400_000;
const ID = /^[0-9a-f]{12}$/;

const OneLine = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be one line, without control characters');

const Opening = z
  .strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
    purpose: OneLine(1000).openapi({ description: 'Why it is asked.' }),
    asker: OneLine(250).optional().openapi({
      description:
        'Who asks, only where an answer needs it. Told to nobody without the scope `admin`.',
    }),
  })
  .openapi('NewRequest');

const AnswerShape = z.looseObject({
  time: z.string(),
  outcome: z.enum(['ours', 'perhaps', 'not-found', 'unread']),
  by: z.string().nullable(),
  contentIds: z.array(z.string()),
  looked: z.array(z.string()),
  note: z.string().nullable(),
  says: z.object({ code: z.string(), parameters: z.looseObject({}) }),
  sentence: z.string(),
});

const RequestShape = z
  .looseObject({
    schema: z.literal('provenance.request/1'),
    id: z.string(),
    opened: z.string(),
    contentHash: z.string(),
    retainUntil: z.string().nullable(),
    purpose: z.string().optional().openapi({ description: 'Only with the scope `admin`.' }),
    asker: z.string().nullable().optional(),
    answers: z.array(AnswerShape),
  })
  .openapi('Request');

const ListQuery = z.strictObject({
  open: z.enum(['true', 'false']).optional().openapi({ description: '`true`: without an answer.' }),
  after: z.string().regex(ID, 'must be the id of a request').optional(),
  language: LanguageQuery,
});

const AnswerQuery = z.strictObject({
  note: OneLine(1000).optional().openapi({ description: 'Only with the scope `admin`.' }),
  language: LanguageQuery,
});

const ShownQuery = z.strictObject({ language: LanguageQuery });

/**
 * `/v1/requests`: whether content is ours, asked by anybody and answered with the evidence of `trace`. A server that
 * takes none has no such routes.
 */
export function requestRoutes(app: App, service: Service): void {
  if (service.requests === undefined) return;
  const { registry, keepDays = 365, perMinute = 6 } = service.requests;
  const writes = new RateLimit('request', perMinute, service.rates ?? new MemoryRates());
  const parameters = z.object({ id: z.string().regex(ID) });
  const told = { 'application/json': RequestShape };
  const problems = [400, 401, 404, 413, 415, 422, 429, 500, 503];
  const paced = async (c: Call) => {
    if (!sees(service, c, 'admin')) await writes.take(clientOf(addressOf(c, service.proxies ?? 0)));
  };

  declare(app, 'post', '/v1/requests', {
    summary: 'Ask whether content is ours',
    description:
      'Of the file only its hash is kept. The id of the request is what reads the answer.',
    scope: 'admin',
    anonymous: true,
    body: { 'application/json': Opening },
    answers: { 201: told },
    problems,
  });
  app.post('/v1/requests', async (c) => {
    if (declaredType(c) !== 'application/json') {
      throw new Problem('CONTENT_UNSUPPORTED', 'Send JSON: the hash of the file, and why you ask.');
    }
    await paced(c);
    return readingBody(
      service,
      c,
      async (bytes) => {
        const { sha256: contentHash, purpose, asker = null } = parseJson(bytes, Opening);
        const retainUntil = new Date(Date.now() + keepDays * DAY).toISOString().slice(0, 10);
        const given = { purpose, contentHash, asker, retainUntil };
        const request = await openRequest(await registry(), given);
        return c.json(shown(service, c, request), 201);
      },
      MOST_OPENING,
    );
  });

  declare(app, 'post', '/v1/requests/{id}/answers', {
    summary: 'Answer a request: the body is the file that it is about',
    description: 'The file is looked at as `trace` does, in memory, and is not kept.',
    scope: 'admin',
    anonymous: true,
    parameters,
    query: AnswerQuery,
    body: {
      'application/octet-stream': z.string().openapi({ format: 'binary' }),
      'application/json': TextShape,
    },
    answers: { 200: told },
    problems: [...problems, 409],
  });
  app.post('/v1/requests/:id/answers', async (c) => {
    const { note = null, language } = parsed(c.req.query(), AnswerQuery);
    if (note !== null) allow(service, c, 'admin');
    const id = idOf(c);
    const type = declaredType(c);
    await paced(c);
    return readingBody(service, c, async (bytes) => {
      const opened = await registry();
      const request = await requestById(opened, id);
      if (request === null) throw noSuch();
      if (request.answers.length >= MOST_ANSWERS) {
        throw new Problem('REQUEST_MALFORMED', 'This request has all the answers it can have.');
      }
      const content =
        type === 'application/json' ? (parseJson(bytes, TextShape) as { text: string }) : bytes;
      if (hashOf(content) !== request.contentHash) {
        throw new Problem('REQUEST_MALFORMED', 'This is not the file that the request is about.');
      }
      const report = await service.verifier.trace(content, { signal: c.req.raw.signal });
      const answer = answerTo(report, { note });
      const answered = await answerRequest(opened, id, answer);
      if (answered === null) throw noSuch();
      return c.json(shown(service, c, answered, language));
    });
  });

  declare(app, 'get', '/v1/requests/{id}', {
    summary: 'A request and its answers, for who has its id',
    scope: 'admin',
    anonymous: true,
    parameters,
    query: ShownQuery,
    answers: { 200: told },
    problems,
  });
  app.get('/v1/requests/:id', async (c) => {
    const { language } = parsed(c.req.query(), ShownQuery);
    const request = await requestById(await registry(), idOf(c));
    if (request === null) throw noSuch();
    return c.json(shown(service, c, request, language));
  });

  declare(app, 'delete', '/v1/requests/{id}', {
    summary: 'Erase a request and its answers',
    scope: 'admin',
    parameters,
    answers: { 204: null },
    problems: [...problems, 403, 409],
  });
  app.delete('/v1/requests/:id', async (c) => {
    allow(service, c, 'admin');
    const id = idOf(c);
    const opened = await registry();
    if ((await requestById(opened, id)) === null) throw noSuch();
    await opened.eraseEvents(id);
    return c.body(null, 204);
  });

  declare(app, 'get', '/v1/requests', {
    summary: `The requests, the oldest first, at most ${MOST_LISTED} at a time`,
    scope: 'admin',
    query: ListQuery,
    answers: { 200: { 'application/json': z.object({ requests: z.array(RequestShape) }) } },
    problems: [...problems, 403],
  });
  app.get('/v1/requests', async (c) => {
    allow(service, c, 'admin');
    const { open, after, language } = parsed(c.req.query(), ListQuery);
    const requests: object[] = [];
    let isPast = after === undefined;
    for await (const request of allRequests(await registry())) {
      if (isPast && !(open === 'true' && request.answers.length > 0)) {
        requests.push(shown(service, c, request, language));
        if (requests.length === MOST_LISTED) break;
      }
      isPast ||= request.id === after;
    }
    return c.json({ requests });
  });
}

function idOf(c: Call): string {
  const id = c.req.param('id') ?? '';
  if (ID.test(id)) return id;
  throw new Problem('REQUEST_MALFORMED', 'The id of a request is 12 hexadecimal digits.');
}

function hashOf(content: Uint8Array | { readonly text: string }): string {
  const data = 'text' in content ? content.text : content;
  return createHash('sha256').update(data).digest('hex');
}

function noSuch(): Problem {
  return new Problem('NOT_FOUND', 'There is no request with this id.');
}

/** For who is not known: not who asks and why, and no figure that helps who attacks a watermark. */
function shown(service: Service, c: Call, request: ContentRequest, asked?: Language): object {
  const language = languageAsked(c, asked);
  c.header('content-language', language);
  const { purpose, asker, answers, ...rest } = request;
  const isAdmin = sees(service, c, 'admin');
  return {
    schema: 'provenance.request/1',
    ...rest,
    ...(isAdmin && { purpose, asker }),
    answers: answers.map((answer) => shownAnswer(answer, isAdmin, language)),
  };
}

function shownAnswer(
  { chance, ...answer }: RequestAnswer,
  isAdmin: boolean,
  language: Language,
): object {
  const says = answerSays({ ...answer, chance, ...(!isAdmin && { by: null }) });
  return { ...answer, ...(isAdmin && { chance }), says, sentence: render(says, { language }) };
}

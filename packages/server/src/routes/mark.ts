import { z } from '@hono/zod-openapi';
import type { CreatedOrigin } from '@provenance/c2pa';
import {
  type MarkedBytes,
  type MarkedText,
  type MarkerCallOptions,
  markTextStream,
  type RawPixels,
  type TextDrawn,
} from '@provenance/sdk';
import { parsed, parseJson } from '../http/json.ts';
import { Problem } from '../http/problem.ts';
import {
  type App,
  allow,
  type Call,
  declaredType,
  readingBody,
  type Service,
} from '../http/service.ts';
import { declare } from './declare.ts';
import { MarkQuery, TextShape } from './shapes.ts';

const Bytes = z.string().openapi({ format: 'binary' });

/** Raw samples, whose `width`, `height` and `channels` are in the query. */
const PIXELS = 'application/vnd.provenance.pixels';

/** `POST /v1/mark`: the marked file is the answer, what was done is in its headers. */
export function markRoutes(app: App, service: Service): void {
  declare(app, 'post', '/v1/mark', {
    summary: 'Hide a watermark, sign a content credential that names it, and record both',
    description: `The body is a file, raw samples (${PIXELS}, with width, height and channels), or JSON with a text. The answer is the marked content, or with "Accept: application/json" what was done and the content in base64. No prompt is taken: addresses end up in logs.`,
    scope: 'mark',
    query: MarkQuery,
    body: { 'application/octet-stream': Bytes, [PIXELS]: Bytes, 'application/json': TextShape },
    answers: { 200: { 'application/octet-stream': Bytes, 'application/json': z.looseObject({}) } },
    problems: [400, 401, 403, 409, 413, 415, 422, 429, 500, 503],
  });
  app.post('/v1/mark', (c) => {
    allow(service, c, 'mark');
    const marker = service.marker;
    if (marker === undefined) throw new Problem('NOT_FOUND', 'This server marks nothing.');
    const query = parsed(c.req.query(), MarkQuery);
    const type = declaredType(c);
    if (type?.startsWith('multipart/')) {
      throw new Problem('CONTENT_UNSUPPORTED', 'Send the file itself as the body, and not a form.');
    }
    return readingBody(service, c, async (bytes) => {
      const origin = originOf(query, service);
      const options = { ...optionsOf(query), signal: c.req.raw.signal };
      if (type === 'application/json') {
        const text = parseJson(bytes, TextShape) as { text: string };
        const { contentId } = query;
        const drawn = drawnWith(query, service);
        const textMark = drawn && {
          kid: drawn.key.kid,
          ...(isTraced(drawn) && { contentId: contentId as string }),
        };
        return answer(
          c,
          await marker.mark(text, origin, { ...options, ...(textMark && { textMark }) }),
        );
      }
      if (query.textMark !== undefined) {
        throw new Problem('REQUEST_MALFORMED', 'textMark: belongs to a text.');
      }
      if (type === PIXELS) {
        return answer(c, await marker.mark(pixelsOf(query, bytes), origin, options));
      }
      return answer(
        c,
        await marker.mark(bytes, origin, { ...options, ...(type !== null && { mediaType: type }) }),
      );
    });
  });

  declare(app, 'post', '/v1/mark/stream', {
    summary: 'Sign a plain text as it streams through, and record it',
    description:
      'Every piece of the body comes back at once and unchanged, and at the end the credential, once the origin record is written. With "Accept: text/event-stream" each piece is an event whose data is a JSON string. A record that cannot be written ends the stream with an error, and the text has no credential, unless the server is set otherwise.',
    scope: 'mark',
    query: MarkQuery,
    body: { 'text/plain': z.string() },
    answers: { 200: { 'text/plain': z.string(), 'text/event-stream': z.string() } },
    problems: [400, 401, 403, 415, 422, 429, 500],
  });
  app.post('/v1/mark/stream', (c) => {
    allow(service, c, 'mark');
    if (service.signer === undefined) throw new Problem('NOT_FOUND', 'This server signs nothing.');
    if (declaredType(c) !== 'text/plain') {
      throw new Problem('CONTENT_UNSUPPORTED', 'A stream is text/plain.');
    }
    const query = parsed(c.req.query(), MarkQuery);
    const { signal } = c.req.raw;
    const drawn = drawnWith(query, service);
    const stream = markTextStream<Uint8Array>(originOf(query, service), {
      signer: service.signer,
      signal,
      ...(query.contentId !== undefined && { contentId: query.contentId }),
      ...(drawn && { textMark: drawn }),
      ...(service.guard && { guard: service.guard }),
      ...(service.record && { record: { ...service.record, ...recordOf(query) } }),
    });
    const signed = (c.req.raw.body ?? new Blob([]).stream()).pipeThrough(stream);
    const isEvents = c.req.header('accept')?.includes('text/event-stream') === true;
    return new Response(isEvents ? signed.pipeThrough(asEvents()) : signed, {
      headers: {
        'content-type': isEvents ? 'text/event-stream' : 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        ...(service.record && { 'provenance-content-id': stream.contentId }),
      },
    });
  });
}

type Query = z.infer<typeof MarkQuery>;

function originOf(
  { model, modelVersion, title, sourceType }: Query,
  { generator = { name: 'provenance server', version: '0.1.0' } }: Service,
): CreatedOrigin {
  if (modelVersion !== undefined && model === undefined) {
    throw new Problem('REQUEST_MALFORMED', 'modelVersion: belongs to a model.');
  }
  return {
    kind: 'created',
    generator,
    ...(model !== undefined && {
      model: { name: model, ...(modelVersion !== undefined && { version: modelVersion }) },
    }),
    ...(title !== undefined && { title }),
    ...(sourceType !== undefined && { sourceType }),
  };
}

/** What the caller says that a text was drawn with. @throws Problem REQUEST_MALFORMED for a key that is not here. */
function drawnWith({ textMark, contentId }: Query, { textMarks = [] }: Service): TextDrawn | null {
  if (textMark === undefined) return null;
  const key = textMarks.find(({ kid }) => kid === textMark);
  if (key === undefined) {
    throw new Problem('REQUEST_MALFORMED', 'textMark: this server has no such key.');
  }
  if (!isTraced({ key })) return { key };
  if (contentId === undefined) {
    throw new Problem('REQUEST_MALFORMED', 'contentId: that key writes one into the words.');
  }
  return { key, contentId };
}

/** Whether the words carry a content id, and not only the mark. */
const isTraced = ({ key }: Pick<TextDrawn, 'key'>) => key.scheme === 'provenance-traced-siphash-v1';

function optionsOf(query: Query): Omit<MarkerCallOptions, 'signal'> {
  const { contentId, requireMark } = query;
  return {
    cannotCarry: requireMark === 'true' ? 'refuse' : 'sign',
    ...(contentId !== undefined && { contentId }),
    ...recordOf(query),
  };
}

/** What the caller has said of the record. */
function recordOf({ requestId, retainUntil }: Query) {
  return {
    ...(requestId !== undefined && { requestId }),
    ...(retainUntil !== undefined && { retainUntil }),
  };
}

function pixelsOf({ width, height, channels, format }: Query, data: Uint8Array): RawPixels {
  if (width === undefined || height === undefined || channels === undefined) {
    throw new Problem('REQUEST_MALFORMED', 'Raw samples need width, height and channels.');
  }
  if (data.length !== width * height * channels) {
    throw new Problem(
      'REQUEST_MALFORMED',
      `${width} x ${height} x ${channels} needs ${width * height * channels} bytes; there are ${data.length}.`,
    );
  }
  return {
    pixels: data,
    width,
    height,
    channels: channels as RawPixels['channels'],
    ...(format && { format }),
  };
}

function answer(c: Call, marked: MarkedBytes | MarkedText): Response {
  const { mediaType, activeManifest, contentId, keyId, watermark, unmarked, record, guard } =
    marked;
  const content = 'text' in marked ? Buffer.from(marked.text) : marked.bytes;
  if (c.req.header('accept') === 'application/json') {
    return c.json({
      schema: 'provenance.mark/1',
      mediaType,
      activeManifest,
      contentId,
      keyId,
      psnr: watermark && Math.round(watermark.psnr * 10) / 10,
      unmarked,
      ...('text' in marked && { textMark: marked.textMark }),
      losses: marked.losses,
      guard,
      record: record && {
        contentId: record.contentId,
        status: record.status,
        ...('receipt' in record && {
          logIndex: record.logIndex,
          receipt: Buffer.from(record.receipt).toString('base64'),
        }),
      },
      content: Buffer.from(content).toString('base64'),
    });
  }
  const headers: Record<string, string | null> = {
    'content-type': mediaType,
    'provenance-manifest': activeManifest,
    'provenance-content-id': record?.contentId ?? contentId,
    'provenance-unmarked': unmarked,
    'provenance-record': record?.status ?? null,
    'provenance-guard': guard?.status ?? null,
  };
  const told = Object.entries(headers).filter((each): each is [string, string] => each[1] !== null);
  return new Response(content as Uint8Array<ArrayBuffer>, { headers: Object.fromEntries(told) });
}

/** Server-sent events: one JSON string a piece, with characters never cut. */
function asEvents(): TransformStream<Uint8Array, Uint8Array> {
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  const event = (text: string) => encoder.encode(`data: ${JSON.stringify(text)}\n\n`);
  return new TransformStream({
    transform(piece, controller) {
      const text = decoder.decode(piece, { stream: true });
      if (text !== '') controller.enqueue(event(text));
    },
    flush(controller) {
      const rest = decoder.decode();
      if (rest !== '') controller.enqueue(event(rest));
      controller.enqueue(encoder.encode('event: end\ndata: {}\n\n'));
    },
  });
}

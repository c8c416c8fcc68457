import { z } from '@hono/zod-openapi';
import { fetchPublic } from '@provenance/c2pa';
import { detectMediaType, isTextType, ProvenanceError } from '@provenance/content';
import { PDQ_ALG } from '@provenance/fingerprint';
import { SOFT_BINDING_ALGORITHM } from '@provenance/sdk';
import { parsed, parseJson } from '../http/json.ts';
import { Problem } from '../http/problem.ts';
import {
  type App,
  allow,
  type Call,
  declaredType,
  readingBody,
  type Service,
  sees,
} from '../http/service.ts';
import {
  alike,
  type Match,
  matchesOf,
  type Sources,
  score,
  unique,
} from '../resolution/matches.ts';
import { bindingBytes, checkAlgorithm } from '../resolution/value.ts';
import { declare } from './declare.ts';
import {
  BindingBody,
  BindingQuery,
  ContentParameters,
  ContentQuery,
  QueryResult,
  ReferenceBody,
  ResultsQuery,
} from './resolution-shapes.ts';

const SCOPE = 'fetch:manifests';
/** Of a value as JSON. */
const MOST_JSON = 2 ** 20;
const CONTENT_TYPES = /^(image|audio|video|application|model|text)\/[a-z0-9.+-]+$/;

/** The look-ups of the resolution API: by a binding, by the content, and by its address. */
export function queryRoutes(app: App, service: Service): void {
  const answers = { 200: { 'application/json': QueryResult } };
  const problems = [400, 401, 403, 413, 414, 429, 500, 503];
  const common = { scope: SCOPE, answers, problems } as const;

  declare(app, 'get', '/v1/matches/byBinding', {
    ...common,
    summary: 'Manifests that a soft binding leads to',
    query: z.object({
      value: z.string(),
      alg: z.string(),
      maxResults: z.number().int().min(1).optional(),
    }),
  });
  app.get('/v1/matches/byBinding', async (c) => {
    allowQuery(service, c);
    const { value, alg, maxResults } = parsed(c.req.query(), BindingQuery);
    return answer(service, c, await byBinding(service, alg, value, maxResults));
  });

  declare(app, 'post', '/v1/matches/byBinding', {
    ...common,
    summary: 'The same, for values that are too long for an address',
    query: z.object({ maxResults: z.number().int().min(1).optional() }),
    body: { 'application/json': BindingBody },
  });
  app.post('/v1/matches/byBinding', (c) => {
    allowQuery(service, c);
    const { maxResults } = parsed(c.req.query(), ResultsQuery);
    const work = async (bytes: Uint8Array) => {
      const { value, alg } = parseJson(bytes, BindingBody);
      return answer(service, c, await byBinding(service, alg, value, maxResults));
    };
    return readingBody(service, c, work, MOST_JSON);
  });

  declare(app, 'post', '/v1/matches/byContent', {
    ...common,
    summary: 'Manifests that a watermark in the content, or its look, leads to',
    query: ContentParameters,
    body: { 'image/*': z.string(), 'text/*': z.string(), 'application/*': z.string() },
    problems: [...problems, 415],
  });
  app.post('/v1/matches/byContent', (c) => {
    allowQuery(service, c);
    const query = parsed(c.req.query(), ContentQuery);
    const type = declaredType(c) ?? c.req.header('content-type') ?? '';
    if (!CONTENT_TYPES.test(type)) {
      throw new Problem('CONTENT_UNSUPPORTED', 'The body is the asset itself, of its own type.');
    }
    return readingBody(service, c, async (bytes) =>
      answer(service, c, await byContent(service, bytes, type, query, c.req.raw.signal)),
    );
  });

  if (!service.resolution?.byReference) return;
  declare(app, 'post', '/v1/matches/byReference', {
    ...common,
    summary: 'The same, of content that is fetched by https from a public address',
    query: ContentParameters,
    body: { 'application/json': ReferenceBody },
    problems: [...problems, 415],
  });
  app.post('/v1/matches/byReference', (c) => {
    allowQuery(service, c);
    const query = parsed(c.req.query(), ContentQuery);
    const work = async (json: Uint8Array) => {
      const { referenceUrl, assetLength, assetType, region } = parseJson(json, ReferenceBody);
      if (region !== undefined) {
        throw new Problem('REQUEST_MALFORMED', 'region: only whole assets are compared here.');
      }
      if (assetLength > service.limits.maxBytes) {
        throw new Problem('CONTENT_TOO_LARGE', 'The asset has more bytes than the limit.');
      }
      const bytes = await fetched(referenceUrl, assetLength, c.req.raw.signal);
      const type = detectMediaType(bytes);
      if (assetType !== undefined && type !== null && type !== assetType) {
        throw new Problem('REQUEST_MALFORMED', 'assetType: the asset is of another type.');
      }
      const given = assetType ?? type ?? 'application/octet-stream';
      return answer(service, c, await byContent(service, bytes, given, query, c.req.raw.signal));
    };
    return readingBody(service, c, work, MOST_JSON);
  });
}

function allowQuery(service: Service, c: Call): void {
  if (c.get('caller') === null && service.resolution?.openQueries) return;
  allow(service, c, SCOPE);
}

/** Scores only for who is known: see `sees`. */
function answer(service: Service, c: Call, matches: readonly Match[]): Response {
  const told = sees(service, c, SCOPE)
    ? matches
    : matches.map(({ manifestId }) => ({ manifestId }));
  return c.json({ matches: told });
}

async function sourcesOf(service: Service): Promise<Sources> {
  const registry = (await service.registry?.()) ?? null;
  return { registry, deposits: service.resolution?.deposits ?? null };
}

async function byBinding(
  service: Service,
  alg: string,
  value: string,
  maxResults: number,
): Promise<Match[]> {
  checkAlgorithm(alg);
  return matchesOf(await sourcesOf(service), alg, bindingBytes(value), maxResults);
}

async function byContent(
  service: Service,
  bytes: Uint8Array,
  type: string,
  { alg, hintAlg, hintValue, maxResults }: z.infer<typeof ContentQuery>,
  signal: AbortSignal,
): Promise<Match[]> {
  if (bytes.length === 0) throw new Problem('CONTENT_EMPTY', 'The body is empty.');
  if (alg !== undefined) checkAlgorithm(alg);
  const hinted =
    hintAlg === undefined || hintValue === undefined
      ? []
      : await byBinding(service, hintAlg, hintValue, maxResults);
  const isPicture = detectMediaType(bytes)?.startsWith('image/') ?? type.startsWith('image/');
  const found = isPicture
    ? await ofPicture(service, bytes, alg, maxResults, signal)
    : await ofOther(service, bytes, type, alg, signal);
  return unique([...hinted, ...found]).slice(0, maxResults);
}

/** By the mark, and by the look where that is asked for or there is no mark. */
async function ofPicture(
  service: Service,
  bytes: Uint8Array,
  alg: string | undefined,
  maxResults: number,
  signal: AbortSignal,
): Promise<Match[]> {
  const sources = await sourcesOf(service);
  const { detection, look, isPartial } = await service.verifier
    .detect(bytes, { look: true }, signal)
    .catch((error) => {
      if (!(error instanceof ProvenanceError) || error.code !== 'IMAGE_CORRUPT') throw error;
      throw new Problem('IMAGE_CORRUPT', error.message, { status: 400 });
    });
  if (isPartial && !detection.present) {
    const detail = 'A part of the picture cannot be decoded.';
    throw new Problem('IMAGE_CORRUPT', detail, { status: 400 });
  }
  const wants = (each: string) => alg === undefined || alg === each;
  const marked =
    detection.contentId !== null && wants(SOFT_BINDING_ALGORITHM)
      ? await matchesOf(
          sources,
          SOFT_BINDING_ALGORITHM,
          Buffer.from(detection.contentId, 'hex'),
          maxResults,
        )
      : [];
  if (marked.length > 0 || look === null || !wants(PDQ_ALG) || sources.registry === null) {
    return marked;
  }
  if (look.quality < LEAST_QUALITY) return marked;
  return alike(sources.registry, PDQ_ALG, look.hashes, maxResults);
}

/** Below it, pictures without features look like each other. */
const LEAST_QUALITY = 50;

/** What has no pixels: by its bytes, and a text by how it reads. */
async function ofOther(
  service: Service,
  bytes: Uint8Array,
  type: string,
  alg: string | undefined,
  signal: AbortSignal,
): Promise<Match[]> {
  if (alg === SOFT_BINDING_ALGORITHM || alg === PDQ_ALG) return [];
  const mediaType = isTextType(type) ? { mediaType: type } : {};
  const { registry } = await service.verifier.verify(bytes, { ...mediaType, signal });
  return (registry?.records ?? []).flatMap(({ manifestId, distance }) =>
    manifestId === null
      ? []
      : [{ manifestId, ...(distance !== null && { similarityScore: score(distance) }) }],
  );
}

/** @throws Problem REQUEST_MALFORMED: what stood in the way is told in a word, and never what was found. */
async function fetched(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await fetchPublic(url, { protocols: ['https:'], maxBytes, signal });
  } catch {
    throw new Problem('REQUEST_MALFORMED', 'referenceUrl: it cannot be fetched.');
  }
}

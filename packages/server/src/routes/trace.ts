import { z } from '@hono/zod-openapi';
import { PDQ_ALG, TEXT_ALG, TEXT_PIECE_ALG } from '@provenance/fingerprint';
import type { FoundRecord } from '@provenance/registry';
import { ALIKE_BITS } from '@provenance/sdk/internal';
import { parsed } from '../http/json.ts';
import { Problem } from '../http/problem.ts';
import { type App, type Service, sees } from '../http/service.ts';
import { declare } from './declare.ts';
import { TraceShape } from './shapes.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** `GET /v1/trace/{id}` and `?sha256=`: the origin record of a content id, or of bytes. */
export function traceRoutes(app: App, service: Service): void {
  lookUpRoute(app, service);
  declare(app, 'get', '/v1/trace/{id}', {
    summary: 'The origin record of a content id, with what proves it',
    scope: 'trace',
    anonymous: true,
    parameters: z.object({ id: z.string().regex(/^[0-9a-fA-F]{16}$/) }),
    answers: { 200: { 'application/json': TraceShape } },
    problems: [400, 401, 404, 429, 500, 503],
  });
  app.get('/v1/trace/:id', async (c) => {
    const id = c.req.param('id').toLowerCase();
    if (!/^[0-9a-f]{16}$/.test(id)) {
      throw new Problem('REQUEST_MALFORMED', 'A content id is 16 hexadecimal digits.');
    }
    const registry = await service.registry?.();
    const found = (await registry?.byContentId(id)) ?? null;
    if (registry === undefined || found === null) {
      throw new Problem('NOT_FOUND', 'There is no record of this content id.');
    }
    const told = plain(found);
    if (!sees(service, c, 'trace')) {
      return c.json({ schema: 'provenance.trace/1', record: told });
    }
    const proof = await registry.prove(id);
    const head = proof && (await registry.head(proof.treeSize));
    const { record } = found;
    return c.json({
      schema: 'provenance.trace/1',
      record: {
        ...told,
        contentHash: hex(record.contentHash),
        requestId: record.requestId,
        retainUntil: record.retainUntil,
        watermark: record.watermark,
      },
      logIndex: found.logIndex,
      receipt: base64(found.receipt),
      certificates: found.certificates,
      proof: proof && {
        logIndex: proof.logIndex,
        leafHash: hex(proof.leafHash),
        path: proof.path.map(hex),
        treeSize: proof.treeSize,
        head: base64(proof.head),
        certificates: head?.certificates ?? found.certificates,
      },
    });
  });
}

/** `GET /v1/trace?`: the record of exactly these bytes, or of what is like them, for who does not want to send them. */
function lookUpRoute(app: App, service: Service): void {
  declare(app, 'get', '/v1/trace', {
    summary: 'The origin record of content with this SHA-256, or that looks or reads like this',
    description:
      'Either `sha256`; or `alg` and up to 16 times `value`: the fingerprint of a picture in the ways that it may be turned, or of a text and its pieces. Of what is alike the nearest is told, and how near it is only with the scope.',
    scope: 'trace',
    anonymous: true,
    query: HashQuery.partial().extend(LikenessQuery.partial().shape),
    repeatable: ['value'],
    answers: { 200: { 'application/json': TraceShape } },
    problems: [400, 401, 404, 429, 500, 503],
  });
  app.get('/v1/trace', async (c) => {
    const isByLikeness = c.req.query('alg') !== undefined || c.req.query('value') !== undefined;
    if (isByLikeness && c.req.query('sha256') !== undefined) {
      throw new Problem(
        'REQUEST_MALFORMED',
        'sha256: is asked for by itself, without alg and value.',
      );
    }
    const registry = (await service.registry?.()) ?? null;
    if (isByLikeness) {
      const { alg, value } = parsed(
        { alg: c.req.query('alg'), value: c.req.queries('value') ?? [] },
        LikenessQuery,
      );
      const asked = value.map((each) => ({ alg, value: new Uint8Array(Buffer.from(each, 'hex')) }));
      const [found] = (await registry?.similar(asked, { distance: ALIKE_BITS, limit: 1 })) ?? [];
      if (found === undefined) throw new Problem('NOT_FOUND', 'There is no record of its like.');
      return c.json({
        schema: 'provenance.trace/1',
        record: plain(found),
        ...(sees(service, c, 'trace') && { distance: found.distance }),
      });
    }
    const { sha256 } = parsed(c.req.query(), HashQuery);
    const [found] = (await registry?.byContentHash(Buffer.from(sha256, 'hex'))) ?? [];
    if (found === undefined) throw new Problem('NOT_FOUND', 'There is no record of these bytes.');
    return c.json({ schema: 'provenance.trace/1', record: plain(found) });
  });
}

const Hash = z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits');
const Algorithm = z.enum([PDQ_ALG, TEXT_ALG, TEXT_PIECE_ALG]);
const HashQuery = z.object({ sha256: Hash });
/** As many ways as a picture can be turned in, and as many pieces as a record has of a text. */
const LikenessQuery = z.object({ alg: Algorithm, value: z.array(Hash).min(1).max(16) });

/** What anybody may know: which system made it, when. A request's own number and hashes are not in it. */
function plain({ record }: FoundRecord) {
  const { contentId, issuer, time, mediaType, manifest, model } = record;
  return { contentId, issuer, time, mediaType, manifestId: manifest?.id ?? null, model };
}

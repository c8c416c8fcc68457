import { z } from '@hono/zod-openapi';
import { isTextType, MEDIA_TYPES } from '@provenance/content';
import { contentIdOf } from '../http/content-id.ts';
import { parseJson } from '../http/json.ts';
import { Problem } from '../http/problem.ts';
import {
  type App,
  type Call,
  declaredType,
  readingBody,
  type Service,
  sees,
} from '../http/service.ts';
import { declare } from './declare.ts';
import { reducedReport } from './reduced.ts';
import { DetectionShape, ReportShape, TextShape } from './shapes.ts';

const Bytes = z.string().openapi({ format: 'binary' });

/** `POST /v1/verify` and `POST /v1/detect`: a file as the body, or a text as JSON. */
export function verifyRoutes(app: App, service: Service): void {
  const problems = [400, 401, 413, 415, 422, 429, 500, 503];
  declare(app, 'post', '/v1/verify', {
    summary: 'Where content comes from, and whether it was changed since',
    description: 'The body is the file itself, of any type; or JSON with a text. It is not kept.',
    scope: 'verify',
    anonymous: true,
    body: { 'application/octet-stream': Bytes, 'application/json': TextShape },
    answers: { 200: { 'application/json': ReportShape } },
    problems,
  });
  app.post('/v1/verify', (c) => {
    const type = checkedType(c);
    return readingBody(service, c, async (bytes) => {
      const options = { signal: c.req.raw.signal, ...(type && { mediaType: type }) };
      const report =
        declaredType(c) === 'application/json'
          ? await service.verifier.verify(parseJson(bytes, TextShape) as { text: string }, options)
          : await service.verifier.verify(bytes, options);
      const told = sees(service, c, 'verify') ? report : reducedReport(report);
      return c.json({ schema: 'provenance.verify/2', ...told });
    });
  });

  declare(app, 'post', '/v1/detect', {
    summary: 'Whether a picture carries a watermark of this provider',
    description: 'The body is the picture itself. It is not kept.',
    scope: 'verify',
    anonymous: true,
    body: { 'image/*': Bytes },
    answers: { 200: { 'application/json': DetectionShape } },
    problems,
  });
  app.post('/v1/detect', (c) => {
    checkedType(c);
    return readingBody(service, c, async (bytes) => {
      const { detection } = await service.verifier.detect(bytes, {}, c.req.raw.signal);
      const { present, payload, keyId, falsePositiveProbability, geometry, correctedBits } =
        detection;
      return c.json({
        schema: 'provenance.detect/1',
        technique: 'watermark',
        present,
        contentId: payload && contentIdOf(payload),
        ...(sees(service, c, 'verify') && {
          keyId,
          falsePositiveProbability,
          geometry,
          correctedBits,
        }),
      });
    });
  });
}

/** The declared type where it is one that is known here; what is unknown counts for nothing. */
function checkedType(c: Call): string | null {
  const type = declaredType(c);
  if (type?.startsWith('multipart/')) {
    throw new Problem('CONTENT_UNSUPPORTED', 'Send the file itself as the body, and not a form.');
  }
  if (type === null || type === 'application/json') return null;
  return type in MEDIA_TYPES || isTextType(type) ? type : null;
}

import { z } from '@hono/zod-openapi';
import { isTextType } from '@provenance/content';
import { parsed, parseJson } from '../http/json.ts';
import { LanguageQuery, languageAsked } from '../http/language.ts';
import { knownType } from '../http/media-type.ts';
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
import { manifestTree } from './manifest-tree.ts';
import { reducedReport } from './reduced.ts';
import { DetectionShape, ReportShape, TextDetectionShape, TextShape } from './shapes.ts';
import { watermarkMap } from './watermark-map.ts';

const Bytes = z.string().openapi({ format: 'binary' });

/** `POST /v1/verify` and `POST /v1/detect`: a file as the body, or a text as JSON. */
export function verifyRoutes(app: App, service: Service): void {
  const problems = [400, 401, 413, 415, 422, 429, 500, 503];
  declare(app, 'post', '/v1/verify', {
    summary: 'Where content comes from, and whether it was changed since',
    description: 'The body is the file itself, of any type; or JSON with a text. It is not kept.',
    scope: 'verify',
    anonymous: true,
    query: z.object({
      tree: z.enum(['true', 'false']).optional().openapi({
        description:
          '`true`: with the manifests, what they were made from, and the small pictures that they have of it.',
      }),
      map: z.enum(['true', 'false']).optional().openapi({
        description: '`true`: where in a picture the mark is. Only with the scope `verify`.',
      }),
      language: LanguageQuery.openapi({
        description:
          'Of the sentences. Without it, what Accept-Language prefers of these; else `en`.',
      }),
    }),
    body: { 'application/octet-stream': Bytes, 'application/json': TextShape },
    answers: { 200: { 'application/json': ReportShape } },
    problems,
  });
  app.post('/v1/verify', (c) => {
    const type = checkedType(c);
    const { tree, map, language: asked } = parsed(c.req.query(), VerifyQuery);
    const language = languageAsked(c, asked);
    return readingBody(service, c, async (bytes) => {
      const options = { signal: c.req.raw.signal, ...(type && { mediaType: type }) };
      const input =
        declaredType(c) === 'application/json'
          ? (parseJson(bytes, TextShape) as { text: string })
          : bytes;
      const report = await service.verifier.verify(input, { ...options, language });
      const told = sees(service, c, 'verify') ? report : reducedReport(report);
      const manifests =
        tree === 'true' && report.c2pa.activeManifest !== null
          ? await manifestTree(service.verifier, input, options)
          : [];
      // Where a mark is tells who attacks it what is left to do: as a score, only to who is known.
      const isMapped = map === 'true' && sees(service, c, 'verify');
      c.header('content-language', language);
      return c.json({
        schema: 'provenance.verify/2',
        ...told,
        ...(tree === 'true' && { manifests }),
        ...(isMapped && {
          watermarkMap: report.watermark?.present
            ? await watermarkMap(service.verifier, bytes, report.watermark.contentId, options)
            : null,
        }),
      });
    });
  });

  declare(app, 'post', '/v1/detect', {
    summary: 'Whether a picture or a text carries a watermark of this provider',
    description:
      'The body is the picture itself, or a text: as a file, or as JSON. It is not kept. Watermarks are looked for where the server has keys, those of texts where it has profiles of them.',
    scope: 'verify',
    anonymous: true,
    body: { 'image/*': Bytes, 'text/*': Bytes, 'application/json': TextShape },
    answers: {
      200: { 'application/json': z.union([DetectionShape, TextDetectionShape]) },
    },
    problems,
  });
  app.post('/v1/detect', (c) => {
    const type = checkedType(c);
    const isJson = declaredType(c) === 'application/json';
    return readingBody(service, c, async (bytes) => {
      if (isJson || (type !== null && isTextType(type))) {
        const text = isJson ? (parseJson(bytes, TextShape) as { text: string }) : bytes;
        return c.json(await textDetection(service, c, text, type));
      }
      if (!service.verifier.hasWatermarkKeys) {
        throw new Problem('CONTENT_UNSUPPORTED', 'This server has no watermark key to look with.');
      }
      const { detection } = await service.verifier.detect(bytes, {}, c.req.raw.signal);
      const { present, contentId, keyId, falsePositiveProbability, geometry, correctedBits } =
        detection;
      return c.json({
        schema: 'provenance.detect/1',
        technique: 'watermark',
        present,
        contentId,
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

async function textDetection(
  service: Service,
  c: Call,
  text: Uint8Array | { text: string },
  type: string | null,
) {
  const options = { signal: c.req.raw.signal, ...(type && { mediaType: type }) };
  const report = await service.verifier.verify(text, options);
  const { textMarks } = sees(service, c, 'verify') ? report : reducedReport(report);
  if (textMarks === null) {
    throw new Problem('CONTENT_UNSUPPORTED', 'This server has no profile of text watermarks.');
  }
  return {
    schema: 'provenance.detect/1',
    technique: 'text-watermark',
    present: textMarks.outcome === 'present',
    contentId: textMarks.marks.find(({ contentId }) => contentId !== null)?.contentId ?? null,
    ...textMarks,
  };
}

const Flag = z.enum(['true', 'false']).default('false');
const VerifyQuery = z.strictObject({ tree: Flag, map: Flag, language: LanguageQuery });

/** The declared type where it is one that is known here; what is unknown counts for nothing. */
function checkedType(c: Call): string | null {
  const type = declaredType(c);
  if (type?.startsWith('multipart/')) {
    throw new Problem('CONTENT_UNSUPPORTED', 'Send the file itself as the body, and not a form.');
  }
  return type === null || type === 'application/json' ? null : knownType(type);
}

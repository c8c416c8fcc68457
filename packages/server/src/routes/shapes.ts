import { z } from '@hono/zod-openapi';

/** RFC 9457. */
export const ProblemShape = z
  .object({
    type: z.string().openapi({ example: 'urn:provenance:error:CONTENT_TOO_LARGE' }),
    title: z.string().openapi({ description: 'The code: see the table of codes.' }),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().openapi({ example: 'urn:provenance:request:0f…' }),
  })
  .openapi('Problem');

export const TextShape = z
  .strictObject({
    text: z.string().openapi({ description: 'The text itself.' }),
    fileName: z
      .string()
      .max(255)
      .optional()
      .openapi({ description: 'Tells Markdown from plain text and the like.' }),
  })
  .openapi('Text');

const Origin = z.object({
  kind: z.enum(['ai-generated', 'ai-edited', 'captured', 'other', 'unknown']).or(z.string()),
  issuer: z.string().nullable(),
  generator: z.string().nullable(),
  model: z.string().nullable(),
  time: z.string().nullable(),
});

/** A code of the catalogue of messages with its parameters: what a platform writes its own words for. */
const Message = z.object({ code: z.string(), parameters: z.looseObject({}) });
const Line = z.object({ says: z.array(Message), sentence: z.string() });
const Said = Message.extend({ sentence: z.string() });

const SummaryShape = z
  .object({ status: z.string(), label: Said, what: Line, who: Line, but: Line, next: Line })
  .openapi('Summary');

export const VerdictShape = z
  .looseObject({
    origin: Origin,
    integrity: z.enum(['intact', 'reformatted', 'altered', 'unverifiable']),
    trust: z.enum(['trusted', 'untrusted', 'none']),
    assurance: z.string(),
    recovered: z.string().optional(),
    falsePositiveProbability: z
      .number()
      .optional()
      .openapi({ description: 'Only with the scope `verify`.' }),
    says: z.array(Message),
    sentence: z.string(),
    conflicts: z.array(Said),
  })
  .openapi('Verdict');

const Thumbnail = z
  .object({
    mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
    data: z.string().openapi({ format: 'byte' }),
  })
  .nullable()
  .openapi({ description: 'What a signer wants people to see; its hash was checked.' });

const TreeManifest = z
  .looseObject({
    label: z.string(),
    title: z.string().nullable(),
    signer: z.string().nullable(),
    thumbnail: Thumbnail,
    ingredients: z.array(
      z.looseObject({
        title: z.string().nullable(),
        relationship: z.string().nullable(),
        activeManifest: z.string().nullable(),
        failures: z.array(z.string()),
        thumbnail: Thumbnail,
      }),
    ),
  })
  .openapi('Manifest');

const WatermarkMapShape = z
  .object({
    cell: z.number().int().openapi({ description: 'Side of a cell, in pixels.' }),
    columns: z.number().int(),
    rows: z.number().int(),
    scores: z.array(z.number()).openapi({
      description: 'By rows from the top, in standard deviations; from 3 on a cell is marked.',
    }),
  })
  .openapi('WatermarkMap');

const TextMarkShape = z
  .looseObject({
    outcome: z
      .enum(['present', 'absent', 'too-short', 'too-predictable'])
      .nullable()
      .openapi({ description: '`absent` does not mean that a person wrote it.' }),
    notLooked: z.string().nullable(),
    marks: z.array(
      z.looseObject({
        scheme: z.string(),
        kid: z.string().openapi({ description: 'Which key: 16 hexadecimal digits.' }),
        contentId: z.string().nullable(),
        issuer: z.string().nullable(),
        marks: z.string().nullable(),
        falsePositiveProbability: z
          .number()
          .optional()
          .openapi({ description: 'Only with the scope `verify`.' }),
      }),
    ),
  })
  .openapi('TextMark');

export const ReportShape = z
  .looseObject({
    schema: z.literal('provenance.verify/2'),
    mediaType: z.string().nullable(),
    language: z.enum(['en', 'ja']).openapi({ description: 'Of the sentences.' }),
    summary: SummaryShape,
    verdict: VerdictShape,
    policy: z.looseObject({ met: z.boolean() }),
    c2pa: z.looseObject({
      state: z.string(),
      activeManifest: z.string().nullable(),
      failure: z.array(z.string()),
    }),
    watermark: z.looseObject({ present: z.boolean(), contentId: z.string().nullable() }).nullable(),
    textMarks: TextMarkShape.nullable()
      .optional()
      .openapi({ description: 'Of a text, where profiles are configured.' }),
    registry: z.looseObject({ records: z.array(z.looseObject({})) }).nullable(),
    manifests: z.array(TreeManifest).optional().openapi({ description: 'With `tree=true`.' }),
    watermarkMap: WatermarkMapShape.nullable()
      .optional()
      .openapi({ description: 'With `map=true` and the scope `verify`; null: no mark.' }),
  })
  .openapi('Report');

export const DetectionShape = z
  .object({
    schema: z.literal('provenance.detect/1'),
    technique: z.literal('watermark'),
    present: z.boolean(),
    contentId: z.string().nullable(),
    keyId: z.string().nullable().optional(),
    falsePositiveProbability: z.number().optional(),
    geometry: z.unknown().optional(),
    correctedBits: z.number().int().optional(),
  })
  .openapi('Detection', { description: 'Scores and geometry only with the scope `verify`.' });

export const TextDetectionShape = TextMarkShape.extend({
  schema: z.literal('provenance.detect/1'),
  technique: z.literal('text-watermark'),
  present: z.boolean(),
  contentId: z.string().nullable(),
}).openapi('TextDetection', { description: 'How sure, and where, only with the scope `verify`.' });

export const MarkQuery = z.strictObject({
  model: z.string().min(1).max(256).optional(),
  modelVersion: z.string().min(1).max(256).optional(),
  title: z.string().min(1).max(1024).optional(),
  sourceType: z.string().min(1).max(256).optional(),
  contentId: z
    .string()
    .regex(/^[0-9a-f]{16}$/i, 'must be 16 hexadecimal digits')
    .optional(),
  textMark: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits')
    .optional()
    .openapi({
      description:
        'Of a text: the kid of the key that it was drawn with. Where that key writes ids into the words, contentId is the one.',
    }),
  requestId: z
    .string()
    .regex(/^[^\p{Cc}\p{Cs}]{1,64}$/u, 'must be 1 to 64 characters, and no control characters')
    .optional(),
  retainUntil: z
    .string()
    .date('must be a day: YYYY-MM-DD')
    .refine((day) => day >= new Date().toISOString().slice(0, 10), 'is over: name today or later')
    .optional(),
  requireMark: z.enum(['true', 'false']).optional(),
  width: z.coerce.number().int().min(1).max(65535).optional(),
  height: z.coerce.number().int().min(1).max(65535).optional(),
  channels: z.coerce.number().int().min(1).max(4).optional(),
  format: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/avif', 'image/tiff']).optional(),
});

export const RecordShape = z
  .looseObject({
    contentId: z.string(),
    issuer: z.string(),
    time: z.string(),
    mediaType: z.string(),
    manifestId: z.string().nullable(),
    model: z.object({ name: z.string(), version: z.string().nullable() }).nullable(),
  })
  .openapi('Record');

export const TraceShape = z
  .looseObject({
    schema: z.literal('provenance.trace/1'),
    record: RecordShape,
    distance: z.number().int().optional(),
    logIndex: z.number().int().optional(),
    receipt: z.string().optional(),
    certificates: z.string().optional(),
    proof: z.unknown().optional(),
  })
  .openapi('Trace', { description: 'Receipt and proof only with the scope `trace`.' });

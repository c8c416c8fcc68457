import { z } from '@hono/zod-openapi';

/** A whole number from 1; what is missing is 10. */
const MaxResults = z.coerce.number().int().min(1).max(1000).default(10);

export const ResultsQuery = z.looseObject({ maxResults: MaxResults });

export const BindingQuery = z.looseObject({
  value: z.string().min(1),
  alg: z.string().min(1),
  maxResults: MaxResults,
});

export const BindingBody = z
  .looseObject({ value: z.string().min(1), alg: z.string().min(1) })
  .openapi('BindingQuery');

export const ContentQuery = z
  .looseObject({
    alg: z.string().min(1).optional(),
    hintAlg: z.string().min(1).optional(),
    hintValue: z.string().min(1).optional(),
    maxResults: MaxResults,
  })
  .refine(({ hintAlg, hintValue }) => (hintAlg === undefined) === (hintValue === undefined), {
    message: 'hintAlg and hintValue belong together',
  });

export const ContentParameters = z.object({
  alg: z.string().optional(),
  hintAlg: z.string().optional(),
  hintValue: z.string().optional(),
  maxResults: z.number().int().min(1).optional(),
});

export const ReferenceBody = z
  .looseObject({
    referenceUrl: z.string().regex(/^https:\/\//, 'must be an https: address'),
    assetLength: z.number().int().min(1),
    assetType: z.string().optional(),
    region: z.array(z.unknown()).optional(),
  })
  .openapi('ReferenceQuery');

export const QueryResult = z
  .object({
    matches: z.array(
      z.object({
        manifestId: z.string(),
        endpoint: z.string().optional(),
        similarityScore: z.number().int().min(0).max(100).optional(),
      }),
    ),
  })
  .openapi('QueryResult');

export const BindingsBody = z
  .looseObject({
    bindingValue: z.string().min(1),
    manifestId: z.string().min(1),
    alg: z
      .string()
      .min(1)
      .optional()
      .openapi({ description: 'An extension: the standard has none.' }),
  })
  .openapi('Binding');

export const AlgorithmList = z
  .object({
    watermarks: z.array(z.object({ alg: z.string() })),
    fingerprints: z.array(z.object({ alg: z.string() })),
  })
  .openapi('AlgorithmList');

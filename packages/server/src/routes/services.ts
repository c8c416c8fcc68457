import { z } from '@hono/zod-openapi';
import type { App, Service } from '../http/service.ts';
import { FINGERPRINTS, WATERMARKS } from '../resolution/matches.ts';
import { declare } from './declare.ts';
import { AlgorithmList } from './resolution-shapes.ts';

/** The version of the document that is implemented; `capabilities` and discovery both say it. */
const SBR_VERSION = '2.4.0';

/** What anybody may ask of the resolution API: is it there, what can it do, where is it. */
export function serviceRoutes(app: App, service: Service): void {
  const Json = z.looseObject({});
  const common = { scope: null, problems: [429, 500] } as const;
  declare(app, 'get', '/v1/services/supportedAlgorithms', {
    ...common,
    summary: 'Soft bindings that can be looked up',
    answers: { 200: { 'application/json': AlgorithmList } },
  });
  app.get('/v1/services/supportedAlgorithms', (c) =>
    c.json({
      watermarks: WATERMARKS.map((alg) => ({ alg })),
      fingerprints: FINGERPRINTS.map((alg) => ({ alg })),
    }),
  );

  declare(app, 'get', '/v1/services/status', {
    ...common,
    summary: 'Whether look-ups are answered',
    answers: { 200: { 'application/json': Json } },
  });
  app.get('/v1/services/status', async (c) => {
    const status = await statusOf(service);
    return c.json({ status, timestamp: new Date().toISOString() });
  });

  declare(app, 'get', '/v1/services/capabilities', {
    ...common,
    summary: 'What of the standard is served besides look-ups by a binding',
    answers: { 200: { 'application/json': Json } },
  });
  app.get('/v1/services/capabilities', (c) =>
    c.json({
      c2paSpecificationVersion: SBR_VERSION,
      supportedCapabilities: [
        'queryByContent',
        ...(service.resolution?.byReference ? ['queryByReference'] : []),
        ...(service.resolution?.deposits ? ['storeManifests', 'storeBindings'] : []),
      ],
    }),
  );

  const wellKnown = '/.well-known/c2pa-soft-binding-resolution';
  declare(app, 'get', wellKnown, {
    ...common,
    summary: 'Where the resolution API is',
    answers: { 200: { 'application/json': Json } },
  });
  app.get(wellKnown, (c) =>
    c.json({
      apiEndpoint: '/v1',
      c2paSpecificationVersion: SBR_VERSION,
      capabilitiesEndpoint: '/v1/services/capabilities',
      statusEndpoint: '/v1/services/status',
    }),
  );
}

async function statusOf(service: Service): Promise<'ok' | 'degraded' | 'down'> {
  if (service.isDraining) return 'down';
  try {
    await (await service.registry?.())?.byContentId('0'.repeat(16));
    return 'ok';
  } catch {
    return 'degraded';
  }
}

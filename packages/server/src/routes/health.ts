import { z } from '@hono/zod-openapi';
import { Problem } from '../http/problem.ts';
import { type App, allow, type Service } from '../http/service.ts';
import { declare } from './declare.ts';

/** What machines ask: is it there, can it work, what has it done. */
export function healthRoutes(app: App, service: Service): void {
  const Status = z.object({ status: z.string() });
  declare(app, 'get', '/healthz', {
    summary: 'The process is there',
    scope: null,
    answers: { 200: { 'application/json': Status } },
    problems: [],
  });
  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  declare(app, 'get', '/readyz', {
    summary: 'Work can be done: a worker can start, and the registry answers',
    scope: null,
    answers: { 200: { 'application/json': Status } },
    problems: [503],
  });
  app.get('/readyz', async (c) => {
    if (service.isDraining) throw new Problem('OVERLOADED', 'The server is going away.');
    await service.verifier.warm();
    const registry = await service.registry?.();
    await registry?.byContentId('0'.repeat(16));
    return c.json({ status: 'ready' });
  });

  declare(app, 'get', '/metrics', {
    summary: 'For Prometheus',
    scope: 'admin',
    answers: { 200: { 'text/plain': z.string() } },
    problems: [401, 403],
  });
  app.get('/metrics', (c) => {
    allow(service, c, 'admin');
    const { verifier, marker, metrics, budget } = service;
    const loads = { verify: verifier.load, ...(marker && { mark: marker.load }) };
    const text = metrics.text(loads, budget.taken);
    return c.text(text, 200, { 'content-type': 'text/plain; version=0.0.4' });
  });
}

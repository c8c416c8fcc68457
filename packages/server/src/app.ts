import { OpenAPIHono } from '@hono/zod-openapi';
import { Problem } from './http/problem.ts';
import {
  type App,
  answerTo,
  type Env,
  everyRequest,
  type Service,
  type ServiceOptions,
  serviceOf,
} from './http/service.ts';
import { documentRoutes } from './routes/document.ts';
import { healthRoutes } from './routes/health.ts';
import { manifestRoutes } from './routes/manifests.ts';
import { markRoutes } from './routes/mark.ts';
import { pageRoutes } from './routes/page.ts';
import { queryRoutes } from './routes/queries.ts';
import { requestRoutes } from './routes/requests.ts';
import { serviceRoutes } from './routes/services.ts';
import { traceRoutes } from './routes/trace.ts';
import { verifyRoutes } from './routes/verify.ts';

/** Longer than any look-up by a binding; what is longer belongs into a body. */
const LONGEST_URL = 16_384;

/**
 * The service as a Hono application: mount it, or hand it to {@link listen}.
 *
 * @throws RangeError for limits that are none; TypeError for options that there are not.
 */
export function createApp(options: ServiceOptions): {
  readonly app: App;
  readonly service: Service;
} {
  const service = serviceOf(options);
  const app: App = new OpenAPIHono<Env>();
  app.use(everyRequest(service));
  app.use(async (c, next) => {
    if (c.req.url.length > LONGEST_URL) {
      throw new Problem('URI_TOO_LONG', `An address has at most ${LONGEST_URL} characters.`);
    }
    await next();
  });
  app.onError((error, c) => answerTo(c, error, service.logger));
  healthRoutes(app, service);
  verifyRoutes(app, service);
  markRoutes(app, service);
  traceRoutes(app, service);
  requestRoutes(app, service);
  queryRoutes(app, service);
  manifestRoutes(app, service);
  serviceRoutes(app, service);
  documentRoutes(app);
  pageRoutes(app, service);
  app.notFound((c) => answerTo(c, missing(app, c.req.method, c.req.path), service.logger));
  return { app, service };
}

function missing(app: App, method: string, path: string): Problem {
  const others = app.routes.filter(
    (route) => route.path !== '/*' && route.method !== 'ALL' && fits(route.path, path),
  );
  const allowed = [...new Set(others.map((route) => route.method))];
  if (allowed.length === 0 || allowed.includes(method)) {
    return new Problem('NOT_FOUND', 'There is nothing here.');
  }
  return new Problem('METHOD_NOT_ALLOWED', `This takes ${allowed.join(', ')}.`, {
    headers: { allow: allowed.join(', ') },
  });
}

function fits(route: string, path: string): boolean {
  const [parts, given] = [route.split('/'), path.split('/')];
  return (
    parts.length === given.length &&
    parts.every((part, i) => (part.startsWith(':') ? given[i] !== '' : part === given[i]))
  );
}

import { onlyQuery } from '../http/query.ts';
import type { App } from '../http/service.ts';
import { SCOPES } from '../token/token.ts';

type Operation = { summary?: string; description?: string; security?: Record<string, string[]>[] };

/** `/openapi.json`, and a page of it for people. Both are made of what the routes declare. */
export function documentRoutes(app: App): void {
  const scopes = Object.fromEntries(SCOPES.map((scope) => [scope, scope]));
  app.openAPIRegistry.registerComponent('securitySchemes', 'auth', {
    type: 'http',
    scheme: 'bearer',
    description: `Made with \`provenance token create\`; scopes: ${Object.keys(scopes).join(', ')}.`,
  });
  const document = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Provenance',
        version: '1',
        description: 'Where content comes from, and whether it was changed since.',
      },
    });
  app.get('/openapi.json', onlyQuery([]), (c) => c.json(document()));
  app.get('/docs', onlyQuery([]), (c) => {
    const rows = Object.entries(document().paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, operation]) =>
        row(path, method, operation),
      ),
    );
    return c.html(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Provenance: the API</title><h1>Provenance: the API</h1><p>Machines read <a href="/openapi.json">openapi.json</a>.</p><dl>${rows.join('')}</dl></html>`,
    );
  });
}

function row(path: string, method: string, { summary, description, security }: Operation): string {
  const scopes = (security ?? []).flatMap((each) => each.auth ?? []);
  const scope = scopes.length === 0 ? '' : ` <em>scope ${escaped(scopes.join(', '))}</em>`;
  return `<dt><code>${escaped(method.toUpperCase())} ${escaped(path)}</code>${scope}</dt><dd><p>${escaped(summary ?? '')}</p><p>${escaped(description ?? '')}</p></dd>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

// What every route of the OpenAPI document gives to what is sent to do harm: a new route is in the table by itself.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { connect } from 'node:net';
import { join } from 'node:path';
import { depositFolder, type Listening, listen, type Scope } from '@provenance/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fixture, fixture } from './service.ts';

let f: Fixture;
let server: Listening;
beforeAll(async () => {
  f = await fixture();
  const deposits = depositFolder(join(f.folder, 'deposits'));
  const resolution = { deposits, byReference: true, lateBindings: true };
  const requests = { registry: async () => f.registry, perMinute: 100_000 };
  server = await listen({ ...f.options, resolution, requests });
});
afterAll(async () => {
  await server.close();
  await f.close();
});

interface Route {
  readonly method: string;
  readonly path: string;
  readonly scope: Scope | null;
}

interface Hostile {
  readonly path?: (path: string) => string;
  readonly token?: (scope: Scope) => string | null;
  readonly type?: string;
  readonly body?: string;
  /** What Content-Length says, if not the truth. */
  readonly length?: number;
}

const ID = 'urn:c2pa:00000000-0000-4000-8000-000000000000';
const filled = (path: string, value: string) => path.replaceAll(/\{\w+\}/g, value);
const forged = `prov_00000000_${'A'.repeat(43)}`;

const KINDS: Readonly<Record<string, Hostile>> = {
  'no token': { token: () => null },
  'forged token': { token: () => `Bearer ${forged}` },
  'other scope': {
    token: (scope) => f.bearer(scope === 'admin' ? 'mark' : 'admin').authorization,
  },
  'path upwards': { path: (path) => filled(path, '..%2f..%2fetc%2fpasswd') },
  'NUL in the path': { path: (path) => filled(path, 'a%00b') },
  'an address of 15,000': { path: (path) => `${filled(path, ID)}?x=${'a'.repeat(15_000)}` },
  'names twice': { path: (path) => `${filled(path, ID)}?__proto__=1&alg=a&alg=b&value=x&value=` },
  'no body': { body: '' },
  '10 GB announced': { body: 'abc', length: 10_000_000_000 },
  'half JSON': { type: 'application/json', body: '{"text": "a' },
  'a million levels': { type: 'application/json', body: '['.repeat(1e6) },
  'other JSON': { type: 'application/json', body: '{"__proto__": {"a": 1}, "text": 5}' },
  'a form': { type: 'multipart/form-data; boundary=x', body: '--x\r\n\r\n--x--' },
  noise: { type: 'application/octet-stream', body: '\u0000\u0001\u0002jumb'.repeat(100) },
};

/** Sends bytes as they are, and gives what came until the connection was closed. */
function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      // Of a body that never comes the server waits for the rest, for a while.
      const text = Buffer.concat(chunks).toString('latin1');
      const [head = '', rest] = text.split('\r\n\r\n');
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
      if (rest !== undefined && rest.length >= length) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.write(text);
  });
}

const takesBody = ({ method }: Route) => method === 'POST' || method === 'PUT';

async function sent(route: Route, hostile: Hostile): Promise<string> {
  const path = (hostile.path ?? ((given) => filled(given, ID)))(route.path);
  const { scope } = route;
  const token =
    scope === null ? null : (hostile.token ?? ((own) => f.bearer(own).authorization))(scope);
  const { body = '', type } = hostile;
  const headers = [
    `${route.method} ${path} HTTP/1.1`,
    'Host: x',
    'Connection: close',
    ...(token === null ? [] : [`Authorization: ${token}`]),
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
    ...(takesBody(route) ? [`Content-Length: ${hostile.length ?? body.length}`] : []),
  ];
  return raw(`${headers.join('\r\n')}\r\n\r\n${takesBody(route) ? body : ''}`);
}

async function routes(): Promise<Route[]> {
  const response = await fetch(`${server.url}/openapi.json`);
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { security?: readonly Record<string, [Scope]>[] }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security = [] }]): Route => {
      const scope = security.flatMap((each) => each.auth ?? [])[0] ?? null;
      return { method: method.toUpperCase(), path, scope };
    }),
  );
}

const STACK = /\bat \S+ \(|node:internal|\.ts:\d+|\.js:\d+|root:/;

test('no route answers with a fault of ours, and each as the table says', async () => {
  const names = Object.keys(KINDS);
  const rows = [['', ...names]];
  for (const route of await routes()) {
    const row = [`${route.method} ${route.path}`];
    for (const name of names) {
      const hostile = KINDS[name] as Hostile;
      const isOfBody = 'body' in hostile;
      if ((isOfBody && !takesBody(route)) || ('token' in hostile && route.scope === null)) {
        row.push('');
        continue;
      }
      const answer = await sent(route, hostile);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'none';
      expect.soft(answer, `${row[0]}: ${name}`).not.toMatch(STACK);
      expect.soft(Number(status), `${row[0]}: ${name}`).toBeLessThan(500);
      row.push(status);
    }
    rows.push(row);
  }
  expect(f.faults).toEqual([]);
  const table = rows.map((row) => `| ${row.join(' | ')} |`);
  table.splice(1, 0, `|${' --- |'.repeat(names.length + 1)}`);
  await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('hostile-routes.md');
});

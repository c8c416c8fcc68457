// Two instances with one PostgreSQL. Without it these are skipped.
import { createVerifier, type Verifier } from '@provenance/sdk';
import {
  createApp,
  newToken,
  openShared,
  type ServiceOptions,
  type Shared,
} from '@provenance/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';

const programs = postgresPrograms();
if (programs === null) notice();

describe.skipIf(programs === null)('shared through PostgreSQL', () => {
  let server: PostgresServer;
  let verifier: Verifier;
  let one: Shared;
  let other: Shared;
  beforeAll(async () => {
    server = await startPostgres(programs as string, { fsync: 'off' });
    verifier = createVerifier({ workers: 1 });
    // Both make the tables, at once.
    [one, other] = await Promise.all([openShared(server.url), openShared(server.url)]);
  });
  afterAll(async () => {
    await Promise.all([one?.close(), other?.close(), verifier?.close()]);
    await server?.stop();
  });

  const appOf = (shared: Shared, limits: NonNullable<ServiceOptions['limits']> = {}) =>
    createApp({ verifier, tokens: shared.tokens, rates: shared.rates, limits }).app;
  const ask = async (app: ReturnType<typeof appOf>, headers: Record<string, string> = {}) =>
    app.request('/v1/trace/0000000000000abc', { headers });

  test('a token that is made or revoked at one instance is so at the other with the next request', async () => {
    const { text, kept } = newToken('pipeline', ['trace', 'fetch:manifests']);
    const app = appOf(other);
    const headers = { authorization: `Bearer ${text}` };
    expect((await ask(app, headers)).status).toBe(401);
    await one.tokens.add(kept);
    expect((await ask(app, headers)).status).toBe(404);
    expect(await other.tokens.list()).toEqual([kept]);
    const forged = `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;
    expect((await ask(app, { authorization: `Bearer ${forged}` })).status).toBe(401);
    expect(await one.tokens.revoke(kept.id)).toBe(true);
    expect((await ask(app, headers)).status).toBe(401);
    expect(await one.tokens.revoke(kept.id)).toBe(false);
  });

  test('an expired token is refused, and the secret is in no table', async () => {
    const past = newToken('past', ['trace'], { expires: new Date('2020-01-01T00:00:00Z') });
    await one.tokens.add(past.kept);
    const headers = { authorization: `Bearer ${past.text}` };
    expect((await ask(appOf(other), headers)).status).toBe(401);
    expect(JSON.stringify(await one.tokens.list())).not.toContain(past.text);
  });

  test('a client has its requests once, and not once an instance', async () => {
    // One request an hour comes back: however long this runs, nothing does meanwhile.
    const take = (shared: Shared) => shared.rates.take('address 192.0.2.7', 1 / 60, 5);
    const all = await Promise.all(
      Array.from({ length: 24 }, (_, i) => take(i % 2 === 0 ? one : other)),
    );
    expect(all.filter((wait) => wait === null)).toHaveLength(5);
    for (const wait of all) if (wait !== null) expect(wait).toBeGreaterThan(3000);
    expect(await one.rates.take('address 192.0.2.8', 1 / 60, 5)).toBe(null);
  });

  test('what is over is 429 at both', async () => {
    const limits = { anonymousPerMinute: 1 };
    const [here, there] = [appOf(one, limits), appOf(other, limits)];
    const guess = { authorization: `Bearer prov_00000000_${'A'.repeat(43)}` };
    expect((await ask(here, guess)).status).toBe(401);
    const limited = await ask(there, guess);
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(here, guess)).status).toBe(429);
  });

  test('requests come back with time', async () => {
    // A million a minute: a bucket of one is full again before the next statement has come.
    for (let i = 0; i < 20; i++) expect(await one.rates.take('token fast', 1e9, 1)).toBe(null);
  });

  test('without the database requests are counted here, and tokens are 503', async () => {
    const gone = await openShared(server.url);
    await gone.close();
    const app = appOf(gone, { anonymousPerMinute: 4 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask(app)).status);
    expect(statuses).toEqual([404, 404, 429, 429]);
    const { text } = newToken('x', ['trace']);
    const fresh = appOf(gone);
    expect((await ask(fresh, { authorization: `Bearer ${text}` })).status).toBe(503);
  });
});

test.each(['mysql://x', 'nonsense', ''])('refuses %j', async (url) => {
  await expect(openShared(url)).rejects.toThrow(TypeError);
  await expect(openShared('postgres://x', { schema: 'a;b' })).rejects.toThrow(TypeError);
});

// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { stat, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { type ProcessIo, run } from '@provenance/cli';
import { render, say } from '@provenance/messages';
import { createRegistry, openLmdb, readRegistry } from '@provenance/registry';
import { pemSigner } from '@provenance/sdk';
import { SCOPES } from '@provenance/server';
import { describe, expect, test } from 'vitest';
import { TOKEN_SCOPES } from '../src/program/server.ts';
import { json, provenance, settings } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const command = (...args: string[]) => provenance(workspace.path, args);

/** Starts `serve` in this process; resolves when it has printed its address. */
async function serve(...args: string[]) {
  const controller = new AbortController();
  const stderr: string[] = [];
  let ready: (url: string) => void = () => {};
  const address = new Promise<string>((resolve) => {
    ready = resolve;
  });
  const io: ProcessIo = {
    stdout: { isTTY: false, write: async (text) => ready(String(text).trim()) },
    stderr: { isTTY: false, write: async (text) => void stderr.push(String(text)) },
    stdin: new PassThrough(),
    env: { XDG_CONFIG_HOME: settings },
    cwd: workspace.path,
    signal: controller.signal,
  };
  const ended = run(['serve', '--port', '0', '--workers', '1', ...args], io);
  const url = await Promise.race([address, ended.then((code) => `ended with ${code}: ${stderr}`)]);
  return {
    url,
    stderr,
    async stop() {
      controller.abort();
      return ended;
    },
  };
}

describe('serve with nothing configured', () => {
  test('says that it only verifies, beside its address, and not where it can do more', async () => {
    for (const language of ['en', 'ja'] as const) {
      const said = render(say('serve.only-verifies'), { language });
      const started = async (...args: string[]) => {
        const { url, stderr, stop } = await serve('--open', '--lang', language, ...args);
        expect(url).toMatch(/^http:/);
        expect(await stop()).toBe(0);
        return stderr.join('');
      };
      expect(await started('--no-config', '--no-registry')).toContain(said);
      expect(await started('--no-config', '--no-registry', '--quiet')).toBe('');
      expect(await started()).not.toContain(said);
      expect(await started('--no-registry')).not.toContain(said);
    }
  });
});

test('serve says that the watermark key is of somebody else than signs, unless it is quiet', async () => {
  const config = JSON.parse(String(await workspace.read('provenance.config.json')));
  const keys = config.watermark.keys.map((each: object) => ({ ...each, name: 'Another Ltd.' }));
  await writeFile(
    workspace.at('others.json'),
    JSON.stringify({ ...config, watermark: { ...config.watermark, keys } }),
  );
  const said = render(
    say('keys.of-others', { owner: 'Another Ltd.', who: 'Example Organization' }),
  );
  const told = async (...args: string[]) => {
    const { url, stderr, stop } = await serve('--open', '--config', 'others.json', ...args);
    expect(url).toMatch(/^http:/);
    expect(await stop()).toBe(0);
    return stderr.join('');
  };
  expect(await told()).toContain(said);
  expect(await told('--quiet')).toBe('');
});

describe('serve --prune', () => {
  test('erases what was to be kept until a day that is over, and nothing else', async () => {
    const { certificates, key } = JSON.parse(
      String(await workspace.read('provenance.config.json')),
    ).signer;
    const signer = await pemSigner({
      certificates: String(await workspace.read(certificates)),
      key: String(await workspace.read(key)),
    });
    const folder = workspace.at('kept-by-day');
    const registry = await createRegistry(await openLmdb(folder, { create: true }), { signer });
    const [over, kept] = ['2026-01-31', '2999-01-31'].map((retainUntil, n) => ({
      contentId: `000000000000000${n}`,
      issuer: 'Example Organization',
      time: '2026-01-01T00:00:00.000Z',
      mediaType: 'image/png',
      contentHash: new Uint8Array(32).fill(n),
      manifest: null,
      watermark: null,
      fingerprints: [],
      model: null,
      requestId: null,
      promptHash: null,
      retainUntil,
    }));
    for (const record of [over!, kept!]) await registry.put(record);
    await registry.close();
    const { stop, stderr } = await serve('--open', '--prune', '--registry', folder);
    expect(await stop()).toBe(0);
    expect(stderr.join('')).toContain('Erased 1 record.');
    const reader = readRegistry(await openLmdb(folder, { readOnly: true }));
    expect(await reader.byContentId(over!.contentId)).toBeNull();
    expect(await reader.byContentId(kept!.contentId)).not.toBeNull();
    await reader.close();
    expect((await command('serve', '--open', '--prune', '--no-registry')).code).toBe(2);
  });
});

describe('token', () => {
  test('is shown once, kept as a hash that its owner alone can read, listed and revoked', async () => {
    const made = await command(
      'token',
      'create',
      '--name',
      'pipeline',
      '--scope',
      'mark',
      'verify',
    );
    expect(made.code).toBe(0);
    const token = made.stdout.trim();
    expect(token).toMatch(/^prov_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
    const path = workspace.at('.provenance', 'tokens.json');
    expect(String(await workspace.read('.provenance', 'tokens.json'))).not.toContain(token);
    expect((await stat(path)).mode & 0o077).toBe(0);
    const list = await command('token', 'list', '--json');
    const [kept] = list.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(kept).toMatchObject({ name: 'pipeline', scopes: ['mark', 'verify'], expires: null });
    expect(list.stdout).not.toContain(token.slice(14));
    expect((await command('token', 'revoke', kept.id)).code).toBe(0);
    expect((await command('token', 'revoke', kept.id)).code).toBe(2);
    expect((await command('token', 'list')).stdout).toBe('');
  });

  test('is not revoked by its name; where one alone has it, its id is said', async () => {
    const make = ['token', 'create', '--name', 'nightly', '--scope', 'verify'];
    expect((await command(...make)).code).toBe(0);
    const [{ id }] = json((await command('token', 'list', '--json')).stdout);
    for (const language of ['en', 'ja'] as const) {
      const refused = await command('token', 'revoke', 'nightly', '--lang', language);
      const said = say('mistake.token-by-name', { name: 'nightly', id });
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(render(said, { language }));
    }
    expect((await command(...make)).code).toBe(0);
    const two = await command('token', 'revoke', 'nightly');
    expect(two).toMatchObject({ code: 2 });
    expect(two.stderr).toContain(render(say('mistake.no-token')));
    const kept = json((await command('token', 'list', '--json')).stdout);
    expect(kept).toHaveLength(2);
    for (const token of kept) expect((await command('token', 'revoke', token.id)).code).toBe(0);
  });

  test('needs a scope that is one, and does not write over something else', async () => {
    expect((await command('token', 'create', '--name', 'x')).code).toBe(2);
    expect((await command('token', 'create', '--name', 'x', '--scope', 'all')).code).toBe(2);
    await workspace.write('other.json', '{"a":1}');
    const refused = await command(
      'token',
      'create',
      '--name',
      'x',
      '--scope',
      'mark',
      '--tokens',
      'other.json',
    );
    expect(refused.code).toBe(2);
    expect(String(await workspace.read('other.json'))).toBe('{"a":1}');
  });

  test('scopes are those of the server', () => {
    expect(TOKEN_SCOPES).toEqual(SCOPES);
  });
});

describe('serve', () => {
  test('takes requests about content where it is told to, into the log that the command line reads', async () => {
    const server = await serve('--requests');
    const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
    const ask = () =>
      fetch(`${server.url}/v1/requests`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sha256, purpose: 'Was my work copied?' }),
      });
    const opened = await ask();
    expect(opened.status).toBe(201);
    const { id } = (await opened.json()) as { id: string };
    expect(await server.stop()).toBe(0);
    const shown = await command('request', 'show', id, '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      contentHash: sha256,
      purpose: 'Was my work copied?',
      asker: null,
    });
    const silent = await serve();
    const refused = await fetch(`${silent.url}/v1/requests`, { method: 'POST' });
    expect(refused.status).toBe(404);
    expect(await silent.stop()).toBe(0);
  });

  test('takes no requests without a registry and a signer to write them down', async () => {
    const refused = await command('serve', '--requests', '--no-config', '--open');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--requests')]);
  });

  test('marks for who has a token, writes the record, and ends in good order', async () => {
    const token = (
      await command('token', 'create', '--name', 'pipeline', '--scope', 'mark', 'admin')
    ).stdout.trim();
    const server = await serve();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const picture = await textured(5, 256);
    const send = (headers: Record<string, string>) =>
      fetch(`${server.url}/v1/mark?model=painter`, { method: 'POST', body: picture, headers });
    expect((await send({})).status).toBe(401);
    const authorization = `Bearer ${token}`;
    const response = await send({ authorization });
    expect(response.status).toBe(200);
    expect(response.headers.get('provenance-record')).toBe('written');
    const marked = new Uint8Array(await response.arrayBuffer());
    // The command line finds the same: one registry for both.
    const traced = await provenance(workspace.path, ['trace', '--json', '-'], { stdin: marked });
    expect(JSON.parse(traced.stdout).records).toHaveLength(1);
    const verified = await fetch(`${server.url}/v1/verify`, { method: 'POST', body: marked });
    expect(await verified.json()).toMatchObject({ verdict: { integrity: 'intact' } });
    // Revoked while it runs.
    const list = await command('token', 'list', '--json');
    const { id } = JSON.parse(list.stdout.trim().split('\n').at(-1) ?? '');
    await command('token', 'revoke', id);
    expect((await send({ authorization })).status).toBe(401);
    expect(await server.stop()).toBe(0);
    const lines = server.stderr.map((line) => JSON.parse(line));
    expect(lines.map(({ status }) => status)).toEqual([401, 200, 200, 401]);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  test('is open on this machine alone', async () => {
    const refused = await command('serve', '--open', '--host', '0.0.0.0', '--port', '0');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('127.0.0.1');
    const server = await serve('--open', '--quiet');
    const body = await textured(6, 256);
    expect((await fetch(`${server.url}/v1/mark`, { method: 'POST', body })).status).toBe(200);
    expect(server.stderr).toEqual([]);
    const taken = await command('serve', '--port', new URL(server.url).port);
    expect(taken.code).toBe(2);
    expect(await server.stop()).toBe(0);
  });
});

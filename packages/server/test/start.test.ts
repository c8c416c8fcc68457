// What is set up wrong is found out when the server starts, and no log quotes what was read.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { createVerifier, type Verifier } from '@provenance/sdk';
import {
  createApp,
  depositFolder,
  jsonLogger,
  listen,
  newToken,
  tokenFile,
} from '@provenance/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
let verifier: Verifier;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-start-'));
  verifier = createVerifier({ workers: 1 });
});
afterAll(async () => {
  await verifier.close();
  await rm(folder, { recursive: true });
});

const SECRET = 'root:x:0:0:secret';
const file = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

test.each([
  ['no JSON', SECRET],
  ['other JSON', JSON.stringify({ [SECRET]: SECRET })],
  [
    'a token that is none',
    JSON.stringify({ schema: 'provenance.tokens/1', tokens: [{ id: SECRET }] }),
  ],
])('tokens in %s end the start, and are not quoted', async (_, text) => {
  const tokens = tokenFile(await file('tokens.json', text));
  const error = (await listen({ verifier, tokens }).catch((thrown) => thrown)) as ProvenanceError;
  expect(error).toBeInstanceOf(ProvenanceError);
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.cause).toBeUndefined();
  expect(error.message).not.toContain('secret');
});

test('tokens in a folder end the start; a file that is not there does not', async () => {
  const starting = listen({ verifier, tokens: tokenFile(folder) });
  await expect(starting).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  const server = await listen({ verifier, tokens: tokenFile(join(folder, 'none.json')) });
  await server.close();
});

describe('deposits', () => {
  const start = (path: string) =>
    listen({ verifier, resolution: { deposits: depositFolder(path) } });

  test('in a file end the start, as does a file where a folder of theirs belongs', async () => {
    const path = await file('deposits', SECRET);
    await expect(start(path)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(start(join(path, 'within'))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await mkdir(join(folder, 'half'));
    await file('half/manifests', SECRET);
    await expect(start(join(folder, 'half'))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test.skipIf(process.getuid?.() === 0)('that may not be written end the start', async () => {
    const path = join(folder, 'locked');
    await mkdir(path);
    await chmod(path, 0o500);
    await expect(start(path)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test('that are not there yet do not', async () => {
    await (await start(join(folder, 'new'))).close();
  });

  test('of which one is damaged say so, and do not quote it', async () => {
    const deposits = depositFolder(join(folder, 'damaged'));
    await deposits.add({ label: 'urn:a', claims: [] }, new Uint8Array(3));
    const { readdir } = await import('node:fs/promises');
    const names = await readdir(join(folder, 'damaged', 'manifests'));
    const name = names.find((each) => each.endsWith('.json')) ?? '';
    for (const text of [SECRET, JSON.stringify({ label: SECRET })]) {
      await file(join('damaged', 'manifests', name), text);
      const error = (await deposits.get('urn:a').catch((thrown) => thrown)) as ProvenanceError;
      expect(error.code).toBe('REGISTRY_CORRUPT');
      expect(error.cause).toBeUndefined();
      expect(error.message).not.toContain('secret');
    }
  });
});

test.each([
  ['no verifier', { verifier: undefined }],
  ['half a verifier', { verifier: { verify() {} } }],
  ['a marker that marks nothing', { marker: {} }],
  ['a signer that signs nothing', { signer: {} }],
  ['tokens that find nothing', { tokens: {} }],
  ['a registry that is open already', { registry: {} }],
  ['half a logger', { logger: { fault() {} } }],
  ['deposits that are a path', { resolution: { deposits: '/tmp' } }],
  ['requests without a registry to open', { requests: { registry: {} } }],
])('%s is refused when the app is made', (_, options) => {
  expect(() => createApp({ verifier, ...options } as never)).toThrow(TypeError);
});

test.each([
  ['maxConnections', { maxConnections: 0 }],
  ['patience', { patience: { headers: Number.NaN, request: 1 } }],
])('a limit that is none is refused at the start: %s', async (_, options) => {
  await expect(listen({ verifier, ...options })).rejects.toThrow(RangeError);
});

describe('the log', () => {
  const logged = (error: unknown) => {
    const lines: string[] = [];
    jsonLogger((line) => lines.push(line)).fault('id', error);
    expect(lines).toHaveLength(1);
    return lines[0] ?? '';
  };
  const parserError = () => {
    try {
      return JSON.parse(SECRET) as never;
    } catch (error) {
      return error as SyntaxError;
    }
  };

  test('has the name and the place of a fault, and nothing that a parser quotes', () => {
    expect(parserError().message).toContain('root');
    for (const error of [parserError(), new Error('no', { cause: parserError() })]) {
      expect(logged(error)).not.toMatch(/root|secret/);
    }
    expect(JSON.parse(logged(parserError()))).toMatchObject({
      name: 'SyntaxError',
      stack: expect.stringContaining('start.test'),
    });
  });

  test('has what is said of a fault that quotes nothing', () => {
    expect(JSON.parse(logged(new TypeError('a is no function')))).toMatchObject({
      message: 'a is no function',
    });
  });

  test('has no part of a token file that turned bad while the server ran', async () => {
    const path = await file(
      'later.json',
      JSON.stringify({ schema: 'provenance.tokens/1', tokens: [] }),
    );
    const lines: string[] = [];
    const logger = jsonLogger((line) => lines.push(line));
    const { app } = createApp({ verifier, tokens: tokenFile(path), logger });
    await writeFile(path, SECRET);
    const { text } = newToken('a', ['verify']);
    const headers = { authorization: `Bearer ${text}` };
    expect((await app.request('/v1/trace', { headers })).status).toBe(500);
    expect(lines.join('')).toContain('CONFIG_INVALID');
    expect(lines.join('')).not.toMatch(/root|secret/);
  });
});

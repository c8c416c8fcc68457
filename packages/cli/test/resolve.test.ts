// `--resolve` against our own server, over HTTP. What a resolver may do wrong is tested in the sdk and server.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { type ProcessIo, run } from '@provenance/cli';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, provenance, settings } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const command = (...args: string[]) => provenance(workspace.path, args);
const controller = new AbortController();

let url: string;
let ended: Promise<number>;
/** Counts who asks, and is no resolver. */
let other: Server;
let asked = 0;
let otherUrl: string;
beforeAll(async () => {
  await workspace.write('art.png', await textured(1, 384));
  await workspace.write('plain.png', await textured(9, 384));
  expect((await command('mark', 'art.png', '--model', 'painter')).code).toBe(0);
  const marked = await workspace.read('art.marked.png');
  await workspace.write('stripped.jpg', await sharp(marked).jpeg({ quality: 80 }).toBuffer());
  url = await new Promise<string>((ready) => {
    const io: ProcessIo = {
      stdout: { isTTY: false, write: async (text) => ready(`${String(text).trim()}/v1`) },
      stderr: { isTTY: false, write: async () => {} },
      stdin: new PassThrough(),
      env: { XDG_CONFIG_HOME: settings },
      cwd: workspace.path,
      signal: controller.signal,
    };
    ended = run(['serve', '--port', '0', '--workers', '1', '--open-queries'], io);
  });
  other = createServer((_, response) => {
    asked++;
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
  });
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  controller.abort();
  other.close();
  expect(await ended).toBe(0);
});

const verified = async (...args: string[]) =>
  json((await command('verify', '--json', '--no-registry', ...args)).stdout)[0];

describe('verify --resolve', () => {
  test('finds the manifest by the mark, and says what it is worth', async () => {
    const line = await verified('stripped.jpg', '--resolve', url);
    expect(line.resolved.problems).toEqual([]);
    expect(line.resolved.manifests).toMatchObject([
      { resolver: url, standing: 'recovered', differs: false, signer: 'Example Organization' },
    ]);
    expect(line.exitCode).toBe(5);
    const { stdout } = await command('verify', '--no-registry', 'stripped.jpg', '--resolve', url);
    expect(stdout).toContain('has a manifest that names this very mark');
    const japanese = await command(
      ...['verify', '--no-registry', 'stripped.jpg', '--resolve', url, '--lang', 'ja'],
    );
    expect(japanese.stdout).toContain('この電子透かしを示すマニフェストがあります');
  });

  test('asks nobody unless it is given, and nobody without a mark', async () => {
    const line = await verified('stripped.jpg');
    expect(line).not.toHaveProperty('resolved');
    const { stdout } = await command('verify', 'plain.png', '--resolve', otherUrl);
    expect(stdout).toContain('Others were not asked');
    expect(asked).toBe(0);
  });

  test('a service that is none is a problem, and says nothing about the content', async () => {
    const line = await verified('stripped.jpg', '--resolve', otherUrl, '--resolve', url);
    expect(asked).toBeGreaterThan(0);
    expect(line.resolved.problems).toEqual([{ resolver: otherUrl, problem: 'malformed' }]);
    expect(line.resolved.manifests).toHaveLength(1);
  });

  test('another credential than the one that the mark leads to is a conflict: exit code 1', async () => {
    await command('keys', 'development', '-o', 'other', '--organization', 'Other Inc.');
    const key = [
      '--signer-key',
      'other/development-signer.key',
      '--cert',
      'other/development-signer.pem',
    ];
    const origin = ['--source-type', 'digitalCapture'];
    const { code } = await command('sign', 'stripped.jpg', '-o', 'taken.jpg', ...origin, ...key);
    expect(code).toBe(0);
    const line = await verified('taken.jpg', '--resolve', url);
    expect(line.resolved.manifests).toMatchObject([{ standing: 'recovered', differs: true }]);
    expect(line.exitCode).toBe(1);
  });

  test.each([
    ['an address without encryption', ['--resolve', 'http://example.com/v1']],
    ['what is no address', ['--resolve', 'nobody']],
    ['config, where the configuration has none', ['--resolve', 'config']],
  ])('refuses %s', async (_, args) => {
    expect((await command('verify', 'plain.png', ...args)).code).toBe(2);
  });
});

test('the configuration names resolvers, which are asked only by `--resolve config`', async () => {
  const config = JSON.parse(String(await workspace.read('provenance.config.json')));
  const write = async (resolvers: unknown) =>
    workspace.write('with.config.json', JSON.stringify({ ...config, resolvers }));
  await write([{ url }]);
  const args = ['stripped.jpg', '--config', 'with.config.json'];
  expect(await verified(...args)).not.toHaveProperty('resolved');
  const line = await verified(...args, '--resolve', 'config');
  expect(line.resolved.manifests).toHaveLength(1);
  for (const wrong of [{}, [{ url: 'http://example.com' }], [{ url, token: 'x' }], [url]]) {
    await write(wrong);
    const { code, stderr } = await command('verify', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain('resolvers');
  }
});

test('trace --resolve needs no registry: then it tells what others have', async () => {
  await workspace.write('empty.config.json', '{}');
  const key = ['--watermark-key', '.provenance/watermark.key', '--config', 'empty.config.json'];
  expect((await command('trace', 'stripped.jpg', ...key)).code).toBe(2);
  const refused = await command(
    ...['trace', 'stripped.jpg', ...key, '--resolve', url, '--receipt', 'receipt.json'],
  );
  expect(refused.code).toBe(2);
  const { code, stdout } = await command(
    ...['trace', '--json', 'stripped.jpg', ...key, '--resolve', url],
  );
  const [line] = json(stdout);
  expect(line).toMatchObject({ asked: false, records: [] });
  expect(line.resolved.manifests).toMatchObject([{ standing: 'recovered', look: 'same' }]);
  expect(code).toBe(5);
  const told = await command('trace', 'stripped.jpg', ...key, '--resolve', url);
  expect(told.stdout).toContain('no registry here to ask');
  expect(told.stdout).toContain('names this very mark');
});

test('trace --resolve shows both, the own record and what others have', async () => {
  const [line] = json((await command('trace', '--json', 'stripped.jpg', '--resolve', url)).stdout);
  expect(line.records).toHaveLength(1);
  expect(line.resolved.manifests).toMatchObject([{ standing: 'recovered' }]);
  const { stdout } = await command('trace', 'stripped.jpg', '--resolve', url);
  expect(stdout).toContain('names this very mark');
});

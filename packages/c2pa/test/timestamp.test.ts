import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  loadTrust,
  pemSigner,
  readCredentials,
  signContent,
  signText,
  signTextStream,
  verifyText,
} from '../src/index.ts';
import { makeCertificates, type TestCertificates } from './certificates.ts';
import { makeJpeg } from './pictures.ts';
import { readWithWasm } from './wasm.ts';

const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
const run = promisify(execFile);
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let made: TestCertificates;
let jpeg: Buffer;
let server: Server | undefined;
beforeAll(async () => {
  made = await makeCertificates('ES256');
  jpeg = await makeJpeg();
});
afterEach(() => {
  vi.useRealTimers();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function signerWith(answer: RequestListener) {
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return pemSigner({ ...made, timestampUrl: `http://127.0.0.1:${port}/` });
}

const reply = { 'content-type': 'application/timestamp-reply' };

describe('a time-stamp authority', () => {
  it.each<[string, RequestListener]>([
    ['answers garbage', (_, response) => response.writeHead(200, reply).end('garbage')],
    ['answers nothing', (_, response) => response.writeHead(200, reply).end()],
    [
      'answers too much',
      (_, response) => response.writeHead(200, reply).end(Buffer.alloc(2 ** 17)),
    ],
    ['answers another type', (_, response) => response.end('<html>')],
    ['refuses', (_, response) => response.writeHead(403).end()],
    ['redirects', (_, response) => response.writeHead(302, { location: 'http://[::1]:1/' }).end()],
    ['hangs up', (request) => request.destroy()],
    // PKIStatus 2, rejection (RFC 3161 2.4.2).
    [
      'rejects',
      (_, response) => response.writeHead(200, reply).end(Buffer.from('30053003020102', 'hex')),
    ],
  ])('that %s is TIMESTAMP_FAILED', async (_, answer) => {
    const signer = await signerWith(answer);
    await expectCode('TIMESTAMP_FAILED', () => signContent(jpeg, origin, signer));
    await expectCode('TIMESTAMP_FAILED', () => signText('a text', origin, signer));
  });

  it('that cannot be reached is TIMESTAMP_FAILED', async () => {
    const signer = await pemSigner({ ...made, timestampUrl: 'http://127.0.0.1:1/' });
    await expectCode('TIMESTAMP_FAILED', () => signContent(jpeg, origin, signer));
    await expectCode('TIMESTAMP_FAILED', () => signText('a text', origin, signer));
  });

  it('that never answers is not waited for without end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const signer = await signerWith(() => vi.advanceTimersByTime(60_000));
    await expectCode('TIMESTAMP_FAILED', () => signContent(jpeg, origin, signer));
  });

  it('is not asked if there is none', async () => {
    const asked = vi.fn();
    await signerWith(asked);
    await signContent(jpeg, origin, await pemSigner(made));
    await signText('a text', origin, await pemSigner(made));
    expect(asked).not.toHaveBeenCalled();
  });
});

/** Answers as RFC 3161 says, by OpenSSL. */
async function makeAuthority(folder: string): Promise<{ root: string; answer: RequestListener }> {
  const config = `
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = service
[service]
serial = ${join(folder, 'serial')}
signer_cert = ${join(folder, 'tsa.pem')}
signer_key = ${join(folder, 'tsa.key')}
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
accuracy = secs:1
`;
  const file = (name: string) => join(folder, name);
  await writeFile(file('openssl.cnf'), config);
  await writeFile(file('serial'), '01');
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'rsa:2048', '-nodes', '-config', file('openssl.cnf')];
  openssl(
    ...['req', '-x509', ...newKey, '-keyout', file('root.key'), '-out', file('root.pem')],
    ...['-subj', '/O=Test/CN=Test TSA root', '-extensions', 'root', '-days', '2'],
  );
  openssl(
    ...['req', ...newKey, '-keyout', file('tsa.key'), '-out', file('tsa.csr')],
    ...['-subj', '/O=Test/CN=Test TSA'],
  );
  openssl(
    ...['x509', '-req', '-in', file('tsa.csr'), '-CA', file('root.pem')],
    ...['-CAkey', file('root.key'), '-CAcreateserial', '-out', file('tsa.pem'), '-days', '2'],
    ...['-extfile', file('openssl.cnf'), '-extensions', 'leaf'],
  );
  const answer: RequestListener = async (request, response) => {
    const query: Buffer[] = [];
    for await (const chunk of request) query.push(chunk as Buffer);
    await writeFile(file('query'), Buffer.concat(query));
    const args = ['ts', '-reply', '-queryfile', file('query'), '-out', file('reply')];
    await run('openssl', [...args, '-config', file('openssl.cnf')]);
    response
      .writeHead(200, { 'content-type': 'application/timestamp-reply' })
      .end(await readFile(file('reply')));
  };
  return { root: await readFile(file('root.pem'), 'utf8'), answer };
}

describe.skipIf(!hasOpenssl)('a real time stamp', () => {
  it('is in the signature, and counts if its authority is trusted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'provenance-tsa-'));
    try {
      const { root, answer } = await makeAuthority(folder);
      const signer = await signerWith(answer);
      const before = Date.now();
      const { bytes } = await signContent(jpeg, origin, signer);
      const untrusting = await loadTrust({ anchors: made.root });
      const untrusted = await readCredentials(bytes, { trust: untrusting });
      expect(untrusted).toMatchObject({ state: 'Trusted', manifests: [{ timeStamped: false }] });
      expect(untrusted.informational.map(({ code }) => code)).toContain('timeStamp.untrusted');
      const trust = await loadTrust({ anchors: made.root, tsaAnchors: root });
      const report = await readCredentials(bytes, { trust });
      expect(report).toMatchObject({ state: 'Trusted', manifests: [{ timeStamped: true }] });
      const signedAt = Date.parse(report.manifests[0]?.signedAt ?? '');
      expect(Math.abs(signedAt - before)).toBeLessThan(60_000);
      expect(await readWithWasm(bytes, 'image/jpeg', made.root + root)).toEqual({
        state: 'Trusted',
        failure: [],
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is in the signature of a text too, whole or streamed, and none that was made before', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'provenance-tsa-'));
    try {
      const { root, answer } = await makeAuthority(folder);
      let asked = 0;
      const signer = await signerWith((request, response) => {
        asked++;
        return answer(request, response);
      });
      const before = Date.now();
      const { text, manifestStore } = await signText('a text', origin, signer);
      expect(asked).toBe(2);
      const stream = ReadableStream.from(['a ', 'text']) as ReadableStream<string>;
      let streamed = '';
      for await (const part of stream.pipeThrough(signTextStream(origin, signer))) streamed += part;
      expect(asked).toBe(3);
      const trust = await loadTrust({ anchors: made.root, tsaAnchors: root });
      for (const signed of [text, streamed]) {
        const report = await verifyText(signed, { trust });
        expect(report).toMatchObject({ state: 'Trusted', manifests: [{ timeStamped: true }] });
        const signedAt = Date.parse(report.manifests[0]?.signedAt ?? '');
        expect(Math.abs(signedAt - before)).toBeLessThan(60_000);
      }
      const wasm = await readWithWasm(manifestStore, 'application/c2pa', made.root + root);
      expect(wasm.failure).toEqual(['assertion.dataHash.mismatch']);
      const old = await readFile(join(folder, 'reply'));
      server?.close();
      const deceived = await signerWith((_, response) => response.writeHead(200, reply).end(old));
      await expectCode('TIMESTAMP_FAILED', () => signText('a text', origin, deceived));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

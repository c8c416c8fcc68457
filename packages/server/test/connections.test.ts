// What becomes of a connection that a client means to use again.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Listening, listen } from '@provenance/server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture } from './service.ts';

let f: Fixture;
let server: Listening;
beforeAll(async () => {
  f = await fixture();
  server = await listen({ ...f.options, idle: { told: 1000, closed: 1100 } });
});
afterAll(async () => {
  await server.close();
  await f.close();
});

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A connection on which one answer after the other is read; null: it was closed, or reset. */
function connection() {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  let came = '';
  let isOver = false;
  let heard = () => {};
  socket.on('data', (bytes) => {
    came += bytes.toString('latin1');
    heard();
  });
  const errors: string[] = [];
  socket.on('error', (error: NodeJS.ErrnoException) => errors.push(String(error.code)));
  socket.on('close', () => {
    isOver = true;
    heard();
  });
  const answer = async (): Promise<{ status: number; head: string } | null> => {
    for (;;) {
      const end = came.indexOf('\r\n\r\n');
      const head = came.slice(0, end);
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
      if (end > 0 && came.length >= end + 4 + length) {
        came = came.slice(end + 4 + length);
        return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head };
      }
      if (isOver) return null;
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  return { socket, answer, errors };
}
const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';

describe('an idle connection', () => {
  test('is kept for longer than clients are told', async () => {
    const { socket, answer } = connection();
    socket.write(HEALTH);
    expect((await answer())?.head).toMatch(/^keep-alive: timeout=1, max=1000$/im);
    expect(server.server.keepAliveTimeout).toBe(1100);
  });

  test('on which a request lies unread when its time is over answers it', async () => {
    const { socket, answer, errors } = connection();
    socket.write(HEALTH);
    expect((await answer())?.status).toBe(200);
    // It is with the kernel, and then the process stands still until the timer is due (to which Node adds a second),
    // which runs before sockets are read: this is called while one is.
    socket.write(HEALTH);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
    expect((await answer())?.status).toBe(200);
    expect(errors).toEqual([]);
  });

  test('on which nothing lies is closed when its time is over', async () => {
    const { socket, answer, errors } = connection();
    socket.write(HEALTH);
    expect((await answer())?.status).toBe(200);
    expect(await answer()).toBe(null);
    expect(errors).toEqual([]);
  });

  test('stays for longer than proxies keep theirs, behind one', async () => {
    const proxied = await listen({ ...f.options, proxies: 1 });
    expect(proxied.server.keepAliveTimeout).toBeGreaterThan(60_000);
    await proxied.close();
  });

  test('is never closed before the time that is told', async () => {
    await expect(listen({ ...f.options, idle: { told: 1000, closed: 1000 } })).rejects.toThrow(
      RangeError,
    );
  });
});

// An answer that comes before the body was read must not take the connection from the next request.
describe.each([
  ['no token', 'POST', '/v1/mark', '', 401],
  ['a forged token', 'POST', '/v1/mark', 'Authorization: Bearer prov_00000000_x\r\n', 401],
  ['a form', 'POST', '/v1/verify', 'Content-Type: multipart/form-data; boundary=x\r\n', 415],
  ['a stream of another type', 'POST', '/v1/mark/stream', 'MARK', 415],
  ['a path that is none', 'POST', '/v1/nothing', '', 404],
  ['a method that is none of it', 'PUT', '/v1/verify', '', 405],
  ['an anonymous look-up by content', 'POST', '/v1/matches/byContent', '', 401],
  ['a deposit where none are taken', 'POST', '/v1/manifests', '', 404],
] as const)('after a refusal: %s', (_, method, path, header, status) => {
  const token = () => `Authorization: ${f.bearer('mark').authorization}\r\n`;
  const head = (length: number) =>
    `${method} ${path} HTTP/1.1\r\nHost: x\r\n${header === 'MARK' ? token() : header}Content-Length: ${length}\r\n\r\n`;

  test.each([
    ['at once', (body: string) => [`${head(body.length)}${body}`]],
    ['after its headers', (body: string) => [head(body.length), body]],
    ['in two', (body: string) => [`${head(body.length)}${body.slice(0, 1)}`, body.slice(1)]],
  ])('the connection answers again, with a body that came %s', async (__, parts) => {
    const { socket, answer, errors } = connection();
    const [first = '', ...rest] = parts('x'.repeat(300_000));
    socket.write(first);
    const refused = await answer();
    expect(refused?.status).toBe(status);
    expect(refused?.head).toMatch(/^connection: keep-alive$/im);
    // Without a pause between them.
    for (const part of rest) socket.write(part);
    socket.write(HEALTH);
    expect((await answer())?.status).toBe(200);
    socket.write(HEALTH);
    expect((await answer())?.status).toBe(200);
    expect(errors).toEqual([]);
  });
});

test('a connection is told to go after its last request, and none is lost by that', async () => {
  let made = 0;
  server.server.on('connection', () => made++);
  server.server.maxRequestsPerSocket = 7;
  const bytes = await art(1, 32);
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const request = i % 2 ? { method: 'POST', body: bytes as never } : {};
      const response = await fetch(`${server.url}/${i % 2 ? 'v1/mark' : 'healthz'}`, request);
      await response.arrayBuffer();
      return response.status;
    }),
  );
  server.server.maxRequestsPerSocket = 1000;
  expect(new Set(statuses)).toEqual(new Set([200, 401]));
  expect(made).toBeGreaterThanOrEqual(Math.ceil(60 / 7));
});

describe('a long body that there is no room for', () => {
  const MEGABYTES = 2 ** 20;
  let narrow: Listening;
  let url: string;
  beforeAll(async () => {
    narrow = await listen({ ...f.options, limits: { maxTotalBytes: 1000 } });
    url = `${narrow.url}/v1/verify`;
  });
  afterAll(() => narrow.close());

  test.each([1, 16])('of %d MB: fetch sees the 503 and that the connection ends', async (size) => {
    const body = new Uint8Array(size * MEGABYTES);
    const response = await fetch(url, { method: 'POST', body });
    expect(response.status).toBe(503);
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toMatchObject({ title: 'OVERLOADED' });
  });

  test('is not read to its end', async () => {
    const socket = connect(Number(new URL(narrow.url).port), '127.0.0.1');
    sockets.push(socket);
    const taken = new Promise<number>((resolve) => {
      narrow.server.once('request', (incoming: IncomingMessage) => {
        const { socket } = incoming;
        socket.once('close', () => resolve(socket.bytesRead));
      });
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.write(
      `POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Length: ${16 * MEGABYTES}\r\n\r\n`,
    );
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    // Whole: a client that listens only when all is sent.
    socket.write(new Uint8Array(16 * MEGABYTES - 1));
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close/i);
    expect(await taken).toBeLessThan(2 * MEGABYTES);
  });

  test('a short one keeps its connection', async () => {
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(2000) });
    expect(response.status).toBe(503);
    expect(response.headers.get('connection')).not.toBe('close');
  });
});

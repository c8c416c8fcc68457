// Clients that mean harm, against a real server in a process of its own state. What each got is the table
// in docs/server.md.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { connect, type Socket } from 'node:net';
import { deflateSync } from 'node:zlib';
import { createVerifier } from '@provenance/sdk';
import { type Listening, listen } from '@provenance/server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture } from './service.ts';

let f: Fixture;
let server: Listening;
let port: number;
beforeAll(async () => {
  f = await fixture();
  server = await listen({ ...f.options, patience: { headers: 2000, request: 20_000 } });
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server.close();
  await f.close();
});
afterEach(async () => {
  // Whatever was sent, the next caller is answered, no body is held, and no fault of ours was met.
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  const metrics = await fetch(`${server.url}/metrics`, { headers: f.bearer('admin') });
  expect(await metrics.text()).toMatch(/^provenance_body_bytes 0$/m);
  expect(f.faults).toEqual([]);
});

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

function open(to = port): { socket: Socket; answer: Promise<string> } {
  const socket = connect(to, '127.0.0.1');
  sockets.push(socket);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  const answer = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
  return { socket, answer };
}
/** Sends bytes as they are, and gives what came until the connection was closed. */
function raw(text: string | Buffer, to = port): Promise<string> {
  const { socket, answer } = open(to);
  socket.write(text);
  return answer;
}
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
const post = (
  body: RequestInit['body'] | Uint8Array,
  headers: Record<string, string> = {},
  path = '/v1/verify',
) => fetch(`${server.url}${path}`, { method: 'POST', body: body as never, headers });
const STACK = /\bat \S+ \(|node:internal|\.ts:\d+|\.js:\d+/;

describe('slow clients', () => {
  let impatient: Listening;
  let to: number;
  beforeAll(async () => {
    impatient = await listen({ ...f.options, patience: { headers: 300, request: 600 } });
    to = Number(new URL(impatient.url).port);
  });
  afterAll(() => impatient.close());

  test('that never end their headers are cut off', async () => {
    expect(statusOf(await raw('GET /healthz HTTP/1.1\r\nHost: x\r\nX: ', to))).toBe(408);
  });

  test('that never end their body are cut off, and hold no worker', async () => {
    const head = 'POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc';
    const all = Array.from({ length: 20 }, () => raw(head, to));
    expect(f.options.verifier.load.running).toBe(0);
    const meanwhile = await post(await art(1, 32));
    expect(meanwhile.status).toBe(200);
    for (const answer of await Promise.all(all)) expect(statusOf(answer)).toBe(408);
  });
});

describe('bodies', () => {
  test.each([
    ['more than one length', 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
    ['a length and chunks', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a negative length', 'Content-Length: -1\r\n\r\n'],
    ['chunks that are none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n'],
  ])('with %s are refused', async (_, rest) => {
    const head = 'POST /v1/verify HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';
    expect(statusOf(await raw(`${head}${rest}`))).toBe(400);
  });

  test('of ten gigabytes are refused by what they announce, or where they pass the limit', async () => {
    const announced = await raw(
      'POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\nabc',
    );
    expect(statusOf(announced)).toBe(413);
    const { socket, answer } = open();
    socket.write('POST /v1/verify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = Buffer.concat([
      Buffer.from('10000\r\n'),
      Buffer.alloc(0x10000),
      Buffer.from('\r\n'),
    ]);
    let sent = 0;
    const more = () => {
      while (!socket.destroyed && sent < 1e9) {
        sent += 0x10000;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('drain', more);
    more();
    expect(statusOf(await answer)).toBe(413);
    expect(sent).toBeLessThan(1e8);
  });

  test('that are refused are read on, so that who looks up only when all is sent sees why', async () => {
    const { socket, answer } = open();
    socket.pause();
    const body = Buffer.alloc(2 ** 24);
    socket.write(
      `POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
    );
    await new Promise((sent) => socket.write(body, sent));
    socket.resume();
    expect(statusOf(await answer)).toBe(413);
  });

  test('that are compressed are not unpacked', async () => {
    const bomb = deflateSync(Buffer.alloc(50_000_000));
    const { status } = await post(bomb, { 'content-encoding': 'deflate' });
    expect(status).toBe(200);
  });

  test('of a form with ten thousand parts are refused', async () => {
    const form = new FormData();
    for (let i = 0; i < 10_000; i++) form.set(`f${i}`, 'x');
    expect((await post(form)).status).toBe(415);
  });
});

describe('content', () => {
  const u32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const crc32 = (bytes: Buffer) => {
    let crc = ~0;
    for (const byte of bytes) {
      crc ^= byte;
      for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
  };
  const chunk = (type: string, data: Buffer) => {
    const typed = Buffer.concat([Buffer.from(type), data]);
    return Buffer.concat([u32(data.length), typed, u32(crc32(typed))]);
  };
  const png = (width: number, height: number, data: Buffer) =>
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from('0802000000', 'hex')])),
      chunk('IDAT', data),
      chunk('IEND', Buffer.alloc(0)),
    ]);

  test('that unpacks to more pixels than anybody has is not unpacked', async () => {
    for (const side of [60_000, 2 ** 31 - 1]) {
      const bomb = png(side, side, deflateSync(Buffer.alloc(1_000_000)));
      expect((await post(bomb)).status).toBe(200);
      const detected = await post(bomb, {}, '/v1/detect');
      expect([413, 422]).toContain(detected.status);
      // Signed as it is: nothing in it was looked at.
      const marked = await post(bomb, f.bearer('mark'), '/v1/mark');
      if (marked.status === 200) expect(marked.headers.get('provenance-unmarked')).toBe('large');
      else expect([413, 422]).toContain(marked.status);
    }
  });

  test('of malformed CBOR in a store, and stores in stores, is a report', async () => {
    const picture = Buffer.from(await art(2));
    const marked = await post(picture, f.bearer('mark'), '/v1/mark');
    const bytes = Buffer.from(await marked.arrayBuffer());
    const at = bytes.indexOf('c2pa.claim');
    const verifier = createVerifier({ workers: 1 });
    for (const [offset, value] of [
      [20, 0xff],
      [30, 0x9f],
      [40, 0xbf],
      [50, 0x5f],
      [60, 0xfb],
    ] as const) {
      const broken = Buffer.from(bytes);
      broken.fill(value, at + offset, at + offset + 200);
      const response = await post(broken);
      expect(response.status).toBe(200);
      expect(await response.text()).not.toMatch(STACK);
      // The registry has the credential that was broken here; without it there is none that holds.
      const report = await verifier.verify(broken);
      expect(report.verdict.trust).toBe('none');
    }
    await verifier.close();
  });

  test('of every kind of noise is answered, and no stack leaves the process', async () => {
    const picture = Buffer.from(await art(3, 64));
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state;
    };
    for (let i = 0; i < 40; i++) {
      const bytes = Buffer.from(picture);
      for (let j = 0; j < 1 + (random() % 30); j++)
        bytes[random() % bytes.length] = random() >>> 24;
      const response = await post(bytes.subarray(0, 1 + (random() % bytes.length)));
      expect([200, 400, 413, 415, 422]).toContain(response.status);
      expect(await response.text()).not.toMatch(STACK);
    }
  });
});

describe('requests', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', [400]],
    ['no host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', [400]],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}`, [431]],
    ['a null in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n', [400]],
    [
      'a bare line feed in a header',
      'GET / HTTP/1.1\r\nHost: x\r\nX: a\nEvil: b\r\nConnection: close\r\n\r\n',
      [400, 404],
    ],
    [
      'a path upwards',
      'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      [404],
    ],
    [
      'an encoded path upwards',
      'GET /v1/manifests/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      [401],
    ],
    [
      'an encoding that is none',
      'GET /v1/trace/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      [400],
    ],
    [
      'a host that is an address of the cloud',
      'GET /healthz HTTP/1.1\r\nHost: 169.254.169.254\r\nConnection: close\r\n\r\n',
      [200],
    ],
    [
      'a host that is nothing',
      'GET /healthz HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n',
      [200, 400],
    ],
    [
      'a method that is none',
      'BREW /v1/verify HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      [400],
    ],
    [
      'an absolute address',
      'GET http://evil.example/v1/services/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      [200, 400],
    ],
  ])('with %s', async (_, text, statuses) => {
    const answer = await raw(text);
    expect(statuses).toContain(statusOf(answer));
    expect(answer).not.toMatch(STACK);
    expect(answer).not.toMatch(/root:|^Evil:/m);
  });

  test('cannot put headers into an answer', async () => {
    const response = await fetch(
      `${server.url}/v1/mark?title=${encodeURIComponent('a\r\nEvil: b')}&requestId=${encodeURIComponent('x\r\nEvil: c')}`,
      { method: 'POST', body: (await art(4)) as never, headers: f.bearer('mark') },
    );
    expect(response.headers.get('evil')).toBe(null);
    expect(await response.arrayBuffer()).toBeDefined();
  });

  test('with a million wrong tokens in a row cost no more than a look-up', async () => {
    const status = async (text: string) =>
      (await post('x', { authorization: `Bearer ${text}` }, '/v1/mark')).status;
    expect(await status('a'.repeat(10_000))).toBe(401);
    expect(await status("prov_00000000_' OR 1=1")).toBe(401);
    expect(await status('__proto__')).toBe(401);
  });
});

test('a thousand connections are held off, and the first of them served', async () => {
  const all = Array.from({ length: 1000 }, () => open());
  const { socket, answer } = all[0] as ReturnType<typeof open>;
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(statusOf(await answer)).toBe(200);
  // Above the limit they are closed; below it, by the time for headers.
  await Promise.all(all.map((each) => each.answer));
});

test('a client that goes away while its file is looked at gives the worker back', async () => {
  const verifier = f.options.verifier;
  const controller = new AbortController();
  const gone = fetch(`${server.url}/v1/verify`, {
    method: 'POST',
    body: (await art(9, 1200)) as never,
    signal: controller.signal,
  });
  await expect.poll(() => verifier.load.running, { interval: 5 }).toBe(1);
  controller.abort();
  await expect(gone).rejects.toThrow();
  await expect.poll(() => verifier.load.running, { timeout: 10_000 }).toBe(0);
  expect((await post(await art(1, 32))).status).toBe(200);
});

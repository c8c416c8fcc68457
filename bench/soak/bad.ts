import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { crc32, deflateSync } from 'node:zlib';
import type { Ask } from './ledger.ts';

export interface BadGiven {
  readonly ask: Ask;
  readonly url: string;
  readonly random: () => number;
  /** An honest picture to damage. */
  readonly picture: () => Promise<Uint8Array>;
}

type Work = (given: BadGiven) => Promise<readonly number[]>;

/** What hostile and broken clients do, and the statuses that they may get. */
export const BAD: readonly (readonly [name: string, may: readonly number[], work: Work])[] = [
  ['malformed JSON', [400], sent('/v1/verify', 'application/json', () => '{"text": "a')],
  ['a million levels', [400], sent('/v1/verify', 'application/json', () => '['.repeat(1e6))],
  ['a form', [415], sent('/v1/mark', 'multipart/form-data; boundary=x', () => '--x\r\n\r\n--x--')],
  ['an empty body', [400, 422], sent('/v1/mark', 'image/png', () => '')],
  ['a store that is none', [400], sent('/v1/manifests', 'application/c2pa', () => 'nothing')],
  ['half a picture', [200, 400, 422], damaged((bytes) => bytes.subarray(0, bytes.length / 2))],
  ['a picture with noise in it', [200, 400, 422], damaged(noisy)],
  ['a pixel bomb', [413, 422], sent('/v1/mark', 'image/png', bomb)],
  ['a path out of the folder', [400, 404], got('/v1/manifests/..%2f..%2fetc%2fpasswd')],
  ['a content id that is none', [400], got('/v1/trace/zzzz')],
  ['a forged token', [401], forged],
  ['a client that leaves in its body', [], leaves],
  ['headers that take their time', [], slow],
];

function sent(path: string, type: string, body: () => string | Uint8Array): Work {
  return async ({ ask }) => {
    const headers = { 'content-type': type };
    const answer = await ask(path, { method: 'POST', headers, body: body() as never });
    return answer === null ? [] : [answer.status];
  };
}

function got(path: string): Work {
  return async ({ ask }) => {
    const answer = await ask(path);
    return answer === null ? [] : [answer.status];
  };
}

function damaged(change: (bytes: Uint8Array, random: () => number) => Uint8Array): Work {
  return async ({ ask, picture, random }) => {
    const bytes = change(await picture(), random);
    const statuses = [];
    for (const path of ['/v1/verify', '/v1/mark']) {
      const answer = await ask(path, { method: 'POST', body: bytes as never });
      if (answer !== null) statuses.push(answer.status);
    }
    return statuses;
  };
}

function noisy(bytes: Uint8Array, random: () => number): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (let i = 0; i < 64; i++) out[Math.floor(random() * out.length)] = random() * 256;
  return out;
}

/** 60,000 x 60,000 pixels in some bytes. */
function bomb(): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(60_000, 0);
  header.writeUInt32BE(60_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', new Uint8Array()),
  ]);
}

async function forged({ ask }: BadGiven): Promise<number[]> {
  const authorization = `Bearer prov_00000000_${'A'.repeat(43)}`;
  const answer = await ask('/v1/mark', { method: 'POST', headers: { authorization }, body: 'x' });
  return answer === null ? [] : [answer.status];
}

/** It announces a picture, sends some of it, and is gone. */
async function leaves({ url }: BadGiven): Promise<number[]> {
  await raw(
    url,
    'POST /v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\nabc',
    50,
  );
  return [];
}

async function slow({ url }: BadGiven): Promise<number[]> {
  await raw(url, 'GET /v1/services/status HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', 2000);
  return [];
}

async function raw(url: string, text: string, milliseconds: number): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // The server may be away just now.
  socket.on('error', () => {});
  socket.write(text);
  await wait(milliseconds);
  socket.destroy();
}

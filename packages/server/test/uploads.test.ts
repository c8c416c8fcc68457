// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { ProvenanceError } from '@provenance/content';
import { createVerifier, type Verifier } from '@provenance/sdk';
import { verifyUploads as forExpress } from '@provenance/server/express';
import { verifyUploads as forFastify } from '@provenance/server/fastify';
import { verifyUploads as forHono, type UploadOptions } from '@provenance/server/hono';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture } from './service.ts';

let f: Fixture;
let folder: string;
let bare: Verifier;
let marked: Uint8Array<ArrayBuffer>;
let plain: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  f = await fixture();
  bare = createVerifier({ workers: 1 });
  folder = await mkdtemp(join(tmpdir(), 'provenance-uploads-'));
  const origin = { kind: 'created', generator: { name: 'app', version: '1' } } as const;
  const result = await f.options.marker?.mark(await art(41), origin);
  marked = Uint8Array.from(result?.bytes ?? []);
  plain = Uint8Array.from(await art(42, 64));
});
afterAll(async () => {
  await bare.close();
  await f.close();
  await rm(folder, { recursive: true });
});

/** What the route of each framework answers: what it was given, and whether the files were there. */
async function seen(provenance: {
  files: readonly {
    field: string;
    name: string | null;
    path: string;
    decision: string;
    findings: readonly string[];
    bytes: number;
  }[];
  fields: Readonly<Record<string, string>>;
  decision: string;
}) {
  const sizes = await Promise.all(
    provenance.files.map(async ({ path }) => (await readFile(path)).length),
  );
  return {
    decision: provenance.decision,
    fields: { ...provenance.fields },
    files: provenance.files.map(({ field, name, decision, findings }, i) => ({
      field,
      name,
      decision,
      findings,
      bytes: sizes[i],
    })),
  };
}

type Start = (options: UploadOptions) => Promise<{ server: Server; reached: () => number }>;

const started = async (server: Server) => {
  if (!server.listening) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
};

const frameworks: [string, Start][] = [
  [
    'hono',
    async (options) => {
      let count = 0;
      const app = new Hono();
      app.on(['GET', 'POST'], '/upload', forHono(options), async (c) => {
        count++;
        return c.json(await seen(c.get('provenance')));
      });
      const server = await started(createServer(getRequestListener(app.fetch)));
      return { server, reached: () => count };
    },
  ],
  [
    'express',
    async (options) => {
      let count = 0;
      const app = express();
      app.all('/upload', forExpress(options), async (request, response) => {
        count++;
        const { provenance } = request as { provenance?: Parameters<typeof seen>[0] };
        response.json(await seen(provenance as Parameters<typeof seen>[0]));
      });
      const server = await started(createServer(app));
      return { server, reached: () => count };
    },
  ],
  [
    'fastify',
    async (options) => {
      let count = 0;
      const app = fastify();
      await app.register(async (scope) => {
        await scope.register(forFastify(options));
        scope.get('/upload', async (request) => {
          count++;
          return seen(
            (request as unknown as { provenance: Parameters<typeof seen>[0] }).provenance,
          );
        });
        scope.post('/upload', async (request) => {
          count++;
          return seen(
            (request as unknown as { provenance: Parameters<typeof seen>[0] }).provenance,
          );
        });
      });
      await app.ready();
      await app.listen({ port: 0, host: '127.0.0.1' });
      return { server: app.server, reached: () => count };
    },
  ],
];

describe.each(frameworks)('%s', (_, start) => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    // Whatever happened, no file stays behind.
    await expect.poll(() => readdir(folder)).toEqual([]);
  });
  const serve = async (options: Partial<UploadOptions> = {}) => {
    const made = await start({ verifier: f.options.verifier, folder, ...options });
    servers.push(made.server);
    const { port } = made.server.address() as AddressInfo;
    return { ...made, port, url: `http://127.0.0.1:${port}/upload` };
  };
  const formOf = (parts: Record<string, Uint8Array<ArrayBuffer> | string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(parts)) {
      if (typeof value === 'string') form.set(name, value);
      else form.set(name, new Blob([value], { type: 'image/png' }), `../../${name}.png`);
    }
    return form;
  };

  test('gives the route its files, with a report and a decision each', async () => {
    const { url } = await serve({ decisions: { ai: 'flag' } });
    const body = formOf({ art: marked, photo: plain, title: 'Two', __proto__x: 'y' });
    const response = await fetch(url, { method: 'POST', body });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      decision: 'flag',
      fields: { title: 'Two', __proto__x: 'y' },
      files: [
        { field: 'art', name: 'art.png', decision: 'flag', findings: ['ai'], bytes: marked.length },
        {
          field: 'photo',
          name: 'photo.png',
          decision: 'accept',
          findings: ['unknown'],
          bytes: plain.length,
        },
      ],
    });
    const bare = await fetch(url, {
      method: 'POST',
      body: marked,
      headers: { 'content-type': 'image/png' },
    });
    expect(await bare.json()).toMatchObject({ files: [{ field: 'body', bytes: marked.length }] });
  });

  test('rejects what is to be rejected, before the route', async () => {
    const { url, reached } = await serve({ decisions: { ai: 'reject' } });
    const response = await fetch(url, { method: 'POST', body: formOf({ art: marked }) });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ title: 'UPLOAD_REJECTED' });
    expect(reached()).toBe(0);
  });

  test('flags what cannot be checked, which is not the fault of who sends it', async () => {
    const { url } = await serve();
    const flac = Uint8Array.from(Buffer.from('fLaC\0\0\0\x22'.padEnd(64, '\0'), 'latin1'));
    const noise = Uint8Array.from([26, 69, 223, 163, 1, 2, 3]);
    for (const bytes of [flac, noise, new Uint8Array()]) {
      const response = await fetch(url, { method: 'POST', body: formOf({ art: bytes }) });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        decision: 'flag',
        files: [{ findings: ['unreadable'], decision: 'flag' }],
      });
    }
    const strict = await serve({ decisions: { unreadable: 'reject' } });
    const refused = await fetch(strict.url, { method: 'POST', body: formOf({ art: noise }) });
    expect(refused.status).toBe(422);
  });

  test('tells a credential that does not hold from none', async () => {
    // Of the registry, the credential that was broken here would be had again.
    const verifier = bare;
    const { url } = await serve({ verifier });
    const forged = Uint8Array.from(marked);
    forged[Buffer.from(forged).indexOf('claim_generator_info')] = 0x45;
    const response = await fetch(url, { method: 'POST', body: formOf({ art: forged }) });
    expect(await response.json()).toMatchObject({
      files: [{ findings: ['invalid'], decision: 'flag' }],
    });
    const strict = await serve({ verifier, decisions: { invalid: 'reject' } });
    const refused = await fetch(strict.url, { method: 'POST', body: formOf({ art: forged }) });
    expect(refused.status).toBe(422);
  });

  test('reads a text in an older encoding by its name or its type, as the command does', async () => {
    const { url } = await serve();
    const sjis = Uint8Array.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x0a]);
    const post = async (type: string, name: string) => {
      const body = new FormData();
      body.set('text', new Blob([sjis], { type }), name);
      const { files } = (await (await fetch(url, { method: 'POST', body })).json()) as {
        files: { findings: string[] }[];
      };
      return files[0]?.findings;
    };
    expect(await post('text/plain; charset=shift_jis', 'blob')).not.toContain('unreadable');
    expect(await post('application/octet-stream', 'a.txt')).not.toContain('unreadable');
    expect(await post('application/octet-stream', 'blob')).toEqual(['unreadable']);
    expect(await post('constructor', 'blob')).toEqual(['unreadable']);
  });

  test('answers a fault of ours with an id that its log has', async () => {
    const faults: [string, unknown][] = [];
    const thrown = new TypeError('a fault');
    const verifier = {
      verify: async () => {
        throw thrown;
      },
    };
    const logger = { fault: (id: string, error: unknown) => void faults.push([id, error]) };
    const { url } = await serve({ verifier, logger });
    const response = await fetch(url, { method: 'POST', body: formOf({ art: plain }) });
    expect(response.status).toBe(500);
    const { instance } = (await response.json()) as { instance: string };
    expect(faults).toEqual([[instance.replace('urn:provenance:request:', ''), thrown]]);
  });

  test('asks the verifier for its own language, and else for none', async () => {
    const asked: unknown[] = [];
    const verifier: UploadOptions['verifier'] = {
      verify: (input, options) => {
        asked.push(options?.language);
        return f.options.verifier.verify(input, options);
      },
    };
    for (const more of [{}, { language: 'ja' as const }]) {
      const { url } = await serve({ verifier, ...more });
      await fetch(url, { method: 'POST', body: formOf({ art: plain }) });
    }
    expect(asked).toEqual([undefined, 'ja']);
  });

  test('tells what is reserved from training, and rejects it where `decisions` say so', async () => {
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:tdm="http://www.w3.org/ns/tdmrep/" tdm:reservation="1"/></rdf:RDF></x:xmpmeta>';
    const reserved = Uint8Array.from(await sharp(plain).withXmp(xmp).png().toBuffer());
    const post = async (options: Partial<UploadOptions>) => {
      const { url } = await serve(options);
      return fetch(url, { method: 'POST', body: formOf({ art: reserved }) });
    };
    expect(await (await post({})).json()).toMatchObject({
      files: [{ findings: expect.arrayContaining(['reserved']), decision: 'accept' }],
    });
    expect((await post({ decisions: { reserved: 'reject' } })).status).toBe(422);
  });

  test('refuses forms that are too large, have too many parts, or end early', async () => {
    const { url, reached, port } = await serve({
      limits: { maxBytes: 100_000, maxFiles: 2, maxFields: 3 },
    });
    const post = async (body: RequestInit['body']) =>
      (await fetch(url, { method: 'POST', body: body as never })).status;
    expect(await post(formOf({ a: new Uint8Array(200_000) }))).toBe(413);
    expect(await post(formOf({ a: plain, b: plain, c: plain }))).toBe(413);
    expect(await post(formOf({ a: '1', b: '2', c: '3', d: '4' }))).toBe(413);
    expect(await post(formOf({ a: 'x'.repeat(100_000) }))).toBe(413);
    const many = Array.from({ length: 10_000 }, (_, i) => [`f${i}`, 'x'] as const);
    // Made before: on a busy machine a sender of so many pieces would outlast the time in which it is heard.
    const long = new Response(formOf(Object.fromEntries(many)));
    const type = { 'content-type': long.headers.get('content-type') ?? '' };
    const sent = { method: 'POST', body: await long.arrayBuffer(), headers: type };
    expect((await fetch(url, sent)).status).toBe(413);
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const cut = '--x\r\nContent-Disposition: form-data; name="a"; filename="a.png"\r\n\r\nabc';
    expect((await fetch(url, { method: 'POST', body: cut, headers })).status).toBe(400);
    const none = { 'content-type': 'multipart/form-data' };
    expect((await fetch(url, { method: 'POST', body: cut, headers: none })).status).toBe(400);
    // Who goes away while sending leaves nothing.
    await new Promise<void>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 90000\r\n\r\n${cut}`,
          () => socket.destroy(),
        );
      });
      socket.on('close', () => done());
    });
    expect(reached()).toBe(0);
  });

  test('a part that cannot be read ends the request, and the sender hears it', async () => {
    const { port, reached } = await serve();
    const good = 'content-disposition: form-data; name="a"; filename="a.txt"';
    const statuses = await Promise.all(
      [1000, 100_000, 1_000_000].map((length) => {
        const body = Buffer.from(
          `--B\r\n${good}\r\n\r\nhello\r\n--B\r\ncontent-disposition: attachment\r\n\r\n${'a'.repeat(length)}\r\n--B--\r\n`,
        );
        return new Promise<string>((done) => {
          let answer = '';
          const socket = connect(port, '127.0.0.1', () => {
            socket.write(
              `POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: ${body.length}\r\n\r\n`,
            );
            socket.write(body);
          });
          socket.on('data', (chunk) => {
            answer += chunk;
          });
          socket.on('close', () => done(answer.slice(9, 12)));
        });
      }),
    );
    expect(statuses).toEqual(['400', '400', '400']);
    expect(reached()).toBe(0);
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json-patch+json',
    'text/plain',
    'text/plain+x',
    'application/x-www-form-urlencoded',
    'image/png',
    'none/such',
  ])('looks at a body of the type %s', async (type) => {
    const { url, reached } = await serve({
      decisions: { unknown: 'reject', unreadable: 'reject' },
    });
    const sent = { method: 'POST', body: '{"not": "read"}', headers: { 'content-type': type } };
    expect((await fetch(url, sent)).status).toBe(422);
    expect(reached()).toBe(0);
  });

  test('a request without a body has no file', async () => {
    const { url, reached } = await serve({ decisions: { unreadable: 'reject' } });
    for (const method of ['GET', 'POST']) {
      const response = await fetch(url, { method });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ decision: 'accept', fields: {}, files: [] });
    }
    expect(reached()).toBe(2);
    // In chunks a body is announced, of whatever length.
    const chunked = request(url, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
    chunked.end();
    const [{ statusCode }] = await once(chunked, 'response');
    expect(statusCode).toBe(422);
  });

  test('looks at as many files as a form may have without a warning', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error) => void warnings.push(warning);
    process.on('warning', hear);
    try {
      const verifier: UploadOptions['verifier'] = {
        async verify(_, options) {
          options?.signal?.addEventListener('abort', () => {});
          throw new ProvenanceError('CONTENT_UNSUPPORTED');
        },
      };
      const { url } = await serve({ verifier });
      const files = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`f${i}`, plain]));
      expect((await fetch(url, { method: 'POST', body: formOf(files) })).status).toBe(200);
      await new Promise((done) => setImmediate(done));
    } finally {
      process.off('warning', hear);
    }
    expect(warnings).toEqual([]);
  });

  test('is 503 where all workers are busy, and nothing stays behind', async () => {
    const verifier = {
      verify: async () => {
        throw new ProvenanceError('WORKER_OVERLOADED');
      },
    };
    const { url, reached } = await serve({ verifier });
    const response = await fetch(url, { method: 'POST', body: formOf({ art: plain }) });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(reached()).toBe(0);
  });
});

describe('guards', () => {
  const servers: Server[] = [];
  const faults: unknown[] = [];
  afterEach(() => {
    faults.length = 0;
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  const options = (): UploadOptions => ({
    verifier: bare,
    folder,
    decisions: { unknown: 'reject', unreadable: 'reject' },
    logger: { fault: (_, error) => void faults.push(error) },
  });
  const post = async (server: Server, type = 'application/json') => {
    servers.push(await started(server));
    const { port } = server.address() as AddressInfo;
    const headers = { 'content-type': type };
    const url = `http://127.0.0.1:${port}/u`;
    return (await fetch(url, { method: 'POST', body: '{"a": 1}', headers })).status;
  };

  test.each(['application/json', 'text/plain', 'image/png'])(
    'the routes of Fastify beside which it is registered, of %s',
    async (type) => {
      const app = fastify();
      await app.register(forFastify(options()));
      app.post('/u', async () => 'reached');
      await app.listen({ port: 0, host: '127.0.0.1' });
      expect(await post(app.server, type)).toBe(422);
    },
  );

  test('no route of another scope', async () => {
    const app = fastify();
    await app.register(async (scope) => {
      await scope.register(forFastify(options()));
    });
    app.post('/u', async (request) => request.body);
    await app.listen({ port: 0, host: '127.0.0.1' });
    expect(await post(app.server)).toBe(200);
  });

  const before: [string, () => Promise<Server>][] = [
    [
      'Fastify',
      async () => {
        const app = fastify();
        await app.register(forFastify(options()));
        app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) =>
          done(null, body),
        );
        app.post('/u', async () => 'reached');
        await app.listen({ port: 0, host: '127.0.0.1' });
        return app.server;
      },
    ],
    [
      'Express',
      async () => {
        const app = express();
        app.post('/u', express.json(), forExpress(options()), (_, response) => {
          response.end('reached');
        });
        return createServer(app);
      },
    ],
    [
      'Hono',
      async () => {
        const app = new Hono();
        app.use(async (c, next) => {
          await c.req.json();
          await next();
        });
        app.post('/u', forHono(options()), (c) => c.text('reached'));
        return createServer(getRequestListener(app.fetch));
      },
    ],
  ];
  test.each(before)('nothing that was read before, and says so: %s', async (_, start) => {
    expect(await post(await start())).toBe(500);
    expect(faults).toEqual([expect.any(TypeError)]);
    expect(String(faults[0])).toContain('before verifyUploads');
  });
});

test.each([
  ['a finding that nobody knows', { colour: 'reject' }],
  ['a decision that is none', { ai: 'burn' }],
])("refuses a caller's mistake: %s", (_, decisions) => {
  const options = { verifier: f.options.verifier, decisions: decisions as never };
  for (const make of [forHono, forExpress, forFastify]) {
    expect(() => make(options)).toThrow(TypeError);
  }
});

test.each([
  ['no verifier', {}],
  ['a number for a verifier', { verifier: 5 }],
  ['a verifier without its method', { verifier: { detect() {} } }],
  ['a language that there is not', { verifier: { verify() {} }, language: 'de' }],
  ['a finding of the prototype', { verifier: { verify() {} }, decisions: { constructor: 'flag' } }],
  ['a list of decisions', { verifier: { verify() {} }, decisions: [] }],
  ['a folder that is no path', { verifier: { verify() {} }, folder: 5 }],
  ['a logger without its method', { verifier: { verify() {} }, logger: console }],
])('refuses, when it is made, %s', (_, options) => {
  for (const make of [forHono, forExpress, forFastify]) {
    expect(() => make(options as never)).toThrow(TypeError);
  }
});

test.each([0, -1, 1.5, Number.NaN, '5'])('refuses, when it is made, a limit of %s', (maxBytes) => {
  for (const make of [forHono, forExpress, forFastify]) {
    const options = { verifier: f.options.verifier, limits: { maxBytes } };
    expect(() => make(options as never)).toThrow(RangeError);
  }
});

test.each([
  ['an old name', { policy: { ai: 'reject' } }, 'It is called "decisions" now.'],
  ['an option that there is not', { decision: {} }, '"decision"'],
  ['a limit that there is not', { limits: { maxByte: 1 } }, '"maxByte"'],
])('refuses %s, which would count for nothing', (_, given, said) => {
  for (const make of [forHono, forExpress, forFastify]) {
    expect(() => make({ verifier: f.options.verifier, ...given } as never)).toThrow(said);
  }
});

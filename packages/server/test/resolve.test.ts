// Our client against our server, against the older subset that is deployed, and against what lies.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createDevelopmentCertificates,
  loadTrust,
  pemSigner,
  resolve,
  SOFT_BINDING_ALGORITHM,
  sign,
} from '@provenance/sdk';
import { type Listening, listen } from '@provenance/server';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { illustrated, small, storeIn } from './illustrated.ts';
import { art, type Fixture, fixture, key } from './service.ts';

const ID = '1122334455667788';
const binding = { alg: SOFT_BINDING_ALGORITHM, value: Buffer.from(ID, 'hex').toString('base64') };
const watermark = { keys: [{ key }] };

let f: Fixture;
let server: Listening;
let stripped: Uint8Array;
let store: Uint8Array;
let manifestId: string;
beforeAll(async () => {
  f = await fixture();
  server = await listen(f.options);
  const origin = { kind: 'created', generator: { name: 'app', version: '1' } } as const;
  const marked = await f.options.marker?.mark(await art(5), origin, { contentId: ID });
  if (marked === undefined) throw new Error('no marker');
  store = marked.manifestStore;
  manifestId = marked.activeManifest;
  stripped = new Uint8Array(await sharp(marked.bytes).jpeg({ quality: 80 }).toBuffer());
});
afterAll(async () => {
  await server.close();
  await f.close();
});

const servers: Server[] = [];
afterEach(() => {
  for (const each of servers.splice(0)) {
    each.closeAllConnections();
    each.close();
  }
});
async function fake(listener: RequestListener): Promise<string> {
  const each = createServer(listener);
  servers.push(each);
  await new Promise<void>((done) => each.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(each.address() as AddressInfo).port}`;
}
/** Answers every look-up with these matches, and every manifest with these bytes. */
const answering =
  (matches: unknown, bytes: Uint8Array = store, type = 'application/c2pa'): RequestListener =>
  (request, response) => {
    if (request.url?.includes('/matches/')) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ matches }));
    } else response.setHeader('content-type', type).end(bytes);
  };
const problemsOf = async (listener: RequestListener, more = {}) => {
  const report = await resolve(stripped, {
    resolvers: [{ url: await fake(listener) }],
    bindings: [binding],
    ...more,
  });
  expect(report.manifests).toEqual([]);
  return report.problems.map(({ problem }) => problem);
};

describe('our own server', () => {
  test('has the manifest behind a mark whose credential was stripped', async () => {
    const token = f.bearer('fetch:manifests').authorization.replace('Bearer ', '');
    const trust = await loadTrust({ anchors: f.certificates.root });
    const resolvers = [{ url: `${server.url}/v1`, token }];
    const report = await resolve(stripped, { resolvers, watermark, trust });
    expect(report.bindings).toEqual([binding]);
    expect(report.problems).toEqual([]);
    expect(report.manifests).toHaveLength(1);
    expect(report.manifests[0]).toMatchObject({
      activeManifest: manifestId,
      standing: 'recovered',
      differs: false,
      resolver: `${server.url}/v1`,
    });
    expect(Buffer.compare(report.manifests[0]?.manifestStore ?? new Uint8Array(), store)).toBe(0);
  });

  test('refuses without a token, which is a problem and no answer', async () => {
    const report = await resolve(stripped, { resolvers: [{ url: `${server.url}/v1` }], watermark });
    expect(report.problems).toEqual([{ resolver: `${server.url}/v1`, problem: 'refused' }]);
    expect(report.manifests).toEqual([]);
  });

  test('is not asked where there is nothing to ask by', async () => {
    const report = await resolve(await art(6), {
      resolvers: [{ url: 'http://127.0.0.1:1' }],
      watermark,
    });
    expect(report).toEqual({ bindings: [], manifests: [], problems: [] });
  });
});

describe('another server', () => {
  const recovered = async (listener: RequestListener, path = '') => {
    const url = `${await fake(listener)}${path}`;
    const report = await resolve(stripped, { resolvers: [{ url }], bindings: [binding] });
    expect(report.problems).toEqual([]);
    expect(report.manifests[0]).toMatchObject({
      standing: 'recovered',
      activeManifest: manifestId,
    });
    return report;
  };

  test('may send a null score, an id with dashes, and an endpoint with or without slash and version', async () => {
    const paths: string[] = [];
    const match = { manifestId: 'urn-c2pa-x-adobe', similarityScore: null };
    for (const endpoint of ['/', '', '/v1', '/v1/', undefined]) {
      const listener: RequestListener = (request, response) => {
        paths.push(request.url ?? '');
        const at = `http://${request.headers.host}`;
        answering([{ ...match, ...(endpoint !== undefined && { endpoint: `${at}${endpoint}` }) }])(
          request,
          response,
        );
      };
      const { manifests } = await recovered(listener, '/sbapi/');
      expect(manifests[0]?.similarityScore).toBe(null);
    }
    const asked = paths.filter((path) => path.includes('manifests/'));
    expect(asked).toEqual([
      '/manifests/urn-c2pa-x-adobe',
      '/manifests/urn-c2pa-x-adobe',
      '/v1/manifests/urn-c2pa-x-adobe',
      '/v1/manifests/urn-c2pa-x-adobe',
      '/sbapi/manifests/urn-c2pa-x-adobe',
    ]);
  });

  test('may fail once', async () => {
    let count = 0;
    await recovered((request, response) => {
      if (count++ === 0) response.writeHead(500).end();
      else answering([{ manifestId }])(request, response);
    });
  });

  test('that points to a manifest which does not claim the mark is not believed', async () => {
    const other = { alg: 'com.example.mark', value: Uint8Array.of(1) };
    const origin = { kind: 'created', generator: { name: 'x', version: '1' } } as const;
    const foreign = await sign(
      await art(8, 64),
      { ...origin, softBinding: other },
      { signer: f.signer },
    );
    const listener = answering([{ manifestId }], foreign.manifestStore);
    const resolvers = [{ url: await fake(listener) }];
    const { manifests } = await resolve(stripped, { resolvers, bindings: [binding] });
    expect(manifests.map(({ standing }) => standing)).toEqual(['unclaimed']);
  });

  test('whose manifest somebody else has signed is said to be untrusted', async () => {
    const stranger = await pemSigner(await createDevelopmentCertificates({ alg: 'ES256' }));
    const softBinding = { alg: binding.alg, value: Buffer.from(ID, 'hex') };
    const origin = {
      kind: 'created',
      generator: { name: 'x', version: '1' },
      softBinding,
    } as const;
    const forged = await sign(await art(9, 64), origin, { signer: stranger });
    const trust = await loadTrust({ anchors: f.certificates.root });
    const resolvers = [{ url: await fake(answering([{ manifestId }], forged.manifestStore)) }];
    const { manifests } = await resolve(stripped, { resolvers, bindings: [binding], trust });
    expect(manifests[0]?.standing).toBe('recovered');
    expect(manifests[0]?.credentials.state).not.toBe('Trusted');
    expect(manifests[0]?.credentials.failure.map(({ code }) => code)).toContain(
      'signingCredential.untrusted',
    );
  });

  test('whose manifest is not that of the file is a conflict to be shown', async () => {
    const origin = { kind: 'created', generator: { name: 'x', version: '1' } } as const;
    const own = await sign(stripped, origin, { signer: f.signer });
    const resolvers = [{ url: await fake(answering([{ manifestId }])) }];
    const { manifests } = await resolve(own.bytes, { resolvers, bindings: [binding] });
    expect(manifests[0]).toMatchObject({ differs: true, standing: 'recovered' });
  });

  test('whose manifest shows its content is compared with how the picture looks', async () => {
    const softBinding = { alg: binding.alg, value: Buffer.from(ID, 'hex') };
    const look = async (shown: Uint8Array) => {
      const bytes = await illustrated(
        f,
        shown,
        { parent: await small(shown), component: await small(shown) },
        softBinding,
      );
      const store = await storeIn(bytes);
      const resolvers = [{ url: await fake(answering([{ manifestId }], store)) }];
      const { manifests } = await resolve(stripped, { resolvers, bindings: [binding] });
      return manifests.map((each) => [each.standing, each.look]);
    };
    expect(await look(await sharp(stripped).png().toBuffer())).toEqual([['recovered', 'same']]);
    expect(await look(await art(77, 256))).toEqual([['recovered', 'undecided']]);
  });

  test('that lies or fails is a problem, in bounded time and memory', async () => {
    const broken = Buffer.from(store);
    broken.fill(0xff, broken.length - 2000);
    const invalid = [{ url: await fake(answering([{ manifestId }], broken)) }];
    const report = await resolve(stripped, { resolvers: invalid, bindings: [binding] });
    expect(report.manifests.map(({ standing }) => standing)).toEqual(['invalid']);

    const one = [{ manifestId }];
    expect(await problemsOf((_, response) => response.writeHead(500).end())).toEqual(['failed']);
    expect(await problemsOf((_, response) => response.writeHead(403).end())).toEqual(['refused']);
    expect(await problemsOf((_, response) => response.end('<html>'))).toEqual(['malformed']);
    expect(await problemsOf(answering('none'))).toEqual(['malformed']);
    expect(await problemsOf(answering([{ manifestId: 7 }]))).toEqual(['malformed']);
    expect(await problemsOf(answering([null]))).toEqual(['malformed']);
    expect(await problemsOf(answering(one, Buffer.from('<html>'), 'text/html'))).toEqual([
      'malformed',
    ]);
    expect(await problemsOf((request) => request.socket.destroy())).toEqual(['unreachable']);
    expect(
      await problemsOf((_, response) => response.writeHead(302, { location: '/' }).end()),
    ).toEqual(['unreachable']);
    const elsewhere = [{ manifestId, endpoint: 'http://169.254.169.254/' }];
    expect(await problemsOf(answering(elsewhere))).toEqual(['untrusted-endpoint']);
    expect(await problemsOf(() => {}, { timeoutSeconds: 0.2 })).toEqual(['timeout']);
    const endless: RequestListener = (_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(2 ** 16))) {}
      };
      response.on('drain', more);
      more();
    };
    expect(await problemsOf(endless)).toEqual(['too-large']);
    const drip: RequestListener = (_, response) => response.write('{');
    expect(await problemsOf(drip, { timeoutSeconds: 0.2 })).toEqual(['timeout']);
  });

  test('that hangs lets go at an abort', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const url = await fake(() => controller.abort(reason));
    const options = { resolvers: [{ url }], bindings: [binding], signal: controller.signal };
    await expect(resolve(stripped, options)).rejects.toBe(reason);
  });
});

test.each([
  ['no resolvers', { resolvers: [] }],
  ['a file', { resolvers: [{ url: 'file:///etc/passwd' }] }],
  ['no time', { resolvers: [{ url: 'http://127.0.0.1' }], timeoutSeconds: 0 }],
])("refuses a caller's mistake: %s", async (_, options) => {
  const error = await resolve(stripped, options).catch((thrown) => thrown);
  expect(error?.name).toMatch(/^(Type|Range)Error$/);
});

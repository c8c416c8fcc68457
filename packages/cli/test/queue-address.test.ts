// Files that come from addresses and go to addresses: what is asked, what is refused, and that no secret is shown.
import { ProvenanceError } from '@provenance/content';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  getFile,
  nameOfAddress,
  parseAddresses,
  putFile,
  shownAddress,
} from '../src/queue/address.ts';
import { addressPlace } from '../src/queue/address-place.ts';
import { listEntries } from '../src/queue/entries.ts';
import { parseJob } from '../src/queue/job.ts';
import type { Kept } from '../src/queue/kept.ts';
import { isPassing } from '../src/queue/mark-job.ts';
import { UsageError } from '../src/terminal/usage-error.ts';
import { type ObjectStore, startObjectStore } from './object-store.ts';

let store: ObjectStore;
const hosts = () => new Set([store.host]);
const addresses = (secret?: string) => ({
  url: store.url('/in/0.png', secret),
  put: store.url('/out/0.png', secret),
});
beforeAll(async () => {
  store = await startObjectStore();
});
beforeEach(() => {
  Object.assign(store, { answer: null, secret: 'S3CRET' });
  store.objects.clear();
  store.puts.length = 0;
});
afterAll(() => store.close());

async function failed(work: Promise<unknown>): Promise<ProvenanceError> {
  const error = await work.then(
    () => null,
    (error) => error,
  );
  expect(error).toBeInstanceOf(ProvenanceError);
  const told = `${error.message} ${error.cause?.message} ${error.stack}`;
  expect(told).not.toContain('S3CRET');
  return error;
}

describe('an address is asked', () => {
  test('for the file, and to take it, with its type and the headers of the entry', async () => {
    const bytes = Buffer.from('\x89PNG\r\n\x1a\n…', 'latin1');
    store.objects.set('/in/0.png', bytes);
    expect(Buffer.from(await getFile(addresses(), hosts()))).toEqual(bytes);
    await putFile(addresses(), bytes, hosts());
    await putFile({ ...addresses(), headers: { 'content-type': 'x/y' } }, bytes, hosts());
    expect(store.puts.map(({ type }) => type)).toEqual(['image/png', 'x/y']);
    expect(store.objects.get('/out/0.png')).toEqual(bytes);
  });

  test('by the name of its host too, and by its port', async () => {
    store.objects.set('/in/0.png', Buffer.from('x'));
    await getFile(addresses(), new Set(['127.0.0.1']));
    const other = await failed(getFile(addresses(), new Set(['127.0.0.1:1'])));
    expect(other).toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test.each([301, 307, 400, 403, 404, 410, 412])('%i is for good', async (status) => {
    store.answer = status;
    for (const work of [
      getFile(addresses(), hosts()),
      putFile(addresses(), Buffer.from('x'), hosts()),
    ]) {
      const error = await failed(work);
      expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
      expect(error.message).toContain(String(status));
      expect(isPassing(error)).toBe(false);
    }
  });

  test.each([408, 429, 500, 503])('%i may pass', async (status) => {
    store.answer = status;
    const error = await failed(getFile(addresses(), hosts()));
    expect(error).toMatchObject({ code: 'ADDRESS_UNAVAILABLE' });
    expect(isPassing(error)).toBe(true);
  });

  test('nobody there may pass', async () => {
    const nowhere = { ...addresses(), url: 'http://127.0.0.1:1/0.png?signature=S3CRET' };
    const error = await failed(getFile(nowhere, new Set(['127.0.0.1:1'])));
    expect(error).toMatchObject({ code: 'ADDRESS_UNAVAILABLE' });
  });

  test.each([
    ['plain http', 'http://example.com/0.png?signature=S3CRET'],
    ['an own network', 'https://127.0.0.1/0.png?signature=S3CRET'],
    ['an own network', 'https://[::1]/0.png?signature=S3CRET'],
    ['an own network by name', 'https://localhost/0.png?signature=S3CRET'],
  ])('not without a word of the operator: %s', async (_, url) => {
    const error = await failed(getFile({ url, put: url }, hosts()));
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(error.message).toContain('--allow-host');
  });
});

describe('a kept file', () => {
  function memory() {
    const files = new Map<string, Uint8Array>();
    const kept: Kept = {
      keep: async (job, hash, bytes) => void files.set(`${job}/${hash}`, bytes),
      bytesOf: async (job, hash) => files.get(`${job}/${hash}`) ?? null,
      drop: async () => files.clear(),
    };
    return { files, kept };
  }

  test('stays until it is put, and is put again by who cannot know', async () => {
    const { files, kept } = memory();
    const place = () => addressPlace({ id: 'j', addresses: addresses(), kept, hosts: hosts() });
    await place().keep('aa', Buffer.from('first'));
    await place().keep('bb', Buffer.from('second'));
    store.answer = 503;
    await failed(place().settle('aa'));
    expect(files.size).toBe(2);
    store.answer = null;
    await place().settle('aa');
    expect(files.size).toBe(0);
    await place().settle('aa');
    expect(store.puts.map(({ bytes }) => String(bytes))).toEqual(['first']);
  });
});

describe('a list', () => {
  const entry = {
    url: 'https://a.example/x.png?s=S3CRET',
    put: 'https://b.example/x.png?s=S3CRET',
  };

  test('has paths and addresses', () => {
    const { paths, addresses } = listEntries('--list', [
      'a.png',
      JSON.stringify({ ...entry, headers: { 'X-Ms-Blob-Type': 'BlockBlob' } }),
      '{a,b}.png',
    ]);
    expect(paths).toEqual(['a.png', '{a,b}.png']);
    expect(addresses).toEqual([
      {
        input: 'https://a.example/x.png',
        output: 'https://b.example/x.png',
        addresses: { ...entry, headers: { 'x-ms-blob-type': 'BlockBlob' } },
      },
    ]);
  });

  test.each<[string, unknown]>([
    ['nowhere to put it', { url: entry.url }],
    ['no address', { ...entry, url: 'S3CRET' }],
    ['another protocol', { ...entry, url: 'ftp://a.example/S3CRET' }],
    ['a password', { ...entry, url: 'https://u:S3CRET@a.example/' }],
    ['a field that is not known', { ...entry, get: 'S3CRET' }],
    ['an address that is too long', { ...entry, put: `${entry.put}${'a'.repeat(8192)}` }],
    ['headers that are none', { ...entry, headers: ['S3CRET'] }],
    ['a header of the connection', { ...entry, headers: { 'Transfer-Encoding': 'S3CRET' } }],
    ['a header of several lines', { ...entry, headers: { x: 'a\r\nS3CRET: b' } }],
    [
      'a great many headers',
      {
        ...entry,
        headers: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`x${i}`, ''])),
      },
    ],
    ['nothing', {}],
  ])('is refused with %s, and not shown', (_, value) => {
    expect(parseAddresses(value)).toBeNull();
    const act = () => listEntries('--list', ['a.png', JSON.stringify(value)]);
    expect(act).toThrow(UsageError);
    expect(act).toThrow(/\b2\b/);
    expect(act).not.toThrow(/S3CRET/);
  });

  test('is refused where two go to one place', () => {
    const other = { ...entry, url: 'https://a.example/y.png', put: `${entry.put}2` };
    const act = () =>
      listEntries(
        '--list',
        [entry, other].map((each) => JSON.stringify(each)),
      );
    expect(act).toThrow(/https:\/\/b\.example\/x\.png/);
    expect(act).not.toThrow(/S3CRET/);
  });

  test('that is cut off is refused', () => {
    expect(() => listEntries('--list', ['{"url": "https://a.exam'])).toThrow(UsageError);
  });
});

test('a job shows of its addresses what it may, and the right ones', () => {
  const url = 'https://a.example/b/%E7%8C%AB.png?s=S3CRET#x';
  expect(shownAddress(url)).toBe('https://a.example/b/%E7%8C%AB.png');
  expect(nameOfAddress(url)).toBe('猫.png');
  expect(nameOfAddress('https://a.example/a%2Fb%0A')).toBe('a%2Fb%0A');
  expect(nameOfAddress('https://a.example/%ff')).toBe('%ff');
  expect(nameOfAddress('https://a.example/')).toBe('a.example');
  const job = {
    input: shownAddress(url),
    output: shownAddress(url),
    addresses: { url, put: url },
    contentId: '0123456789abcdef',
    origin: {},
    allowLoss: false,
    requireMark: false,
  };
  expect(parseJob(job)).toEqual(job);
  for (const wrong of [
    { input: 'https://b.example/' },
    { output: url },
    { addresses: { url } },
    { addresses: null },
  ]) {
    expect(() => parseJob({ ...job, ...wrong })).toThrow(
      expect.objectContaining({ code: 'JOB_MALFORMED' }),
    );
  }
});

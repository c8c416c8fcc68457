import { describe, expect, it, vi } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { fetchTrustList } from '../src/index.ts';
import { bytesOf } from './certificates.ts';

const URL_OF_LIST = 'https://example.com/list.pem';

/** A server: what it answers to an address. */
function server(answers: Readonly<Record<string, () => Response>>) {
  return vi.fn(async (address: unknown, _options?: RequestInit) => {
    const answer = answers[String(address)];
    if (answer === undefined) throw new TypeError('no such host');
    return answer();
  });
}

const sendOn = (location: string) => () =>
  new Response(null, { status: 302, headers: { location } });

describe('fetching', () => {
  it('gives the bytes, and asks for nothing but them', async () => {
    const fetch = server({ [URL_OF_LIST]: () => new Response('list') });
    expect(await fetchTrustList(URL_OF_LIST, { fetch })).toEqual(bytesOf('list'));
    expect(fetch).toHaveBeenCalledOnce();
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ redirect: 'manual', credentials: 'omit' });
  });

  it('is by https alone', async () => {
    const fetch = server({});
    for (const url of ['http://example.com/', 'file:///etc/passwd', 'data:,x', 'nothing']) {
      await expect(fetchTrustList(url, { fetch })).rejects.toThrow(TypeError);
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  it('follows to https, some times', async () => {
    const fetch = server({
      [URL_OF_LIST]: sendOn('/other.pem'),
      'https://example.com/other.pem': () => new Response('list'),
    });
    expect(await fetchTrustList(URL_OF_LIST, { fetch })).toEqual(bytesOf('list'));
    const endless = server({ [URL_OF_LIST]: sendOn(URL_OF_LIST) });
    await expectCode('TRUST_UNAVAILABLE', () => fetchTrustList(URL_OF_LIST, { fetch: endless }));
    expect(endless).toHaveBeenCalledTimes(6);
  });

  it.each(['http://example.com/list.pem', 'file:///etc/passwd', ''])(
    'does not follow to "%s"',
    async (location) => {
      const answer = location === '' ? () => new Response(null, { status: 302 }) : sendOn(location);
      const fetch = server({ [URL_OF_LIST]: answer });
      await expectCode('TRUST_UNAVAILABLE', () => fetchTrustList(URL_OF_LIST, { fetch }));
      expect(fetch).toHaveBeenCalledOnce();
    },
  );

  it('ends at the limit, whatever the server says of the length', async () => {
    let pieces = 0;
    const body = () =>
      new ReadableStream({
        pull(controller) {
          pieces++;
          controller.enqueue(new Uint8Array(1000));
        },
      });
    const headers = { 'content-length': '10' };
    const fetch = server({ [URL_OF_LIST]: () => new Response(body(), { headers }) });
    await expectCode('TRUST_UNAVAILABLE', () =>
      fetchTrustList(URL_OF_LIST, { fetch, maxBytes: 10_000 }),
    );
    expect(pieces).toBeLessThan(20);
  });

  it('fails with a code where the server does, or is not there', async () => {
    const fetch = server({ [URL_OF_LIST]: () => new Response('no', { status: 404 }) });
    await expectCode('TRUST_UNAVAILABLE', () => fetchTrustList(URL_OF_LIST, { fetch }));
    const error = await expectCode('TRUST_UNAVAILABLE', () =>
      fetchTrustList('https://elsewhere.example/', { fetch }),
    );
    expect(error.message).not.toContain('elsewhere');
  });

  it('ends with the caller’s reason, and at the time limit with a code', async () => {
    const hangs = (_: unknown, options?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      });
    const abort = new AbortController();
    const reason = new Error('enough');
    const waiting = fetchTrustList(URL_OF_LIST, { fetch: hangs, signal: abort.signal });
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expectCode('TRUST_UNAVAILABLE', () =>
      fetchTrustList(URL_OF_LIST, { fetch: hangs, timeout: 5 }),
    );
  });
});

import { ProvenanceError } from '@provenance/content';
import { MAX_LIST_BYTES } from './check.ts';

export interface FetchTrustListOptions {
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
  /** Milliseconds for all of it. Default 30,000. */
  readonly timeout?: number;
  /** Default 1 MiB: no list is checked that has more. */
  readonly maxBytes?: number;
}

const MOST_REDIRECTS = 5;

/**
 * Fetches a list, to be checked with {@link checkTrustList}. Only https is asked, also where a server
 * sends on to another address, and nothing goes out but the request itself: no cookie, no referrer.
 *
 * @throws TypeError for an address that is not https.
 * @throws ProvenanceError TRUST_UNAVAILABLE; the signal's own reason where the caller gives up.
 */
export async function fetchTrustList(
  url: string | URL,
  options: FetchTrustListOptions = {},
): Promise<Uint8Array> {
  const { signal, timeout = 30_000, maxBytes = MAX_LIST_BYTES } = options;
  const address = new URL(url);
  if (address.protocol !== 'https:') throw new TypeError('A trust list is fetched by https alone.');
  const limit = AbortSignal.timeout(timeout);
  const until = signal ? AbortSignal.any([signal, limit]) : limit;
  signal?.throwIfAborted();
  try {
    const reply = await follow(address, options.fetch ?? globalThis.fetch, until);
    return await read(reply, maxBytes);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ProvenanceError('TRUST_UNAVAILABLE', undefined, { cause });
  }
}

async function follow(
  start: URL,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Response> {
  let address = start;
  for (let i = 0; i <= MOST_REDIRECTS; i++) {
    const reply = await fetch(address, {
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal,
    });
    if (reply.status < 300 || reply.status >= 400) {
      if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
      return reply;
    }
    await reply.body?.cancel();
    const location = reply.headers.get('location');
    if (location === null) throw new Error('the server sends on to nowhere');
    address = new URL(location, address);
    if (address.protocol !== 'https:')
      throw new Error('the server sends on to an address without https');
  }
  throw new Error('the server sends on too often');
}

/** What the server says of the length is not believed. */
async function read(reply: Response, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of reply.body ?? []) {
    length += piece.length;
    if (length > maxBytes) throw new Error(`the list has more than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return Uint8Array.from(Buffer.concat(pieces));
}

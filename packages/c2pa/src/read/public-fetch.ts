import { lookup } from 'node:dns';
import type { RequestOptions } from 'node:https';
import { BlockList, isIP } from 'node:net';

const TIMEOUT_SECONDS = 10;

/** What can stand in the way of fetching. */
export type FetchProblem =
  | 'notHttps'
  | 'notPublic'
  | 'refused'
  | 'tooLarge'
  | 'tookTooLong'
  | 'unreachable';

/** Its message is for logs; what the network library says of it is the cause. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly problem: FetchProblem;
  /** What the server answered; null where it did not. */
  readonly status: number | null;

  constructor(
    problem: FetchProblem,
    message: string,
    { status = null, ...options }: ErrorOptions & { readonly status?: number | null } = {},
  ) {
    super(message, options);
    this.problem = problem;
    this.status = status;
  }
}

/** Addresses that are not on the public internet (IANA special-purpose registries). */
const SPECIAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  SPECIAL.addSubnet(network, prefix, 'ipv4');
}
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');
/** Inside 2000::/3, and tunnels to IPv4 or not routed: Teredo, benchmarking, documentation, 6to4. */
const SPECIAL_IPV6 = new BlockList();
SPECIAL_IPV6.addSubnet('2001::', 23, 'ipv6');
SPECIAL_IPV6.addSubnet('2001:db8::', 32, 'ipv6');
SPECIAL_IPV6.addSubnet('2002::', 16, 'ipv6');

export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !SPECIAL.check(address, 'ipv4');
  if (isIP(address) !== 6) return false;
  return PUBLIC_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6');
}

export interface PublicRequest {
  /** `https:`, unless plain http is the custom of what is asked. */
  readonly protocols: readonly ('https:' | 'http:')[];
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Sent by POST, or as `method` says; default GET. */
  readonly body?: { readonly type: string; readonly bytes: Uint8Array };
  /** PUT may be answered by 200, 201 or 204, all else by 200 alone. */
  readonly method?: 'PUT';
  /** With those of the body. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: 10. */
  readonly timeoutSeconds?: number;
  /** The caller knows the host, which may be in its own network. */
  readonly anyAddress?: boolean;
}

/**
 * Fetches from an address that whoever made a file has written into it, and that must not become a way
 * into the verifier's own network: no redirect, the address that is connected to is checked to be public
 * (so that a name cannot change its mind between check and use), 10 seconds or what is said, and no more
 * than `maxBytes`.
 *
 * @throws FetchError
 */
export async function fetchPublic(
  url: string,
  { protocols, maxBytes, body, anyAddress = false, ...options }: PublicRequest,
): Promise<Buffer> {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  if (!(protocols as readonly string[]).includes(protocol)) {
    throw new FetchError('notHttps', `not an ${protocols.join(' or ')} address`);
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!anyAddress && isIP(host) && !isPublicAddress(host)) throw notPublic();
  const timeout = AbortSignal.timeout(1000 * (options.timeoutSeconds ?? TIMEOUT_SECONDS));
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const { request } =
    protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const headers = {
      ...(body && { 'content-type': body.type, 'content-length': body.bytes.length }),
      ...options.headers,
    };
    const method = options.method ?? (body ? 'POST' : 'GET');
    const where = anyAddress ? {} : { lookup: lookupPublic };
    const settings = { signal, ...where, agent: false, method, headers } as const;
    const wanted = method === 'PUT' ? [200, 201, 204] : [200];
    const fail = (cause: Error) => reject(asFetchError(cause, timeout.aborted));
    const call = request(url, settings, (response) => {
      const { statusCode: status = 0 } = response;
      if (!wanted.includes(status)) {
        call.destroy(new FetchError('refused', `status ${status}`, { status }));
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) call.destroy(new FetchError('tooLarge', 'too large'));
        else chunks.push(chunk);
      });
      response.on('end', () => resolve(Buffer.concat(chunks)));
      response.on('error', fail);
    });
    call.on('error', fail);
    call.end(body?.bytes);
  });
}

const lookupPublic: NonNullable<RequestOptions['lookup']> = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const found = error ? [] : addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = found;
    if (!first) callback(error ?? notPublic(), '', 4);
    else if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

const notPublic = () => new FetchError('notPublic', 'not a public address');

function asFetchError(cause: Error, isLate: boolean): FetchError {
  if (cause instanceof FetchError) return cause;
  return isLate
    ? new FetchError('tookTooLong', 'no answer in time', { cause })
    : new FetchError('unreachable', 'no connection', { cause });
}

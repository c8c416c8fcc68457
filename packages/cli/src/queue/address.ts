import { FetchError, fetchPublic, type PublicRequest } from '@provenance/c2pa';
import { DEFAULT_MAX_BYTES, detectMediaType, ProvenanceError } from '@provenance/content';

/** Where a file comes from and where the marked one goes. Signed addresses are secrets: none is ever shown whole. */
export interface JobAddresses {
  /** Asked by GET. */
  readonly url: string;
  /** Asked by PUT. */
  readonly put: string;
  /** Sent with PUT, names in lower case: what the address was signed with, or the store asks for. */
  readonly headers?: Readonly<Record<string, string>>;
}

const FIELDS = ['url', 'put', 'headers'];
/** Signed addresses with a session token in them have 2 to 3 kB. */
const LONGEST = 8192;
const MOST_HEADERS = 16;
/** What says how a request is read is not for a list to say (RFC 9110, RFC 9112). */
const NOT_OURS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Of one request: 256 MiB at 2 MiB a second. */
const TIMEOUT_SECONDS = 128;
/** Stores answer PUT with nothing, or with an error that is not read. */
const MOST_ANSWERED = 64 * 1024;
/** Statuses that pass: too slow, too early, too many. So do those from 500 on. */
const PASSING = new Set([408, 425, 429]);

/** Addresses as a list or a job has them; null for what is none, with no word on why: it may hold a secret. */
export function parseAddresses(value: unknown): JobAddresses | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const given = value as Record<string, unknown>;
  if (Object.keys(given).some((name) => !FIELDS.includes(name))) return null;
  const { url, put, headers } = given;
  if (!isAddress(url) || !isAddress(put)) return null;
  if (headers === undefined) return { url, put };
  const checked = headersOf(headers);
  return checked === null ? null : { url, put, headers: checked };
}

function isAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > LONGEST || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

function headersOf(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const headers: Record<string, string> = {};
  for (const [given, text] of Object.entries(value)) {
    const name = given.toLowerCase();
    if (!/^[a-z0-9-]{1,64}$/.test(name) || NOT_OURS.has(name)) return null;
    if (typeof text !== 'string' || !/^[\x20-\x7e]{0,1024}$/.test(text)) return null;
    headers[name] = text;
  }
  return Object.keys(headers).length > MOST_HEADERS ? null : headers;
}

/** What may be shown of an address: all but the query, which is where signatures are. */
export function shownAddress(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/** The name of the file that an address is of, for people. */
export function nameOfAddress(address: string): string {
  const { hostname, pathname } = new URL(address);
  const last = pathname.split('/').findLast((part) => part !== '') ?? hostname;
  try {
    const name = decodeURIComponent(last);
    return /[\p{C}/\\]/u.test(name) ? last : name;
  } catch {
    return last;
  }
}

/**
 * Gets a file.
 *
 * @param hosts `host` or `host:port` that may be in the own network, and may be asked by plain http.
 * @throws ProvenanceError ADDRESS_REFUSED, ADDRESS_UNAVAILABLE, CONTENT_TOO_LARGE.
 */
export function getFile({ url }: JobAddresses, hosts: ReadonlySet<string>): Promise<Uint8Array> {
  return ask(url, hosts, { maxBytes: DEFAULT_MAX_BYTES });
}

/** Puts a marked file. @throws ProvenanceError ADDRESS_REFUSED, ADDRESS_UNAVAILABLE. */
export async function putFile(
  { put, headers = {} }: JobAddresses,
  bytes: Uint8Array,
  hosts: ReadonlySet<string>,
): Promise<void> {
  const type = detectMediaType(bytes) ?? 'application/octet-stream';
  const sent = { method: 'PUT', headers, body: { type, bytes } } as const;
  await ask(put, hosts, { maxBytes: MOST_ANSWERED, ...sent });
}

async function ask(
  address: string,
  hosts: ReadonlySet<string>,
  request: Pick<PublicRequest, 'maxBytes' | 'method' | 'headers' | 'body'>,
): Promise<Uint8Array> {
  const { protocol, hostname, port } = new URL(address);
  const usual = protocol === 'https:' ? '443' : '80';
  const known = hosts.has(hostname) || hosts.has(`${hostname}:${port || usual}`);
  try {
    return await fetchPublic(address, {
      ...request,
      protocols: known ? ['https:', 'http:'] : ['https:'],
      anyAddress: known,
      timeoutSeconds: TIMEOUT_SECONDS,
      signal: undefined,
    });
  } catch (error) {
    throw error instanceof FetchError ? failure(error, request.method === 'PUT') : error;
  }
}

function failure(cause: FetchError, isPut: boolean): ProvenanceError {
  const { problem, status } = cause;
  const what = isPut ? 'PUT' : 'GET';
  if (problem === 'tooLarge' && !isPut) return new ProvenanceError('CONTENT_TOO_LARGE');
  if (problem === 'notHttps' || problem === 'notPublic') {
    return new ProvenanceError(
      'ADDRESS_REFUSED',
      `Only https to public networks is asked, unless \`queue work --allow-host\` names the host (${what}).`,
      { cause },
    );
  }
  if (problem === 'refused' && status !== null && status < 500 && !PASSING.has(status)) {
    return new ProvenanceError('ADDRESS_REFUSED', `The server answered ${status} (${what}).`, {
      cause,
    });
  }
  const answer = status === null ? 'no answer' : `the answer ${status}`;
  return new ProvenanceError('ADDRESS_UNAVAILABLE', `The server gave ${answer} (${what}).`, {
    cause,
  });
}

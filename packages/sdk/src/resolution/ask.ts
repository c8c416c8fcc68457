/** Why a resolver gave nothing that can be used. None of it says anything about the content. */
export type ResolverProblem =
  | 'unreachable'
  | 'timeout'
  | 'refused'
  | 'failed'
  | 'too-large'
  | 'malformed'
  | 'untrusted-endpoint'
  | 'other-manifest';

/** A service that speaks the C2PA Soft Binding Resolution API, chosen by the caller. */
export interface Resolver {
  /** Its base, with `/v1` where it has that: `https://host/v1`. */
  readonly url: string;
  /** Bearer token. */
  readonly token?: string;
  /** Further headers, such as `x-api-key`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export class ResolverError extends Error {
  readonly problem: ResolverProblem;

  constructor(problem: ResolverProblem, options?: { cause?: unknown }) {
    super(problem, options);
    this.name = 'ResolverError';
    this.problem = problem;
  }
}

export interface Asking {
  readonly signal: AbortSignal | undefined;
  /** Of one request, with all that it sends back. */
  readonly timeoutSeconds: number;
}

/** One more time for what a server that starts or is busy says. */
const TRIES = 2;

/**
 * Fetches within bounds: no redirect (a token would go with it), no more than `maxBytes`, no longer than
 * the time. Null: 404.
 *
 * @throws ResolverError; the signal's reason.
 */
export async function fetchBounded(
  url: string,
  resolver: Resolver,
  { signal, timeoutSeconds }: Asking,
  maxBytes: number,
  request: { readonly method?: string; readonly body?: string } = {},
): Promise<{ readonly bytes: Uint8Array; readonly type: string } | null> {
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    for (let tries = 1; ; tries++) {
      const response = await fetch(url, {
        ...request,
        redirect: 'error',
        signal: either,
        headers: {
          ...resolver.headers,
          ...(resolver.token !== undefined && { authorization: `Bearer ${resolver.token}` }),
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
        },
      });
      const { status, headers, body } = response;
      if (status === 200) {
        const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
        return { bytes: await readBounded(body, maxBytes), type };
      }
      await body?.cancel();
      if (status === 404) return null;
      if (status < 500) throw new ResolverError('refused');
      if (tries === TRIES) throw new ResolverError('failed');
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ResolverError) throw error;
    throw new ResolverError(timeout.aborted ? 'timeout' : 'unreachable', { cause: error });
  }
}

async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new ResolverError('too-large');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Joins a path to a base that ends with a slash or without. */
export function under(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`;
}

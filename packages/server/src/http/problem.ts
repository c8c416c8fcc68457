import { type ErrorCode, ProvenanceError } from '@provenance/content';

/** What of a request, and not of its content, can be wrong. */
export const REQUEST_PROBLEMS = {
  REQUEST_MALFORMED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  URI_TOO_LONG: 414,
  UPLOAD_REJECTED: 422,
  RATE_LIMITED: 429,
  HEADERS_TOO_LARGE: 431,
  /** Nobody reads the answer. */
  CLIENT_GONE: 499,
  INTERNAL: 500,
  OVERLOADED: 503,
} as const;

/** What content or configuration is to blame for. What is not listed is INTERNAL: nothing of it is told. */
const CONTENT_PROBLEMS: Readonly<Partial<Record<ErrorCode, number>>> = {
  CONTENT_EMPTY: 400,
  TEXT_MALFORMED: 400,
  RECORD_EXISTS: 409,
  RECORD_HELD: 409,
  CONTENT_TOO_LARGE: 413,
  IMAGE_TOO_LARGE: 413,
  CONTENT_UNSUPPORTED: 415,
  CONTENT_NOT_BOUND: 422,
  CREDENTIAL_NOT_CARRIED: 422,
  IMAGE_CORRUPT: 422,
  IMAGE_ENCODE: 422,
  IMAGE_TIMEOUT: 422,
  IMAGE_TOO_MANY_FRAMES: 422,
  MANIFEST_REFUSED: 422,
  CREDENTIAL_PRESENT: 422,
  RECORD_MALFORMED: 422,
  EVENT_MALFORMED: 422,
  WATERMARK_NOT_CARRIED: 422,
  GUARD_BLOCKED: 422,
  WORKER_FAILED: 422,
  WORKER_MEMORY: 422,
  WORKER_TIMEOUT: 422,
  SIGNER_FAILED: 502,
  TIMESTAMP_FAILED: 502,
  REGISTRY_UNAVAILABLE: 503,
  WORKER_NOT_STARTED: 503,
  WORKER_OVERLOADED: 503,
  // It shuts down.
  WORKER_CLOSED: 503,
};

type ProblemCode = keyof typeof REQUEST_PROBLEMS | ErrorCode;

/** A request that ends otherwise than well: RFC 9457. */
export class Problem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail For whoever sent the request: no path, no key, nothing of anybody else's. */
  constructor(
    code: ProblemCode,
    detail: string,
    { status, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.status = status ?? statusOf(code);
    this.headers = headers;
  }
}

function statusOf(code: ProblemCode): number {
  if (code in REQUEST_PROBLEMS) return REQUEST_PROBLEMS[code as keyof typeof REQUEST_PROBLEMS];
  return CONTENT_PROBLEMS[code as ErrorCode] ?? 500;
}

/** Seconds after which it is worth to try again. */
const RETRY = { 'retry-after': '1' };

/** The same header as what is handed out has. */
const BLOCKED = { 'provenance-guard': 'blocked' };

/** The problem that an error is. Of a fault of ours nothing is told but that it is one. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ProvenanceError && error.code in CONTENT_PROBLEMS) {
    const isOver = statusOf(error.code) === 503;
    const headers = error.code === 'GUARD_BLOCKED' ? BLOCKED : isOver ? RETRY : {};
    return new Problem(error.code, error.message, { headers });
  }
  return new Problem('INTERNAL', 'The server failed. Its log has more, by the id of the request.');
}

/** `type` is a name and no address: the table of codes in docs/errors.md says what each means. */
export function problemBody({ code, status, message }: Problem, requestId: string) {
  return {
    type: `urn:provenance:error:${code}`,
    title: code,
    status,
    detail: message,
    instance: `urn:provenance:request:${requestId}`,
  };
}

export function problemResponse(problem: Problem, requestId: string): Response {
  return new Response(JSON.stringify(problemBody(problem, requestId)), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...problem.headers,
    },
  });
}

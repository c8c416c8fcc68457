import type { Message } from '@provenance/messages';

interface Line {
  readonly says: readonly Message[];
}

/** Of the answer to `POST /v1/verify?tree=true`, what is shown. */
export interface Answer {
  readonly mediaType: string | null;
  readonly summary: {
    readonly status: string;
    readonly label: Message;
    readonly what: Line;
    readonly who: Line;
    readonly but: Line;
    readonly next: Line;
  };
  readonly verdict: Line & { readonly conflicts: readonly Message[] };
  readonly c2pa: { readonly state: string; readonly activeManifest: string | null };
  readonly watermark: { readonly present: boolean; readonly contentId: string | null } | null;
  readonly registry: { readonly asked: string | null; readonly records: readonly unknown[] } | null;
  readonly evidence: readonly Finding[];
  readonly manifests: readonly TreeManifest[];
}

export interface Finding extends Line {
  readonly finding: string;
}

export interface TreeManifest {
  readonly label: string;
  readonly title: string | null;
  readonly claimGenerator: { readonly name: string; readonly version: string | null } | null;
  readonly signer: string | null;
  readonly ingredients: readonly {
    readonly title: string | null;
    readonly relationship: string | null;
    readonly activeManifest: string | null;
    readonly failures: readonly string[];
  }[];
}

export interface KnownRecord {
  readonly contentId: string;
  readonly issuer: string;
  readonly time: string;
}

/** A request that came to nothing; the code is that of the server's problem, or `NETWORK`. */
export class AskError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The full check: sends the file, or the text. @throws AskError */
export async function askAll(content: Blob | { readonly text: string }): Promise<Answer> {
  const isText = !(content instanceof Blob);
  const response = await asked('/v1/verify?tree=true', {
    method: 'POST',
    headers: {
      'content-type': isText ? 'application/json' : content.type || 'application/octet-stream',
    },
    body: isText ? JSON.stringify(content) : content,
  });
  return (await response.json()) as Answer;
}

/** What the registry knows of exactly these bytes; null: nothing. Their hash is sent, and no more. @throws AskError */
export async function askRecord(sha256: string): Promise<KnownRecord | null> {
  try {
    const response = await asked(`/v1/trace?sha256=${sha256}`, {});
    return ((await response.json()) as { record: KnownRecord }).record;
  } catch (error) {
    if (error instanceof AskError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

async function asked(path: string, request: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...request, redirect: 'error' }).catch(() => {
    throw new AskError('NETWORK');
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { title?: unknown };
  throw new AskError(typeof problem.title === 'string' ? problem.title : `HTTP${response.status}`);
}

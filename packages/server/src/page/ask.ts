import type { Message } from '@provenance/messages';
import type { Fingerprint } from './fingerprint.ts';

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
  /** Absent for who is not known to the server; null: no mark was found. */
  readonly watermarkMap?: WatermarkMap | null;
}

/** Where in the upright picture a mark is, by cells. */
export interface WatermarkMap {
  /** Side of a cell, in pixels. */
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  /** By rows from the top; from 3 on a cell is marked. */
  readonly scores: readonly number[];
}

/** A small picture as its signer put it there. Bytes that came from a file: only ever shown as a picture. */
export interface Thumbnail {
  readonly mediaType: string;
  /** Base64. */
  readonly data: string;
}

export interface Finding extends Line {
  readonly finding: string;
}

export interface TreeManifest {
  readonly label: string;
  readonly title: string | null;
  readonly claimGenerator: { readonly name: string; readonly version: string | null } | null;
  readonly signer: string | null;
  readonly thumbnail: Thumbnail | null;
  readonly ingredients: readonly {
    readonly title: string | null;
    readonly relationship: string | null;
    readonly activeManifest: string | null;
    readonly failures: readonly string[];
    readonly thumbnail: Thumbnail | null;
  }[];
}

export interface KnownRecord {
  readonly contentId: string;
  readonly issuer: string;
  readonly time: string;
}

/** A request about content, as who has its id is told of it. */
export interface RequestHere {
  readonly id: string;
  readonly retainUntil: string | null;
  readonly answers: readonly {
    readonly time: string;
    readonly note: string | null;
    readonly says: Message;
  }[];
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
  const response = await asked('/v1/verify?tree=true&map=true', posted(content));
  return (await response.json()) as Answer;
}

/** What the registry knows of exactly these bytes; null: nothing. Their hash is sent, and no more. @throws AskError */
export function askRecord(sha256: string): Promise<KnownRecord | null> {
  return recordOf(new URLSearchParams({ sha256 }));
}

/** What it knows of the like; null: nothing. The fingerprint is sent, and no more. @throws AskError */
export function askLikeness({ alg, values }: Fingerprint): Promise<KnownRecord | null> {
  return recordOf(new URLSearchParams([['alg', alg], ...values.map((value) => ['value', value])]));
}

/** Asks the operator whether content is theirs. @throws AskError */
export async function newRequest(about: {
  readonly sha256: string;
  readonly purpose: string;
  readonly asker?: string;
}): Promise<RequestHere> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(about);
  const response = await asked('/v1/requests', { method: 'POST', headers, body });
  return (await response.json()) as RequestHere;
}

/** Sends what a request is about, which answers it. @throws AskError */
export async function sendAnswer(
  id: string,
  content: Blob | { readonly text: string },
): Promise<RequestHere> {
  const response = await asked(`/v1/requests/${id}/answers`, posted(content));
  return (await response.json()) as RequestHere;
}

/** @throws AskError */
export async function askedRequest(id: string): Promise<RequestHere> {
  return (await (await asked(`/v1/requests/${id}`, {})).json()) as RequestHere;
}

function posted(content: Blob | { readonly text: string }): RequestInit {
  const isText = !(content instanceof Blob);
  return {
    method: 'POST',
    headers: {
      'content-type': isText ? 'application/json' : content.type || 'application/octet-stream',
    },
    body: isText ? JSON.stringify(content) : content,
  };
}

async function recordOf(query: URLSearchParams): Promise<KnownRecord | null> {
  try {
    const response = await asked(`/v1/trace?${query}`, {});
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

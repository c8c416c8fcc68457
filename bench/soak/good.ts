import type { Ask, Ledger } from './ledger.ts';
import { broken, sha256Of } from './ledger.ts';

/** A manifest store that somebody else leaves on the server. */
export interface Store {
  readonly label: string;
  readonly bytes: Uint8Array;
}

export interface Given {
  readonly ask: Ask;
  readonly ledger: Ledger;
  readonly random: () => number;
  /** A picture that was not seen before. */
  readonly picture: () => Promise<Uint8Array>;
  readonly stores: readonly Store[];
  /** Pictures that were handed out, the latest last. */
  readonly marked: Uint8Array[];
}

/** Null: as it must be, or the connection broke; else what is wrong. */
type Work = (given: Given) => Promise<string | null>;

const MOST_KEPT = 20;
const MARK = '/v1/mark?model=painter&modelVersion=2';

/** What honest clients do, each as often as it stands here. */
export const GOOD: readonly (readonly [name: string, work: Work])[] = [
  ['mark', mark],
  ['mark', mark],
  ['verify', verify],
  ['verify', verify],
  ['detect', detect],
  ['text', text],
  ['stream', stream],
  ['trace', trace],
  ['trace', trace],
  ['by binding', byBinding],
  ['by content', byContent],
  ['deposit', deposit],
  ['delete', remove],
];

async function mark({ ask, ledger, marked, picture }: Given): Promise<string | null> {
  const answer = await ask(MARK, { method: 'POST', body: (await picture()) as never });
  if (answer === null || answer.status === 503) return null;
  const contentId = answer.headers.get('provenance-content-id');
  if (answer.status !== 200 || contentId === null) return `mark: ${answer.status}`;
  if (answer.headers.get('provenance-record') !== 'written') return 'mark: not recorded';
  ledger.add({ kind: 'record', contentId, sha256: sha256Of(answer.bytes) });
  if (answer.headers.has('provenance-unmarked')) return null;
  marked.push(answer.bytes);
  if (marked.length > MOST_KEPT) marked.shift();
  return null;
}

async function text({ ask, ledger, random }: Given): Promise<string | null> {
  const words = Array.from({ length: 60 }, () => Math.floor(random() * 1e6).toString(36));
  const answer = await ask(MARK, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: `${words.join(' ')}.\n` }),
  });
  if (answer === null || answer.status === 503) return null;
  const contentId = answer.headers.get('provenance-content-id');
  if (answer.status !== 200 || contentId === null) return `text: ${answer.status}`;
  if (answer.headers.get('provenance-record') !== 'written') return 'text: not recorded';
  ledger.add({ kind: 'record', contentId, sha256: sha256Of(answer.bytes) });
  return null;
}

async function stream({ ask }: Given): Promise<string | null> {
  const pieces = Array.from({ length: 20 }, (_, i) => `Sentence ${i} of a stream.\n`).join('');
  const answer = await ask('/v1/mark/stream?model=writer', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: pieces,
  });
  if (answer === null || answer.status === 503) return null;
  const said = new TextDecoder().decode(answer.bytes);
  return answer.status === 200 && said.startsWith(pieces) ? null : `stream: ${answer.status}`;
}

async function verify({ ask, marked, random }: Given): Promise<string | null> {
  const bytes = marked[Math.floor(random() * marked.length)];
  if (bytes === undefined) return null;
  const answer = await ask('/v1/verify?tree=true', { method: 'POST', body: bytes as never });
  if (answer === null || answer.status === 503) return null;
  if (answer.status !== 200) return `verify: ${answer.status}`;
  const { verdict } = JSON.parse(new TextDecoder().decode(answer.bytes));
  return verdict.integrity === 'intact' ? null : `verify: ${verdict.integrity}`;
}

async function detect({ ask, marked, random }: Given): Promise<string | null> {
  const bytes = marked[Math.floor(random() * marked.length)];
  if (bytes === undefined) return null;
  const answer = await ask('/v1/detect', { method: 'POST', body: bytes as never });
  if (answer === null || answer.status === 503) return null;
  if (answer.status !== 200) return `detect: ${answer.status}`;
  const { present } = JSON.parse(new TextDecoder().decode(answer.bytes));
  return present ? null : 'detect: a mark was not found';
}

async function trace({ ask, ledger, random }: Given): Promise<string | null> {
  const known = ledger.some('record', random);
  return known === undefined ? null : broken(known, ask);
}

async function byBinding({ ask, ledger, random }: Given): Promise<string | null> {
  const known = ledger.some('record', random);
  if (known === undefined) return null;
  const value = Buffer.from(known.contentId, 'hex').toString('base64');
  const query = new URLSearchParams({ alg: 'org.provenance.watermark.1', value });
  const answer = await ask(`/v1/matches/byBinding?${query}`);
  return answer === null || answer.status === 200 ? null : `by binding: ${answer.status}`;
}

async function byContent({ ask, marked, random }: Given): Promise<string | null> {
  const bytes = marked[Math.floor(random() * marked.length)];
  if (bytes === undefined) return null;
  const answer = await ask('/v1/matches/byContent', {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: bytes as never,
  });
  if (answer === null || answer.status === 503) return null;
  if (answer.status !== 200) return `by content: ${answer.status}`;
  const { matches } = JSON.parse(new TextDecoder().decode(answer.bytes));
  return matches.length > 0 ? null : 'by content: no match for what was recorded';
}

async function deposit({ ask, ledger, random, stores }: Given): Promise<string | null> {
  const store = stores[Math.floor(random() * stores.length)];
  if (store === undefined) return null;
  const { label, bytes } = store;
  // Until the answer comes it may be there or not.
  if (ledger.get(label)?.kind === 'deleted') ledger.forget(label);
  const answer = await ask('/v1/manifests', {
    method: 'POST',
    headers: { 'content-type': 'application/c2pa' },
    body: bytes as never,
  });
  if (answer === null || answer.status === 503) return null;
  if (answer.status !== 200) return `deposit: ${answer.status}`;
  ledger.add({ kind: 'deposit', label, sha256: sha256Of(bytes) });
  return null;
}

async function remove({ ask, ledger, random }: Given): Promise<string | null> {
  const known = ledger.some('deposit', random);
  if (known === undefined) return null;
  ledger.forget(known.label);
  const path = `/v1/manifests/${encodeURIComponent(known.label)}`;
  const answer = await ask(path, { method: 'DELETE' });
  if (answer === null) return null;
  if (answer.status !== 204) return `delete: ${answer.status}`;
  ledger.add({ kind: 'deleted', label: known.label });
  return null;
}

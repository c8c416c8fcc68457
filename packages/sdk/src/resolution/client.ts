import { type Asking, fetchBounded, type Resolver, ResolverError, under } from './ask.ts';

/** A soft binding: an algorithm, and its value in base64. */
export interface SoftBindingValue {
  readonly alg: string;
  readonly value: string;
}

/** What a resolver says leads to a manifest. Its word is worth nothing before the manifest was looked at. */
export interface ResolverMatch {
  readonly manifestId: string;
  readonly endpoint: string | null;
  /** 0..100; null: it does not say. */
  readonly similarityScore: number | null;
}

/** Of one answer no more are followed. */
const MOST_MATCHES = 10;
const MOST_JSON = 2 ** 20;
const MOST_STORE = 2 ** 24;
/** What fits into an address everywhere. */
const LONGEST_VALUE = 1024;

/** @throws ResolverError; the signal's reason. */
export async function matchesFor(
  resolver: Resolver,
  { alg, value }: SoftBindingValue,
  asking: Asking,
): Promise<ResolverMatch[]> {
  const path = `matches/byBinding?maxResults=${MOST_MATCHES}`;
  const answer =
    value.length > LONGEST_VALUE
      ? await fetchBounded(under(resolver.url, path), resolver, asking, MOST_JSON, {
          method: 'POST',
          body: JSON.stringify({ alg, value }),
        })
      : await fetchBounded(
          `${under(resolver.url, path)}&${new URLSearchParams({ alg, value })}`,
          resolver,
          asking,
          MOST_JSON,
        );
  return answer === null ? [] : readMatches(answer.bytes);
}

/** @throws ResolverError `malformed`. */
function readMatches(bytes: Uint8Array): ResolverMatch[] {
  let answer: unknown;
  try {
    answer = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ResolverError('malformed', { cause });
  }
  const { matches = [] } = (answer ?? {}) as { matches?: unknown };
  if (!Array.isArray(matches)) throw new ResolverError('malformed');
  return matches.slice(0, MOST_MATCHES).map((match: Record<string, unknown> | null) => {
    const { manifestId, endpoint, similarityScore } = match ?? {};
    const isId = typeof manifestId === 'string' && /^[\x21-\x7e]{1,512}$/.test(manifestId);
    if (!isId) throw new ResolverError('malformed');
    const score = Number.isInteger(similarityScore) ? (similarityScore as number) : null;
    return {
      manifestId,
      endpoint: typeof endpoint === 'string' ? endpoint : null,
      similarityScore: score !== null && score >= 0 && score <= 100 ? score : null,
    };
  });
}

/**
 * The manifest store of a match. Another service than the one that was asked is only followed where the
 * caller named it as well: else any resolver could send us anywhere, with whatever that learns.
 *
 * @throws ResolverError; the signal's reason.
 */
export async function storeOf(
  asked: Resolver,
  { manifestId, endpoint }: ResolverMatch,
  trusted: readonly Resolver[],
  asking: Asking,
): Promise<Uint8Array | null> {
  const resolver = endpoint === null ? asked : holderOf(endpoint, [asked, ...trusted]);
  if (resolver === undefined) throw new ResolverError('untrusted-endpoint');
  const base = endpoint === null ? asked.url : new URL(endpoint, asked.url).href;
  const url = under(base, `manifests/${encodeURIComponent(manifestId)}`);
  const answer = await fetchBounded(url, resolver, asking, MOST_STORE);
  if (answer === null) return null;
  // A page that says sorry is no store.
  if (!/^application\/(c2pa|x-c2pa-manifest-store|octet-stream)$/.test(answer.type)) {
    throw new ResolverError('malformed');
  }
  return answer.bytes;
}

function holderOf(endpoint: string, trusted: readonly Resolver[]): Resolver | undefined {
  const base = trusted[0]?.url;
  if (!URL.canParse(endpoint, base)) return undefined;
  const { origin } = new URL(endpoint, base);
  return trusted.find(({ url }) => new URL(url).origin === origin);
}

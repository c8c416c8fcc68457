import type { CredentialReport } from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { PDQ_ALG } from '@provenance/fingerprint';
import type { PictureLook } from './content/fingerprint.ts';
import { SOFT_BINDING_ALGORITHM } from './content/id.ts';
import { isTextContent, type TextContent } from './content/text.ts';
import { lookAtContent } from './look/content.ts';
import { readCredential } from './look/credential.ts';
import type { LookOptions } from './look/options.ts';
import { bareKeys, checkWatermarkOptions, isOfTheFile } from './look/watermark.ts';
import { withoutPixels } from './picture/file.ts';
import { type PixelWork, pixelWorkHere } from './picture/work.ts';
import {
  type Asking,
  type Resolver,
  ResolverError,
  type ResolverProblem,
} from './resolution/ask.ts';
import {
  matchesFor,
  type ResolverMatch,
  type SoftBindingValue,
  storeOf,
} from './resolution/client.ts';
import { compareShown, NOT_COMPARED, type ShownComparison } from './resolution/compare.ts';

export interface ResolveOptions
  extends Pick<LookOptions, 'mediaType' | 'trust' | 'watermark' | 'maxBytes' | 'signal'> {
  /** Who is asked, in this order: services that the caller has chosen. */
  readonly resolvers: readonly Resolver[];
  /** Soft bindings that are known already, as of a watermark that another library reads. */
  readonly bindings?: readonly SoftBindingValue[];
  /** Of one request. Default 10. */
  readonly timeoutSeconds?: number;
}

const KEYS: KnownKeys<ResolveOptions> = {
  resolvers: true,
  bindings: true,
  timeoutSeconds: true,
  mediaType: 'string',
  trust: true,
  watermark: true,
  maxBytes: 'number',
  signal: 'signal',
};

/** A manifest that a resolver has for content, and what became of looking at it. */
export interface ResolvedManifest {
  /** URL of the resolver that was asked. */
  readonly resolver: string;
  readonly binding: SoftBindingValue;
  /** Label of the active manifest in the store; null: it cannot be read. What a resolver calls it is not asked. */
  readonly activeManifest: string | null;
  readonly similarityScore: number | null;
  /**
   * - `recovered`: its signature holds, and its active manifest names the very soft binding. It is still
   *   only as good as that: a watermark can be copied onto other pixels.
   * - `unclaimed`: it does not name it. A repository points to a manifest that does not claim this mark:
   *   never the content's credential.
   * - `invalid`: something else than its hash over the content does not hold.
   */
  readonly standing: 'recovered' | 'unclaimed' | 'invalid';
  /**
   * Of a picture and a recovered manifest: whether they look alike, as far as the manifest shows its content.
   * `undecided`: not as a whole; it may be a part, or the mark was copied onto it. Null: nothing to compare.
   */
  readonly look: ShownComparison['look'];
  /** The content has a credential of its own that holds, and it is another one: a conflict to be shown. */
  readonly differs: boolean;
  readonly credentials: CredentialReport;
  readonly manifestStore: Uint8Array;
}

export interface ResolveReport {
  /** What was asked for: the mark that was found, what the credential names, and what was given. */
  readonly bindings: readonly SoftBindingValue[];
  readonly manifests: readonly ResolvedManifest[];
  /** What stood in the way, at whom: the answer may be incomplete. */
  readonly problems: readonly { readonly resolver: string; readonly problem: ResolverProblem }[];
}

/** Of bindings that a credential names, no more are asked for. */
const MOST_BINDINGS = 8;

/** What a recovered manifest cannot show by nature: its hash is over other bytes. */
const HARD_BINDING =
  /^(assertion\.(dataHash|bmffHash|boxesHash|collectionHash)\.mismatch|signingCredential\.untrusted)$/;

/**
 * Asks other providers for the manifest behind content, by its soft bindings (C2PA Soft Binding Resolution
 * API): of the content only these leave the machine. Every manifest that comes back is validated as any
 * other, and must name the binding that led to it (C2PA 2.5 validation of recovered manifests).
 *
 * A resolver that is down, slow or lies is a problem in the report, and no exception.
 *
 * @throws ProvenanceError what verify() throws for the content itself.
 * @throws TypeError or RangeError for a caller's mistake; the signal's reason.
 */
export async function resolve(
  input: FileInput | TextContent,
  options: ResolveOptions,
): Promise<ResolveReport> {
  checkKnownKeys('options', options, KEYS);
  const { resolvers, bindings: given = [], timeoutSeconds = 10, ...looking } = options;
  const { watermark, trust, signal } = looking;
  checkResolvers(resolvers, timeoutSeconds);
  if (watermark !== undefined) checkWatermarkOptions(watermark);
  const work = pixelWorkHere(watermark ? bareKeys(watermark) : []);
  const { credentials, finding, holds } = await lookAtContent(work, input, looking);
  const bindings = bindingsOf(finding?.detection?.contentId ?? null, credentials, given);
  const asking: Asking = { signal, timeoutSeconds };
  const manifests: ResolvedManifest[] = [];
  const problems: { resolver: string; problem: ResolverProblem }[] = [];

  let seen: Promise<PictureLook | null> | undefined;
  const picture = () => {
    seen ??= lookOfPicture(work, input, looking);
    return seen;
  };
  const look = async (
    resolver: Resolver,
    binding: SoftBindingValue,
    match: ResolverMatch,
  ): Promise<void> => {
    const manifestStore = await storeOf(resolver, match, resolvers, asking);
    if (manifestStore === null) throw new ResolverError('other-manifest');
    const read = await readCredential(input, {
      manifest: manifestStore,
      ...(trust && { trust }),
      ...(signal && { signal }),
    });
    const { activeManifest } = read;
    if (manifests.some((each) => each.activeManifest === activeManifest)) return;
    const standing = standingOf(read, binding);
    const own = standing === 'recovered' ? await picture() : null;
    const compared =
      own === null ? NOT_COMPARED : await compareShown(manifestStore, read, own, signal);
    manifests.push({
      resolver: resolver.url,
      binding,
      activeManifest,
      similarityScore: match.similarityScore,
      standing,
      look: compared.look,
      differs: holds && activeManifest !== credentials.activeManifest,
      credentials: read,
      manifestStore,
    });
  };
  const noted = async (resolver: Resolver, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ResolverError)) throw error;
      problems.push({ resolver: resolver.url, problem: error.problem });
    }
  };
  for (const resolver of resolvers) {
    for (const binding of bindings) {
      await noted(resolver, async () => {
        for (const match of await matchesFor(resolver, binding, asking)) {
          await noted(resolver, () => look(resolver, binding, match));
        }
      });
    }
  }
  return { bindings, manifests, problems };
}

/** Null for what is no picture, or none that can be decoded. */
async function lookOfPicture(
  work: PixelWork,
  input: FileInput | TextContent,
  { maxBytes, signal }: Pick<ResolveOptions, 'maxBytes' | 'signal'>,
): Promise<PictureLook | null> {
  if (isTextContent(input)) return null;
  try {
    if ((await withoutPixels(input)) !== null) return null;
    const limits = maxBytes === undefined ? {} : { maxBytes };
    return (await work.look(input, limits, signal)).look;
  } catch (error) {
    if (isOfTheFile(error)) return null;
    throw error;
  }
}

function bindingsOf(
  contentId: string | null,
  { manifests, activeManifest }: CredentialReport,
  given: readonly SoftBindingValue[],
): SoftBindingValue[] {
  const marked =
    contentId === null
      ? []
      : [{ alg: SOFT_BINDING_ALGORITHM, value: Buffer.from(contentId, 'hex').toString('base64') }];
  const active = manifests.find(({ label }) => label === activeManifest);
  const claimed = (active?.softBindings ?? []).flatMap(({ alg, values }) =>
    // How a picture looks is compared here: who is asked for a mark need not learn it.
    alg === null || alg === PDQ_ALG ? [] : values.map((value) => ({ alg, value })),
  );
  const all = new Map(
    [...marked, ...given, ...claimed].map((each) => [`${each.alg} ${each.value}`, each]),
  );
  return [...all.values()].slice(0, MOST_BINDINGS);
}

function standingOf(
  { state, failure, manifests, activeManifest }: CredentialReport,
  { alg, value }: SoftBindingValue,
): ResolvedManifest['standing'] {
  const isRead = state === 'Valid' || state === 'Trusted' || state === 'Invalid';
  if (!isRead || failure.some(({ code }) => !HARD_BINDING.test(code))) return 'invalid';
  const active = manifests.find(({ label }) => label === activeManifest);
  const wanted = Buffer.from(value, 'base64');
  const claims = active?.softBindings.some(
    (each) =>
      each.alg === alg && each.values.some((text) => wanted.equals(Buffer.from(text, 'base64'))),
  );
  return claims ? 'recovered' : 'unclaimed';
}

/** @throws TypeError or RangeError. */
function checkResolvers(resolvers: unknown, timeoutSeconds: number): void {
  const isHttp = (url: unknown) =>
    typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (
    !Array.isArray(resolvers) ||
    resolvers.length === 0 ||
    !resolvers.every((r) => isHttp(r?.url))
  ) {
    throw new TypeError('resolvers must be a list of { url }, each http: or https:.');
  }
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 600)) {
    throw new RangeError(`timeoutSeconds must be above 0 and at most 600, got ${timeoutSeconds}.`);
  }
}

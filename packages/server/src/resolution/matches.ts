import { PDQ_ALG, TEXT_ALG, TEXT_PIECE_ALG } from '@provenance/fingerprint';
import type { FoundRecord, RegistryReader } from '@provenance/registry';
import { SOFT_BINDING_ALGORITHM } from '@provenance/sdk';
import { ALIKE_BITS } from '@provenance/sdk/internal';
import type { Deposits } from '../deposit/deposits.ts';
import { contentIdOf } from '../http/content-id.ts';
import { bindingValue } from './value.ts';

/** QueryResult's `matches[]`. `endpoint` is left out: the manifest is here. */
export interface Match {
  readonly manifestId: string;
  /** 0..100; only of a likeness. */
  readonly similarityScore?: number;
}

export const WATERMARKS: readonly string[] = [SOFT_BINDING_ALGORITHM];
export const FINGERPRINTS: readonly string[] = [PDQ_ALG, TEXT_ALG, TEXT_PIECE_ALG];

const CONTENT_ID_BYTES = 8;
const FINGERPRINT_BYTES = 32;

export interface Sources {
  readonly registry: RegistryReader | null;
  readonly deposits: Deposits | null;
}

/**
 * What a binding leads to: own records first, then what others have left here, the newest first. An
 * algorithm that is not known here has no matches, and is no mistake.
 */
export async function matchesOf(
  { registry, deposits }: Sources,
  alg: string,
  bytes: Uint8Array,
  maxResults: number,
): Promise<Match[]> {
  const own: Match[] = [];
  if (registry !== null && WATERMARKS.includes(alg) && bytes.length === CONTENT_ID_BYTES) {
    const found = await registry.byContentId(contentIdOf(bytes));
    // A text has a content id as well, and no mark that could lead to it.
    if (found?.record.watermark) own.push(...manifestOf(found));
  }
  if (registry !== null && FINGERPRINTS.includes(alg) && bytes.length === FINGERPRINT_BYTES) {
    own.push(...(await alike(registry, alg, [bytes], maxResults)));
  }
  const left = (await deposits?.byBinding({ alg, value: bindingValue(bytes) })) ?? [];
  return unique([...own, ...left.map(({ label }) => ({ manifestId: label }))]).slice(0, maxResults);
}

/** Own records of what looks or reads alike, the nearest first. */
export async function alike(
  registry: RegistryReader,
  alg: string,
  values: readonly Uint8Array[],
  limit: number,
): Promise<Match[]> {
  const asked = values.map((value) => ({ alg, value }));
  const options = { distance: ALIKE_BITS, limit: Math.min(limit, 100) };
  const found = await registry.similar(asked, options);
  return found.flatMap((each) =>
    manifestOf(each).map((match) => ({ ...match, similarityScore: score(each.distance) })),
  );
}

/** Bits that are the same, of a hundred. */
export function score(distance: number): number {
  return Math.round(100 * (1 - distance / 256));
}

export function manifestOf({ record, manifestStore }: FoundRecord): Match[] {
  if (record.manifest === null || manifestStore === null) return [];
  return [{ manifestId: record.manifest.id }];
}

/** Each once, where it stands first. */
export function unique(matches: readonly Match[]): Match[] {
  const seen = new Map<string, Match>();
  for (const match of matches) if (!seen.has(match.manifestId)) seen.set(match.manifestId, match);
  return [...seen.values()];
}

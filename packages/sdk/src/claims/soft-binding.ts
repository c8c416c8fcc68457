import type { ManifestDescription, SoftBindingDescription } from '@provenance/c2pa';
import { PDQ_ALG } from '@provenance/fingerprint';
import { contentIdOfValue, SOFT_BINDING_ALGORITHM, TEXT_MARK_ALGORITHM } from '../content/id.ts';
import { isHolding, type Report, unique } from './credential.ts';

/** A history longer than this is not followed, and more than these entries say nothing more. */
const DEEPEST = 64;
const MOST_ENTRIES = 32;
const MOST_IDS = 16;

/** A soft binding that a manifest names: a watermark, by its algorithm. */
export interface SoftBindingClaim {
  readonly manifest: ManifestDescription;
  readonly binding: SoftBindingDescription;
  /** Of the active manifest. */
  readonly active: boolean;
  /** 16 hexadecimal digits each; empty for another algorithm than ours. */
  readonly contentIds: readonly string[];
}

/**
 * What the active manifest says about watermarks, and what those of parents and components say: the
 * mark of a picture stays in what is made from it. Ingredients whose credential failed say nothing.
 */
export function softBindingClaims(report: Report): SoftBindingClaim[] {
  const byLabel = new Map(report.manifests.map((manifest) => [manifest.label, manifest]));
  const seen = new Set<string>();
  const found: SoftBindingClaim[] = [];
  const follow = (label: string | null, depth: number): void => {
    const manifest = label === null ? undefined : byLabel.get(label);
    if (manifest === undefined || seen.has(manifest.label) || depth > DEEPEST) return;
    seen.add(manifest.label);
    for (const binding of manifest.softBindings) {
      // It says how a picture looks, and nothing of what is in its pixels.
      if (binding.alg === PDQ_ALG) continue;
      found.push({ manifest, binding, active: depth === 0, contentIds: contentIdsOf(binding) });
    }
    for (const { activeManifest, failures } of manifest.ingredients) {
      const doubted = failures.some(({ code }) => code !== 'signingCredential.untrusted');
      if (!doubted && found.length < MOST_ENTRIES) follow(activeManifest, depth + 1);
    }
  };
  follow(report.activeManifest, 0);
  return found.slice(0, MOST_ENTRIES);
}

/** The content ids that the active manifest of a credential that holds names, each once. */
export function claimedContentIds(report: Report): string[] {
  if (!isHolding(report)) return [];
  const claims = softBindingClaims(report).filter(({ active }) => active);
  return unique(claims.flatMap(({ contentIds }) => contentIds));
}

function contentIdsOf({ alg, values }: SoftBindingDescription): string[] {
  const isOurs = alg === SOFT_BINDING_ALGORITHM || alg === TEXT_MARK_ALGORITHM;
  const ids = isOurs ? values.map(contentIdOfValue) : [];
  return unique(ids.filter((id) => id !== null)).slice(0, MOST_IDS);
}

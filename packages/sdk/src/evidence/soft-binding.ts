import type { ManifestDescription, SoftBindingDescription } from '@provenance/c2pa';
import { contentIdOfValue, SOFT_BINDING_ALGORITHM } from '../content/id.ts';
import { type Report, unique } from './codes.ts';
import type { SoftBindingEvidence } from './evidence.ts';
import { plainText, quoted } from './plain-text.ts';
import { shownName, signerName } from './shown.ts';

/** A history longer than this is not followed, and more than these entries say nothing more. */
const DEEPEST = 64;
const MOST_ENTRIES = 32;
const MOST_IDS = 16;

/**
 * What the active manifest says about watermarks, and what those of parents and components say: the
 * mark of a picture stays in what is made from it. Ingredients whose credential failed say nothing.
 */
export function softBindings(report: Report): SoftBindingEvidence[] {
  const byLabel = new Map(report.manifests.map((manifest) => [manifest.label, manifest]));
  const seen = new Set<string>();
  const found: SoftBindingEvidence[] = [];
  const follow = (label: string | null, depth: number): void => {
    const manifest = label === null ? undefined : byLabel.get(label);
    if (manifest === undefined || seen.has(manifest.label) || depth > DEEPEST) return;
    seen.add(manifest.label);
    found.push(...manifest.softBindings.map((binding) => entry(manifest, binding, depth === 0)));
    for (const { activeManifest, failures } of manifest.ingredients) {
      const doubted = failures.some(({ code }) => code !== 'signingCredential.untrusted');
      if (!doubted && found.length < MOST_ENTRIES) follow(activeManifest, depth + 1);
    }
  };
  follow(report.activeManifest, 0);
  return found.slice(0, MOST_ENTRIES);
}

/** The content ids that the active manifest names, each once. */
export function claimedContentIds(claims: readonly SoftBindingEvidence[]): string[] {
  return unique(claims.filter(({ active }) => active).flatMap(({ contentIds }) => contentIds));
}

function entry(
  { signer }: ManifestDescription,
  { alg, values }: SoftBindingDescription,
  active: boolean,
): SoftBindingEvidence {
  const issuer = signerName(signer);
  const own = alg === SOFT_BINDING_ALGORITHM;
  const ids = own ? values.map(contentIdOfValue).filter((id) => id !== null) : [];
  const contentIds = unique(ids).slice(0, MOST_IDS);
  const who = active
    ? 'The credential'
    : `The credential of an ingredient, of ${shownName(issuer)},`;
  let what = `a watermark of ${quoted(alg ?? 'an algorithm without a name')}, which is not looked for here`;
  if (own) what = 'a watermark, and not which content id it has';
  if (contentIds.length > 0) what = `a watermark with the content id ${contentIds.join(' or ')}`;
  return {
    source: 'c2pa',
    finding: 'soft-binding',
    alg: plainText(alg ?? ''),
    contentIds,
    active,
    issuer,
    weight: 'neutral',
    strength: 'claimed',
    statement: `${who} names ${what}.`,
    codes: [],
  };
}

import type {
  ActionDescription,
  CredentialReport,
  ManifestDescription,
  Status,
} from '@provenance/c2pa';
import { type OriginKind, sourceType } from './source-type.ts';

/** What a manifest says about where the content comes from, and which manifest says it. */
export interface OriginClaim {
  readonly kind: OriginKind;
  readonly manifest: ManifestDescription;
  /** The action the kind rests on. */
  readonly action: ActionDescription | null;
}

/** A history longer than this is not followed: its origin is unknown. */
const DEEPEST = 64;

const INCEPTION = new Set(['c2pa.created', 'c2pa.opened']);

/**
 * Follows the actions from the active manifest to the parents (C2PA 2.4 clause 18.15 and the GenAI
 * rubric of the conformance program): what was generated stays generated whatever was edited later,
 * and anything else that a model touched is `ai-edited`.
 */
export function originClaim(
  report: Pick<CredentialReport, 'manifests' | 'activeManifest'>,
): OriginClaim | null {
  const byLabel = new Map(report.manifests.map((manifest) => [manifest.label, manifest]));
  // Each manifest is looked at once: a hostile store names the same ones over and over, or in a circle.
  const claims = new Map<string, OriginClaim | null>();
  const follow = (label: string | null, depth: number): OriginClaim | null => {
    const manifest = label === null ? undefined : byLabel.get(label);
    if (manifest === undefined || depth > DEEPEST) return null;
    const known = claims.get(manifest.label);
    if (known !== undefined) return known;
    claims.set(manifest.label, null);
    const claim = claimOf(manifest, depth);
    claims.set(manifest.label, claim);
    return claim;
  };
  const claimOf = (manifest: ManifestDescription, depth: number): OriginClaim => {
    const own = ownClaim(manifest);
    if (own.kind === 'ai-generated') return own;
    const related = (relationship: string) =>
      manifest.ingredients
        .filter((ingredient) => ingredient.relationship === relationship)
        .map((ingredient) => ({
          claim: follow(ingredient.activeManifest, depth + 1),
          failures: ingredient.failures,
        }))
        .map(({ claim, failures }) => (believable(claim, failures) ? claim : null));
    const [parent] = related('parentOf');
    if (parent?.kind === 'ai-generated') return parent;
    if (own.kind === 'ai-edited') return own;
    if (parent?.kind === 'ai-edited') return parent;
    if (related('componentOf').some((component) => component?.kind.startsWith('ai-'))) {
      return { ...own, kind: 'ai-edited' };
    }
    return own.kind === 'unknown' && parent ? parent : own;
  };
  return follow(report.activeManifest, 0);
}

function ownClaim(manifest: ManifestDescription): OriginClaim {
  const created = manifest.actions.find(({ action }) => action === 'c2pa.created') ?? null;
  const kind = kindOf(created);
  if (kind === 'ai-generated') return { kind, manifest, action: created };
  const byModel = manifest.actions.find(
    (action) =>
      kindOf(action).startsWith('ai-') && (!INCEPTION.has(action.action) || action === created),
  );
  if (byModel) return { kind: 'ai-edited', manifest, action: byModel };
  return { kind, manifest, action: created };
}

function kindOf(action: ActionDescription | null): OriginKind {
  return sourceType(action?.digitalSourceType)?.kind ?? 'unknown';
}

/**
 * An ingredient whose credential failed is not believed. One whose signer nobody knows is believed
 * where it admits to a model and nowhere else: otherwise a picture that an unknown signer calls a
 * capture would come out of a trusted editor as one.
 */
function believable(claim: OriginClaim | null, failures: readonly Status[]): boolean {
  if (failures.length === 0) return true;
  const unknownSigner = failures.every(({ code }) => code === 'signingCredential.untrusted');
  return unknownSigner && (claim?.kind.startsWith('ai-') ?? false);
}

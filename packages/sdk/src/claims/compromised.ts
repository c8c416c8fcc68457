import type { ManifestDescription } from '@provenance/c2pa';
import { isHolding, type Report } from './credential.ts';

/** A signing key that somebody else may have since a time. Whoever was told says so: nothing of it is in a file. */
export interface CompromisedSigner {
  /** Of its certificate, decimal. */
  readonly serial: string;
  /** O of the subject; null: none. */
  readonly organization: string | null;
  /** RFC 3339. */
  readonly since: string;
}

/** What a stolen key leaves of one signature. */
export interface Compromised {
  /** RFC 3339. */
  readonly since: string;
  /** A trusted time stamp shows that it was signed before. */
  readonly before: boolean;
}

/** @throws TypeError for what is no list of such signers. */
export function checkCompromisedSigners(signers: readonly CompromisedSigner[]): void {
  if (!Array.isArray(signers)) throw new TypeError('compromisedSigners must be a list.');
  for (const { serial, organization, since } of signers) {
    if (typeof serial !== 'string' || !/^-?\d+$/.test(serial)) {
      throw new TypeError('compromisedSigners: serial must be a decimal number, as a text.');
    }
    if (organization !== null && typeof organization !== 'string') {
      throw new TypeError('compromisedSigners: organization must be a text or null.');
    }
    checkSince(since, 'compromisedSigners: since');
  }
}

/** @throws TypeError for what is no time. */
export function checkSince(since: unknown, name: string): void {
  if (typeof since !== 'string' || Number.isNaN(Date.parse(since))) {
    throw new TypeError(`${name} must be a time: RFC 3339.`);
  }
}

/**
 * Whether the key of a manifest's signer is one of them; null if not. What the signer itself says of the time counts
 * for nothing: whoever has the key can say anything.
 */
export function compromisedOf(
  { signer, signedAt, timeStamped }: ManifestDescription,
  signers: readonly CompromisedSigner[] = [],
): Compromised | null {
  const found = signers
    .filter(
      ({ serial, organization }) =>
        signer?.serial === serial && (signer.organization ?? null) === organization,
    )
    .map(({ since }) => since)
    .sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  if (found === undefined) return null;
  const before = timeStamped && signedAt !== null && Date.parse(signedAt) < Date.parse(found);
  return { since: found, before };
}

/** An ingredient's failure that no engine knows of. */
export const STOLEN = 'provenance.signingKey.compromised';

/**
 * The report, in which every ingredient has failed whose own credential was signed with a key that somebody else may
 * have: a thief could make one that says anything, and build on it with a signer of whom everybody thinks well.
 */
export function withStolenIngredients<R extends Pick<Report, 'manifests'>>(
  report: R,
  signers: readonly CompromisedSigner[],
): R {
  const stolen = new Set(
    report.manifests
      .filter((manifest) => compromisedOf(manifest, signers)?.before === false)
      .map(({ label }) => label),
  );
  if (stolen.size === 0) return report;
  const manifests = report.manifests.map((manifest) => ({
    ...manifest,
    ingredients: manifest.ingredients.map((each) =>
      stolen.has(each.activeManifest ?? '')
        ? { ...each, failures: [...each.failures, { code: STOLEN, url: null, explanation: null }] }
        : each,
    ),
  }));
  return { ...report, manifests };
}

/** Whether a credential holds, and was not made with a key that somebody else may have. */
export function holdsStill(
  report: Pick<Report, 'state' | 'manifests'>,
  signers: readonly CompromisedSigner[] | undefined,
): boolean {
  const [active] = report.manifests;
  const found = active === undefined ? null : compromisedOf(active, signers);
  return isHolding(report) && found?.before !== false;
}

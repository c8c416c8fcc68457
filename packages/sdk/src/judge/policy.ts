import type { SignerDescription } from '@provenance/c2pa';
import { checkObject } from '@provenance/content';
import type { Unchecked } from './completeness.ts';
import type { Verdict } from './verdict.ts';

/** What a caller demands. A policy that is not met is not a failed verification. */
export interface Policy {
  /** `trusted` (default): the signer is on a trust list. `valid`: any signer will do. */
  readonly require?: 'trusted' | 'valid';
  /**
   * The signer's organization (O of the certificate), exactly. Needs `require: 'trusted'`. Authorities
   * check whom an organization's name belongs to; what stands in a common name, many leave to the signer.
   */
  readonly signer?: string;
  /** The signer's common name (CN), exactly: of an organization's certificates, this one. As `signer`. */
  readonly signerCommonName?: string;
  /**
   * For who trains models on uploads, or gathers them for that: content that is reserved from it does not meet
   * the policy. By its signer, or by a note in the file that nobody signed. Neither does content in which one of
   * these could not be looked at. Default false.
   */
  readonly respectTrainingOptOut?: boolean;
}

export interface PolicyOutcome {
  readonly require: 'trusted' | 'valid';
  readonly signer: string | null;
  readonly signerCommonName: string | null;
  readonly respectTrainingOptOut: boolean;
  /**
   * Whether it is reserved from training or mining, whatever the policy asks. `false` says so of what could be
   * read: see `unchecked` of the verdict for a credential or notes that could not, by which the policy is unmet
   * (`reserved-unknown`).
   */
  readonly isReserved: boolean;
  readonly met: boolean;
  /** The first demand that is not met; null if all are. */
  readonly unmet: 'integrity' | 'signer' | 'trust' | 'reserved' | 'reserved-unknown' | null;
}

const KNOWN: ReadonlySet<string> = new Set<keyof Policy>([
  'require',
  'signer',
  'signerCommonName',
  'respectTrainingOptOut',
]);

/**
 * @throws TypeError for a `require` that is neither `trusted` nor `valid`, an empty name, a name with
 *   `valid` (anyone can put any name into a certificate of their own), and a field that is none.
 */
export function checkPolicy(policy: Policy): void {
  checkObject('policy', policy);
  // A misspelt demand that is passed over in silence would be met by everybody.
  const unknown = Object.keys(policy).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw new TypeError(`policy has no field ${JSON.stringify(unknown)}.`);
  const { require = 'trusted' } = policy;
  if (require !== 'trusted' && require !== 'valid') {
    throw new TypeError(`policy.require must be 'trusted' or 'valid', got ${String(require)}.`);
  }
  if (typeof (policy.respectTrainingOptOut ?? false) !== 'boolean') {
    throw new TypeError('policy.respectTrainingOptOut must be true or false.');
  }
  for (const field of ['signer', 'signerCommonName'] as const) {
    const wanted = policy[field];
    if (wanted === undefined) continue;
    if (typeof wanted !== 'string' || wanted === '') {
      throw new TypeError(`policy.${field} must be the name in the certificate.`);
    }
    if (require === 'valid') {
      throw new TypeError(`policy.${field} needs require: 'trusted': anyone can use any name.`);
    }
  }
}

/**
 * Whether a verdict meets what the caller demands.
 *
 * @param isReserved Whether the content is reserved from training or mining.
 * @throws What checkPolicy() throws.
 */
export function applyPolicy(
  policy: Policy,
  verdict: Verdict,
  signer: SignerDescription | null,
  isReserved: boolean,
): PolicyOutcome {
  checkPolicy(policy);
  const {
    require = 'trusted',
    signer: organization = null,
    signerCommonName = null,
    respectTrainingOptOut = false,
  } = policy;
  const reserved = respectTrainingOptOut ? reservedOrUnknown(verdict, isReserved) : null;
  const unmet = firstUnmet(policy, verdict, signer) ?? reserved;
  return {
    require,
    signer: organization,
    signerCommonName,
    respectTrainingOptOut,
    isReserved,
    met: unmet === null,
    unmet,
  };
}

function reservedOrUnknown(verdict: Verdict, isReserved: boolean): PolicyOutcome['unmet'] {
  if (isReserved) return 'reserved';
  return unreadReservations(verdict).length > 0 ? 'reserved-unknown' : null;
}

/** What was not looked at, or not at all of it, and may say that the content is reserved from training. */
export function unreadReservations({ unchecked }: Pick<Verdict, 'unchecked'>): Unchecked[] {
  return unchecked.filter(({ what }) => what === 'credential' || what === 'label');
}

function firstUnmet(
  { require = 'trusted', signer: organization, signerCommonName: commonName }: Policy,
  verdict: Verdict,
  signer: SignerDescription | null,
): PolicyOutcome['unmet'] {
  if (verdict.integrity !== 'intact' || verdict.conflicts.length > 0) return 'integrity';
  // Exact on purpose: a pattern or a part of a name would accept "Not Example Ltd." for "Example Ltd.".
  if (organization !== undefined && signer?.organization !== organization) return 'signer';
  if (commonName !== undefined && signer?.commonName !== commonName) return 'signer';
  return require === 'trusted' && verdict.trust !== 'trusted' ? 'trust' : null;
}

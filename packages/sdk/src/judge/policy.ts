import type { SignerDescription } from '@provenance/c2pa';
import type { Verdict } from './verdict.ts';

/** What a caller demands. A policy that is not met is not a failed verification. */
export interface Policy {
  /** `trusted` (default): the signer is on a trust list. `valid`: any signer will do. */
  readonly require?: 'trusted' | 'valid';
  /** The signer's organization or common name, exactly. Needs `require: 'trusted'`. */
  readonly signer?: string;
}

export interface PolicyOutcome {
  readonly require: 'trusted' | 'valid';
  readonly signer: string | null;
  readonly met: boolean;
  /** The first demand that is not met; null if all are. */
  readonly unmet: 'integrity' | 'signer' | 'trust' | null;
}

/**
 * Whether a verdict meets what the caller demands.
 *
 * @throws TypeError for a `require` that is neither `trusted` nor `valid`, an empty `signer`, or a
 *   `signer` with `valid`: anyone can put any name into a certificate of their own.
 */
export function applyPolicy(
  { require = 'trusted', signer: wanted }: Policy,
  verdict: Verdict,
  signer: SignerDescription | null,
): PolicyOutcome {
  if (require !== 'trusted' && require !== 'valid') {
    throw new TypeError(`policy.require must be 'trusted' or 'valid', got ${String(require)}.`);
  }
  if (wanted !== undefined && (typeof wanted !== 'string' || wanted === '')) {
    throw new TypeError('policy.signer must be the name in the certificate.');
  }
  if (wanted !== undefined && require === 'valid') {
    throw new TypeError("policy.signer needs require: 'trusted': anyone can use any name.");
  }
  const unmet = firstUnmet(require, wanted, verdict, signer);
  return { require, signer: wanted ?? null, met: unmet === null, unmet };
}

function firstUnmet(
  require: 'trusted' | 'valid',
  wanted: string | undefined,
  verdict: Verdict,
  signer: SignerDescription | null,
): PolicyOutcome['unmet'] {
  if (verdict.integrity !== 'intact' || verdict.conflicts.length > 0) return 'integrity';
  // Exact on purpose: a pattern or a part of a name would accept "Not Example Ltd." for "Example Ltd.".
  if (wanted !== undefined && signer?.organization !== wanted && signer?.commonName !== wanted) {
    return 'signer';
  }
  return require === 'trusted' && verdict.trust !== 'trusted' ? 'trust' : null;
}

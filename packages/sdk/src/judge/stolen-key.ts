import type { Evidence } from '../evidence/evidence.ts';

/**
 * Since when somebody else may have the key that signed the content's own credential, which then counts for nothing:
 * RFC 3339. Null: nobody said so, or a time stamp shows that it was signed before.
 */
export function stolenSince(evidence: readonly Evidence[]): string | null {
  const signature = evidence.find((entry) => entry.finding === 'signature');
  const stolen = signature?.compromised;
  return stolen && !stolen.before ? stolen.since : null;
}

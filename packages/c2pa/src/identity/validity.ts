import { IdentityError } from './payload.ts';

/** RFC 3339; a time without a zone is none. */
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * From when on and until when a verifiable credential holds, as its issuer says (CAWG identity assertion 1.2 clause
 * 8.1.1.4; `issuanceDate` and `expirationDate` are those of the first version of the data model).
 *
 * @param at When it has to hold.
 * @throws IdentityError where it says nothing of its beginning, or does not hold then.
 */
export function holdsWhen(
  credential: Readonly<Record<string, unknown>>,
  at: Date,
): { readonly validFrom: string; readonly validUntil: string | null } {
  const from = credential.validFrom ?? credential.issuanceDate;
  if (from === undefined) throw new IdentityError('cawg.ica.valid_from.missing');
  const begin = timeIn(from);
  if (begin === null || begin > at) throw new IdentityError('cawg.ica.valid_from.invalid');
  const until = credential.validUntil ?? credential.expirationDate;
  const end = until === undefined ? null : timeIn(until);
  if (until !== undefined && (end === null || end < at)) {
    throw new IdentityError('cawg.ica.valid_until.invalid');
  }
  return { validFrom: begin.toISOString(), validUntil: end?.toISOString() ?? null };
}

function timeIn(value: unknown): Date | null {
  const time = typeof value === 'string' && DATE_TIME.test(value) ? new Date(value) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time;
}

import type { Certificate } from '@provenance/cose';
import type { SignedManifest } from '../store/signed.ts';
import type { AssertionBox } from '../store/store.ts';
import { readAggregation } from './aggregation.ts';
import { checkExpected } from './expected.ts';
import type { IdentityDescription } from './identity.ts';
import { checkReferences, type IdentityAssertion, IdentityError, readIdentity } from './payload.ts';
import { readOwnSignature } from './x509.ts';

const LABEL = /^cawg\.identity(__\d+)?$/;
/** More named actors than this nobody reads; each costs a signature. */
const MOST_ASSERTIONS = 16;

/** What the signature of an identity comes to. */
type CheckedIdentity = Omit<IdentityDescription, 'label' | 'sigType' | 'roles'>;

const NOBODY = {
  signedAt: null,
  validFrom: null,
  validUntil: null,
  holder: null,
  aggregator: null,
  verified: [],
} as const;

/**
 * The identity assertions of a manifest (CAWG identity assertion 1.2 clause 7), the first sixteen. They say who
 * takes part and in which role, in that actor's own words or an aggregator's. They never make a manifest trusted:
 * whose key it is nothing here vouches for, so that none is more than `cawg.identity.well-formed`.
 *
 * @param at When the manifest was signed, if a time stamp says so, else as of when it is judged.
 * @param tsaAnchors Of time-stamp authorities: the identities have stamps of their own.
 */
export function identitiesOf(
  manifest: SignedManifest,
  at: Date,
  tsaAnchors: readonly Certificate[],
): IdentityDescription[] {
  const boxes = manifest.assertions.filter(({ label }) => LABEL.test(label));
  const read = boxes.slice(0, MOST_ASSERTIONS).map((box) => ({ box, identity: readBox(box) }));
  return read.map(({ box, identity }): IdentityDescription => {
    const { label } = box;
    const isRead = !(identity instanceof IdentityError);
    const said = isRead
      ? { sigType: identity.sigType, roles: identity.roles }
      : { sigType: null, roles: [] };
    try {
      if (!isRead) throw identity;
      checkReferences(identity, manifest);
      const others = read
        .filter((other) => other.box !== box)
        .map((other) => ({
          label: other.box.label,
          identity: other.identity instanceof IdentityError ? null : other.identity,
        }));
      checkExpected(label, identity, others, manifest, boxes.length > MOST_ASSERTIONS);
      return { label, ...said, ...checkedSignature(identity, at, tsaAnchors) };
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error;
      const { status } = error;
      // What it would say is not passed on: it is about something else, or nobody signed it.
      return { label, ...said, ...NOBODY, outcome: 'fails', problem: status, codes: [status] };
    }
  });
}

function readBox({ kind, content }: AssertionBox): IdentityAssertion | IdentityError {
  try {
    return kind === 'cbor'
      ? readIdentity(content)
      : new IdentityError('cawg.identity.cbor.invalid');
  } catch (error) {
    if (error instanceof IdentityError) return error;
    throw error;
  }
}

function checkedSignature(
  identity: IdentityAssertion,
  at: Date,
  tsaAnchors: readonly Certificate[],
): CheckedIdentity {
  switch (identity.sigType) {
    case 'cawg.x509.cose':
      return { ...NOBODY, ...readOwnSignature(identity, at, tsaAnchors) };
    case 'cawg.identity_claims_aggregation':
      return { ...NOBODY, ...readAggregation(identity, at, tsaAnchors) };
    default: {
      const problem = 'cawg.identity.sig_type.unknown';
      return { ...NOBODY, outcome: 'unchecked', problem, codes: [problem] };
    }
  }
}

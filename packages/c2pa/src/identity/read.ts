import { algorithmOfCose, type Certificate, isSignature, subjectAttribute } from '@provenance/cose';
import { decodeCbor } from '@provenance/cose/cbor';
import { HEADER, parseSign1, sigStructure } from '@provenance/cose/sign1';
import { isValidAt } from '../certificate/rules.ts';
import { certificateChain } from '../store/certificates.ts';
import type { SignedManifest } from '../store/signed.ts';
import type { AssertionBox } from '../store/store.ts';
import { readAggregation } from './aggregation.ts';
import type { IdentityDescription } from './identity.ts';
import { checkReferences, type IdentityAssertion, IdentityError, readIdentity } from './payload.ts';

const LABEL = /^cawg\.identity(__\d+)?$/;
/** More named actors than this nobody reads; each costs a signature. */
const MOST_ASSERTIONS = 16;

const UNREAD = { sigType: null, roles: [] } as const;
const NOBODY = { holder: null, aggregator: null, verified: [] } as const;

/**
 * The identity assertions of a manifest (CAWG identity assertion 1.2 clause 7), the first sixteen. They say who
 * takes part and in which role, in that actor's own words or an aggregator's. They never make a manifest trusted:
 * whose key it is nothing here vouches for.
 */
export function identitiesOf(manifest: SignedManifest, at: Date): IdentityDescription[] {
  return manifest.assertions
    .filter(({ label }) => LABEL.test(label))
    .slice(0, MOST_ASSERTIONS)
    .map((box) => describeIdentity(box, manifest, at));
}

function describeIdentity(
  { label, kind, content }: AssertionBox,
  manifest: SignedManifest,
  at: Date,
): IdentityDescription {
  let said: Pick<IdentityDescription, 'sigType' | 'roles'> = UNREAD;
  try {
    if (kind !== 'cbor') throw new IdentityError('cawg.identity.cbor.invalid');
    const identity = readIdentity(content);
    said = { sigType: identity.sigType, roles: identity.roles };
    checkReferences(identity, manifest);
    return { label, ...said, ...checkedSignature(identity, at) };
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    // What it would say is not passed on: it is about something else, or nobody signed it.
    return { label, ...said, ...NOBODY, outcome: 'fails', problem: error.status };
  }
}

function checkedSignature(
  identity: IdentityAssertion,
  at: Date,
): Omit<IdentityDescription, 'label' | 'sigType' | 'roles'> {
  switch (identity.sigType) {
    case 'cawg.x509.cose':
      return { ...NOBODY, ...checkedX509(identity, at) };
    case 'cawg.identity_claims_aggregation':
      return { ...NOBODY, ...readAggregation(identity) };
    default:
      return { ...NOBODY, outcome: 'unchecked', problem: 'cawg.identity.sig_type.unknown' };
  }
}

/** A COSE_Sign1 over the signer payload, which is not in it (clause 8.2). */
function checkedX509(
  { signature, payloads }: IdentityAssertion,
  at: Date,
): Pick<IdentityDescription, 'outcome' | 'problem' | 'holder'> {
  let sign1: ReturnType<typeof parseSign1>;
  let leaf: Certificate;
  try {
    sign1 = parseSign1(signature, decodeCbor);
    leaf = certificateChain(sign1)[0]!;
  } catch {
    throw new IdentityError('cawg.x509.signature_mismatch');
  }
  const alg = algorithmOfCose(sign1.protectedHeader.get(HEADER.alg));
  const { payload: inside, protectedBytes } = sign1;
  const holds = payloads.some(
    (payload) =>
      alg !== null &&
      (inside === null || Buffer.compare(inside, payload) === 0) &&
      isSignature(alg, leaf.x509.publicKey, sigStructure(protectedBytes, payload), sign1.signature),
  );
  if (!holds) throw new IdentityError('cawg.x509.signature_mismatch');
  const holder = {
    commonName: subjectAttribute(leaf, 'CN'),
    organization: subjectAttribute(leaf, 'O'),
    inTime: isValidAt(leaf, at),
  };
  return { outcome: 'holds', problem: null, holder };
}

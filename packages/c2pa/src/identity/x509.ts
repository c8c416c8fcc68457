import { algorithmOfCose, type Certificate, isSignature, subjectAttribute } from '@provenance/cose';
import { decodeCbor } from '@provenance/cose/cbor';
import { HEADER, parseSign1, type Sign1, sigStructure } from '@provenance/cose/sign1';
import { isValidAt } from '../certificate/rules.ts';
import { certificateChain } from '../store/certificates.ts';
import { stapledRevocation } from '../trust/revocation.ts';
import { timeOfSignature } from '../trust/time-of-signing.ts';
import type { IdentityDescription } from './identity.ts';
import { type IdentityAssertion, IdentityError } from './payload.ts';

/**
 * Reads a signature of the actor's own (CAWG identity assertion 1.2 clause 8.2): a COSE_Sign1 over the signer
 * payload, which is not in it. It counts as of the time that a stamp of its own says, else of the manifest's.
 *
 * Revocation is looked at as far as an answer came with the signature, and is signed by the issuer that came with
 * it: nobody is asked. Whom that issuer is, nothing here vouches for; but who is believed to be the holder by its
 * word is also believed to be it no longer.
 *
 * @throws IdentityError for one that counts for nothing.
 */
export function readOwnSignature(
  { signature, payloads }: IdentityAssertion,
  at: Date,
  tsaAnchors: readonly Certificate[],
): Pick<IdentityDescription, 'outcome' | 'problem' | 'codes' | 'signedAt' | 'holder'> {
  let sign1: Sign1;
  let chain: readonly Certificate[];
  try {
    sign1 = parseSign1(signature, decodeCbor);
    chain = certificateChain(sign1);
  } catch {
    throw new IdentityError('cawg.x509.signature_mismatch');
  }
  const leaf = chain[0]!;
  const payload = signedPayload(sign1, leaf, payloads);
  const stamp = timeOfSignature(sign1, payload, tsaAnchors);
  const time = stamp?.outcome === 'trusted' ? stamp.time : null;
  const when = time ?? at;
  const issuer = chain.find((each) => each !== leaf && isIssuer(each, leaf));
  const found = issuer === undefined ? null : stapledRevocation({ sign1 }, [leaf, issuer], when);
  if (found?.status === 'revoked' && found.at <= when) {
    throw new IdentityError('cawg.identity.credential_revoked');
  }
  const inTime = isValidAt(leaf, when);
  return {
    outcome: 'holds',
    problem: null,
    codes: [
      'cawg.identity.well-formed',
      ...(inTime ? [] : ['cawg.x509.credential.expired']),
      ...(stamp === null ? [] : [`timeStamp.${stamp.outcome}`]),
      ...(found === null || found.status === 'unknown' ? [] : ['cawg.x509.ocsp.notRevoked']),
    ],
    signedAt: time?.toISOString() ?? null,
    holder: {
      commonName: subjectAttribute(leaf, 'CN'),
      organization: subjectAttribute(leaf, 'O'),
      inTime,
    },
  };
}

function signedPayload(
  { protectedHeader, protectedBytes, payload: inside, signature }: Sign1,
  { x509 }: Certificate,
  payloads: readonly Uint8Array[],
): Uint8Array {
  const alg = algorithmOfCose(protectedHeader.get(HEADER.alg));
  if (alg === null) throw new IdentityError('cawg.x509.algorithm.unsupported');
  const signed = payloads.find(
    (payload) =>
      (inside === null || Buffer.compare(inside, payload) === 0) &&
      isSignature(alg, x509.publicKey, sigStructure(protectedBytes, payload), signature),
  );
  if (signed === undefined) throw new IdentityError('cawg.x509.signature_mismatch');
  return signed;
}

function isIssuer(issuer: Certificate, { x509, der }: Certificate): boolean {
  return Buffer.compare(issuer.der.subject, der.issuer) === 0 && x509.verify(issuer.x509.publicKey);
}

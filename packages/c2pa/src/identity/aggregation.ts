import { createPublicKey, type KeyObject } from 'node:crypto';
import { algorithmOfCose, type Certificate, isSignature } from '@provenance/cose';
import { decodeCbor } from '@provenance/cose/cbor';
import { HEADER, parseSign1, type Sign1, sigStructure } from '@provenance/cose/sign1';
import { timeOfSignature } from '../trust/time-of-signing.ts';
import type { IdentityDescription, VerifiedIdentity } from './identity.ts';
import { isSameInJson } from './json.ts';
import { type IdentityAssertion, IdentityError } from './payload.ts';
import { holdsWhen } from './validity.ts';

type Json = Readonly<Record<string, unknown>>;

/** More identities than this no person has. */
const MOST_IDENTITIES = 32;
const MOST_TEXT = 1024;
/** A key in a DID is some hundred characters. */
const MOST_DID = 4096;

/**
 * Reads what an aggregator says to have verified (CAWG identity assertion 1.2 clause 8.1): a verifiable credential
 * in a COSE_Sign1. It has to be about the same assertions, and to hold at the time of its own stamp, else of the
 * manifest's; its signature is checked where the key stands in the name of the aggregator (`did:jwk`). A key or a
 * list of revoked credentials that lies elsewhere is not fetched.
 *
 * @throws IdentityError for one that counts for nothing.
 */
export function readAggregation(
  identity: IdentityAssertion,
  at: Date,
  tsaAnchors: readonly Certificate[],
): Omit<IdentityDescription, 'label' | 'sigType' | 'roles' | 'holder'> {
  const sign1 = readSign1(identity.signature);
  const credential = readCredential(sign1);
  const subject = object(credential.credentialSubject);
  const aggregator = text(credential.issuer) ?? text(object(credential.issuer).id);
  if (aggregator === null || !/^did:[a-z\d]+:\S/.test(aggregator)) {
    throw new IdentityError('cawg.ica.invalid_issuer');
  }
  if (!isSameInJson(subject.c2paAsset, identity.payload)) {
    throw new IdentityError('cawg.ica.signer_payload.mismatch');
  }
  const stamp = timeOfSignature(sign1, sign1.payload!, tsaAnchors);
  if (stamp?.outcome === 'malformed' || stamp?.outcome === 'mismatch') {
    throw new IdentityError('cawg.ica.time_stamp.invalid');
  }
  const time = stamp?.outcome === 'trusted' ? stamp.time : null;
  const said = {
    aggregator: aggregator.slice(0, MOST_TEXT),
    verified: verifiedIdentities(subject.verifiedIdentities),
    signedAt: time?.toISOString() ?? null,
    ...holdsWhen(credential, time ?? at),
  };
  const stamped = time === null ? [] : ['cawg.ica.time_stamp.validated'];
  const unchecked = (problem: string) =>
    ({ ...said, outcome: 'unchecked', problem, codes: [problem, ...stamped] }) as const;
  const key = keyIn(aggregator);
  if (typeof key === 'string') return unchecked(key);
  const alg = algorithmOfCose(sign1.protectedHeader.get(HEADER.alg));
  const signed = sigStructure(sign1.protectedBytes, sign1.payload!);
  if (alg === null || !isSignature(alg, key, signed, sign1.signature)) {
    throw new IdentityError('cawg.ica.signature_mismatch');
  }
  if (credential.credentialStatus !== undefined) {
    return unchecked(revocationOf(credential.credentialStatus));
  }
  const codes = ['cawg.ica.credential_valid', 'cawg.identity.well-formed', ...stamped];
  return { ...said, outcome: 'holds', problem: null, codes };
}

function readSign1(signature: Uint8Array): Sign1 {
  let sign1: Sign1;
  try {
    sign1 = parseSign1(signature, decodeCbor);
  } catch {
    throw new IdentityError('cawg.ica.invalid_cose_sign1');
  }
  const { protectedHeader } = sign1;
  if (algorithmOfCose(protectedHeader.get(HEADER.alg)) === null) {
    throw new IdentityError('cawg.ica.invalid_alg');
  }
  if (protectedHeader.get(HEADER.contentType) !== 'application/vc') {
    throw new IdentityError('cawg.ica.invalid_content_type');
  }
  return sign1;
}

function readCredential({ payload }: Sign1): Json {
  try {
    const credential = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload!));
    if (Object.keys(object(object(credential).credentialSubject)).length > 0) return credential;
  } catch {
    // As below.
  }
  throw new IdentityError('cawg.ica.invalid_verifiable_credential');
}

/** Clause 8.1.2.5: each says of what kind it is, when it was verified, and who knows the identity. */
function verifiedIdentities(listed: unknown): VerifiedIdentity[] {
  if (!Array.isArray(listed) || listed.length === 0) {
    throw new IdentityError('cawg.ica.verified_identities.missing');
  }
  if (listed.length > MOST_IDENTITIES) {
    throw new IdentityError('cawg.ica.verified_identities.invalid');
  }
  return listed.map((each) => {
    const { type, name, username, uri, verifiedAt, provider } = object(each);
    const verified = {
      type: text(type),
      name: text(name),
      username: text(username),
      uri: text(uri),
      provider: text(object(provider).name),
      verifiedAt: text(verifiedAt),
    };
    if (
      !verified.type ||
      !verified.provider ||
      Number.isNaN(Date.parse(verified.verifiedAt ?? ''))
    ) {
      throw new IdentityError('cawg.ica.verified_identities.invalid');
    }
    return verified;
  });
}

/** Whether the credential was withdrawn stands in a list that would have to be fetched. */
function revocationOf(status: unknown): string {
  const listed = Array.isArray(status) ? status : [status];
  return listed.every((each) =>
    /^(BitstringStatusList|StatusList2021)Entry$/.test(text(object(each).type) ?? ''),
  )
    ? 'cawg.ica.revocation.unavailable'
    : 'cawg.ica.revocation.unsupported';
}

/** The key in a `did:jwk`; the status code for any other DID. */
function keyIn(did: string): KeyObject | string {
  if (did.startsWith('did:web:')) return 'cawg.ica.did_unavailable';
  if (!did.startsWith('did:jwk:')) return 'cawg.ica.did_unsupported_method';
  const [, encoded = ''] = /^did:jwk:([\w-]+)(?:#.*)?$/.exec(did.slice(0, MOST_DID)) ?? [];
  try {
    const { kty, crv, x, y, n, e } = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    return createPublicKey({ key: { kty, crv, x, y, n, e }, format: 'jwk' });
  } catch {
    throw new IdentityError('cawg.ica.invalid_did_document');
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, MOST_DID) : null;
}

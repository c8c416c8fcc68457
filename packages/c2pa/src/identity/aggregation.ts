import { createPublicKey, type KeyObject } from 'node:crypto';
import { algorithmOfCose, isSignature } from '@provenance/cose';
import { decodeCbor } from '@provenance/cose/cbor';
import { HEADER, parseSign1, sigStructure } from '@provenance/cose/sign1';
import type { IdentityDescription, VerifiedIdentity } from './identity.ts';
import { type IdentityAssertion, IdentityError } from './payload.ts';

type Json = Readonly<Record<string, unknown>>;

/** More identities than this no person has. */
const MOST_IDENTITIES = 32;
const MOST_TEXT = 1024;
/** A key in a DID is some hundred characters. */
const MOST_DID = 4096;

/**
 * Reads what an aggregator says to have verified (CAWG identity assertion 1.2 clause 8.1): a verifiable credential
 * in a COSE_Sign1. It has to be about the same assertions; its signature is checked where the key stands in the
 * name of the aggregator (`did:jwk`). A key that lies elsewhere (`did:web`) is not fetched.
 *
 * @throws IdentityError for one that counts for nothing.
 */
export function readAggregation(
  identity: IdentityAssertion,
): Pick<IdentityDescription, 'outcome' | 'problem' | 'aggregator' | 'verified'> {
  const { signature } = identity;
  let sign1: ReturnType<typeof parseSign1>;
  let credential: Json;
  try {
    sign1 = parseSign1(signature, decodeCbor);
    credential = object(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(sign1.payload!)),
    );
  } catch {
    throw new IdentityError('cawg.ica.invalid_verifiable_credential');
  }
  const subject = object(credential.credentialSubject);
  const aggregator = text(credential.issuer) ?? text(object(credential.issuer).id);
  const { verifiedIdentities: listed } = subject;
  if (
    aggregator === null ||
    !Array.isArray(listed) ||
    listed.length === 0 ||
    listed.length > MOST_IDENTITIES
  ) {
    throw new IdentityError('cawg.ica.invalid_verifiable_credential');
  }
  if (!isAbout(object(subject.c2paAsset), identity)) {
    throw new IdentityError('cawg.ica.signer_payload.mismatch');
  }
  const verified = listed.map(verifiedIdentity);
  const said = { aggregator: aggregator.slice(0, MOST_TEXT), verified };
  const key = keyIn(aggregator);
  if (key === null) return { ...said, outcome: 'unchecked', problem: 'cawg.ica.did_unavailable' };
  const alg = algorithmOfCose(sign1.protectedHeader.get(HEADER.alg));
  const signed = sigStructure(sign1.protectedBytes, sign1.payload!);
  if (alg === null || !isSignature(alg, key, signed, sign1.signature)) {
    throw new IdentityError('cawg.ica.signature_mismatch');
  }
  return { ...said, outcome: 'holds', problem: null };
}

/** The credential repeats the signer payload in JSON, with hashes in base64. */
function isAbout(asset: Json, { references, sigType, roles }: IdentityAssertion): boolean {
  const { referenced_assertions: listed, sig_type, role = [] } = asset;
  if (!Array.isArray(listed) || listed.length !== references.length) return false;
  if (sig_type !== sigType || !Array.isArray(role) || role.length !== roles.length) return false;
  if (!role.every((each, i) => each === roles[i])) return false;
  return listed.every((each, i) => {
    const { url, hash } = object(each);
    const reference = references[i]!;
    const text = base64In(hash);
    return url === reference.url && text !== null && isBase64Of(text, reference.hash);
  });
}

/** Early writers (c2pa-rs before 1.2) put the characters of the base64 there, as a list of their codes. */
function base64In(hash: unknown): string | null {
  if (typeof hash === 'string') return hash;
  const isText = Array.isArray(hash) && hash.every((code) => Number.isInteger(code) && code < 128);
  return isText ? String.fromCharCode(...hash.slice(0, 128)) : null;
}

function isBase64Of(text: string, hash: Uint8Array): boolean {
  return Buffer.from(text, 'base64').equals(hash);
}

function verifiedIdentity(value: unknown): VerifiedIdentity {
  const { type, name, username, uri, verifiedAt, provider } = object(value);
  return {
    type: text(type),
    name: text(name),
    username: text(username),
    uri: text(uri),
    provider: text(object(provider).name),
    verifiedAt: text(verifiedAt),
  };
}

/** The key in a `did:jwk`; null for any other DID, and for one that holds no public key. */
function keyIn(did: string): KeyObject | null {
  const [, encoded] = /^did:jwk:([\w-]+)(?:#.*)?$/.exec(did.slice(0, MOST_DID)) ?? [];
  if (encoded === undefined) return null;
  try {
    const { kty, crv, x, y, n, e } = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    return createPublicKey({ key: { kty, crv, x, y, n, e }, format: 'jwk' });
  } catch {
    return null;
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, MOST_TEXT) : null;
}

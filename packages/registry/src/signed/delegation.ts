import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import {
  algorithmOfCose,
  type Certificate,
  COSE_ALGORITHM,
  isSignature,
  isWeakKey,
  parseCertificate,
  type SigningAlgorithm,
  subjectAttribute,
  thumbprintOf,
} from '@provenance/cose';
import {
  type Cbor,
  cborMap,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import { encodeSign1, HEADER, parseSign1, sigStructure } from '@provenance/cose/sign1';
import { SIGNED_KINDS, type SignedKind } from './kind.ts';
import { time } from './record-check.ts';

/**
 * What an organization's signer says once of a record key, as a delegated credential of TLS does of its key
 * (RFC 9345): that this Ed25519 key signs records, and what belongs to them, in its name until a day.
 */
export interface Delegation {
  /** SHA-256 of the certificate whose key has signed it: its x5t (RFC 9360 2). 32 bytes. */
  readonly signer: Uint8Array;
  /** RFC 3339 in UTC, to the millisecond; both within the dates of the signer's certificate. */
  readonly validFrom: string;
  readonly validUntil: string;
  readonly signs: readonly SignedKind[];
}

/** A delegation that was read, and whose signature holds. Whether anybody trusts its signer is not looked at. */
export interface ReadDelegation {
  readonly delegation: Delegation;
  /** Normalised, so that equal delegations are equal texts. */
  readonly text: string;
  /**
   * SHA-256 of what the signer has signed (Sig_structure, RFC 9052 4.4): what signatures of the record key name (kid,
   * RFC 9052 3.1). Not of the signature, which for ECDSA anybody can write in a second way: one key would have two names.
   */
  readonly thumbprint: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly key: KeyObject;
  /** O of the signer's certificate. */
  readonly organization: string;
  /** PEM of that certificate and its issuers. */
  readonly certificates: string;
}

/** Nothing else is signed under it: not the claim of a manifest, and nothing that a record key signs. */
const CONTENT_TYPE = 'application/vnd.provenance.record-key+cbor';
const PURPOSE = 'record-key';
const VERSION = 1;
const LABEL = 'PROVENANCE RECORD KEY DELEGATION';
const BLOCK = new RegExp(`-----BEGIN ${LABEL}-----([A-Za-z0-9+/=\\s]+)-----END ${LABEL}-----`, 'g');
const COSE_SIGN1 = 0xd2;
const FIELDS = 6;
const MOST_CERTIFICATES = 16;
/** Its certificates are most of it. */
const MOST_CHARACTERS = 2 ** 16;

/** Whether a text is one, or means to be. */
export function isDelegation(text: string): boolean {
  return text.includes(`-----BEGIN ${LABEL}-----`);
}

/** What the signer signs: header and payload. Equal input gives equal bytes. */
export function delegationOf(
  { alg, chain }: { alg: SigningAlgorithm; chain: readonly Certificate[] },
  {
    publicKey,
    validFrom,
    validUntil,
  }: { publicKey: Uint8Array; validFrom: string; validUntil: string },
) {
  const certificates = chain.map(({ x509 }) => Uint8Array.from(x509.raw));
  const header = encodeDeterministic(
    new Map<number, Cbor>([
      [HEADER.alg, COSE_ALGORITHM[alg]],
      [HEADER.contentType, CONTENT_TYPE],
      [HEADER.x5chain, certificates.length === 1 ? certificates[0]! : certificates],
    ]),
  );
  const payload = encodeDeterministic(
    cborMap({
      version: VERSION,
      purpose: PURPOSE,
      publicKey,
      validFrom,
      validUntil,
      signs: SIGNED_KINDS,
    }),
  );
  return {
    toBeSigned: sigStructure(header, payload),
    textWith: (signature: Uint8Array) => textOf(encodeSign1(header, new Map(), payload, signature)),
  };
}

/**
 * Reads a delegation: its form, its signature, that its dates are within those of the certificate that signed it.
 * Whether anybody trusts that certificate is not looked at.
 *
 * @throws TypeError unless it is a string; ProvenanceError DELEGATION_MALFORMED.
 */
export async function readDelegation(given: string): Promise<ReadDelegation> {
  if (typeof given !== 'string') throw new TypeError('A delegation is given as text.');
  try {
    return await read(given);
  } catch (cause) {
    throw new ProvenanceError('DELEGATION_MALFORMED', undefined, { cause });
  }
}

async function read(given: string): Promise<ReadDelegation> {
  if (given.length > MOST_CHARACTERS) throw new RangeError('It is too long.');
  const [block, ...others] = given.matchAll(BLOCK);
  // Beside a certificate, one reader would take the one and another the other.
  if (!block || others.length > 0 || given.includes('-----BEGIN CERTIFICATE-----')) {
    throw new RangeError('The text holds not just one delegation.');
  }
  const bytes = Uint8Array.from(Buffer.from(block[1]!, 'base64'));
  if (bytes[0] !== COSE_SIGN1) throw new RangeError('It is no COSE_Sign1.');
  const { protectedBytes, protectedHeader, unprotectedHeader, payload, signature } = parseSign1(
    bytes,
    decodeDeterministic,
  );
  const alg = algorithmOfCose(protectedHeader.get(HEADER.alg));
  if (
    protectedHeader.size !== 3 ||
    alg === null ||
    protectedHeader.get(HEADER.contentType) !== CONTENT_TYPE ||
    unprotectedHeader.size > 0 ||
    payload === null
  ) {
    throw new RangeError('Its header is not that of a delegation.');
  }
  const chain = chainIn(protectedHeader.get(HEADER.x5chain));
  const [leaf] = chain;
  if (leaf.isAuthority) throw new RangeError('An authority certifies organizations, not keys.');
  const organization = subjectAttribute(leaf, 'O');
  if (organization === null) throw new RangeError('Its certificate names no organization.');
  if (alg === 'Ed25519' && (await isWeakKey(Uint8Array.from(leaf.der.publicKey)))) {
    throw new RangeError('The key of its certificate is none.');
  }
  const signed = sigStructure(protectedBytes, payload);
  // The algorithm has to be one of the certificate's key.
  if (!isSignature(alg, leaf.x509.publicKey, signed, signature)) {
    throw new RangeError('Its signature does not hold.');
  }
  const { publicKey, ...said } = fieldsOf(payload);
  if (await isWeakKey(publicKey)) throw new RangeError('The record key is none.');
  // Not by KeyObject.equals, which for keys of two kinds leaves an error in OpenSSL that Node 20 takes for one of the
  // next key.
  if (alg === 'Ed25519' && Buffer.compare(publicKey, Uint8Array.from(leaf.der.publicKey)) === 0) {
    throw new RangeError('A key does not certify itself.');
  }
  const { validFrom, validTo } = leaf.x509;
  if (
    !(said.validFrom < said.validUntil) ||
    Date.parse(said.validFrom) < Date.parse(validFrom) ||
    Date.parse(said.validUntil) > Date.parse(validTo)
  ) {
    throw new RangeError('Its dates are not within those of its certificate.');
  }
  return {
    delegation: { signer: thumbprintOf(leaf.x509.raw), ...said },
    text: textOf(bytes),
    thumbprint: Uint8Array.from(createHash('sha256').update(signed).digest()),
    publicKey,
    key: ed25519Key(publicKey),
    organization,
    certificates: chain.map(({ x509 }) => x509.toString()).join(''),
  };
}

function chainIn(value: unknown): [Certificate, ...Certificate[]] {
  // RFC 9360 2: one certificate stands alone, and several in a list.
  const list = Array.isArray(value) && value.length > 1 ? value : [value];
  if (list.length > MOST_CERTIFICATES || !list.every((each) => each instanceof Uint8Array)) {
    throw new RangeError('It has no chain of certificates.');
  }
  const [leaf, ...rest] = list.map(parseCertificate);
  return [leaf!, ...rest];
}

function fieldsOf(payload: Uint8Array) {
  const decoded = decodeDeterministic(payload);
  const fields = decoded instanceof Map ? Object.fromEntries(decoded as Map<string, Cbor>) : {};
  const { version, purpose, publicKey, signs } = fields;
  if (
    Object.keys(fields).length !== FIELDS ||
    version !== VERSION ||
    purpose !== PURPOSE ||
    !(publicKey instanceof Uint8Array && publicKey.length === 32) ||
    !areKinds(signs)
  ) {
    throw new RangeError('It is no delegation of this form.');
  }
  const [validFrom, validUntil] = [time(fields, 'validFrom'), time(fields, 'validUntil')];
  return { publicKey, validFrom, validUntil, signs };
}

function areKinds(value: Cbor | undefined): value is SignedKind[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((each) => SIGNED_KINDS.some((kind) => kind === each))
  );
}

/**
 * Whether a record key may have signed something. A record says when its content was made, and is signed later where
 * it had to wait (an outbox), maybe by the next key: it may be older than the key, and not younger.
 *
 * @param time RFC 3339 in UTC, to the millisecond: such texts are in the order of their times.
 */
export function permits(
  { signs, validFrom, validUntil }: Delegation,
  kind: SignedKind,
  time: string,
): boolean {
  return signs.includes(kind) && time <= validUntil && (kind === 'record' || time >= validFrom);
}

function ed25519Key(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function textOf(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${LABEL}-----`, ...lines, `-----END ${LABEL}-----`, ''].join('\n');
}

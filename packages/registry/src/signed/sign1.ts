import { verify } from 'node:crypto';
import { promisify } from 'node:util';
import { ProvenanceError } from '@provenance/content';
import { COSE_ALGORITHM, isSignature as holds } from '@provenance/cose';
import {
  type Cbor,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import { encodeSign1, HEADER, parseSign1, type Sign1, sigStructure } from '@provenance/cose/sign1';
import type { SigningCertificate } from './certificate.ts';
import type { RecordSigner } from './signer.ts';

/** First byte of a COSE_Sign1: CBOR tag 18 (RFC 9052 2). */
const COSE_SIGN1 = 0xd2;
const { Ed25519: EDDSA } = COSE_ALGORITHM;
/** IANA COSE algorithms. */
const SHA_256 = -16;
const SIGNATURE_BYTES = 64;
const verifyInPool = promisify(verify);

/**
 * What is signed here, each under its own content type, so that no signature over one is ever taken
 * for one over another.
 */
export const CONTENT_TYPES = {
  record: 'application/vnd.provenance.record+cbor',
  erasure: 'application/vnd.provenance.erasure+cbor',
  event: 'application/vnd.provenance.event+cbor',
  'tree-head': 'application/vnd.provenance.tree-head+cbor',
} as const;

export type SignedKind = keyof typeof CONTENT_TYPES;

/** A COSE_Sign1 that was taken apart, and not verified. */
export interface Signed {
  readonly payload: Uint8Array;
  /** Of the signing certificate: 32 bytes. */
  readonly thumbprint: Uint8Array;
  readonly signature: Uint8Array;
  /** Sig_structure (RFC 9052 4.4). */
  readonly toBeSigned: Uint8Array;
}

/**
 * Signs a payload as a COSE_Sign1 (RFC 9052 4.2) that carries it. Its header is protected as a whole
 * and names the certificate by its thumbprint: a chain in each of a million receipts would be most of
 * their bytes.
 *
 * @throws ProvenanceError SIGNER_FAILED if what the signer returns is not its certificate's signature.
 */
export async function sign1(
  kind: SignedKind,
  payload: Uint8Array,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { bytes, checked } = await signUnchecked(kind, payload, signer, certificate, signal);
  await checked;
  return bytes;
}

/** A COSE_Sign1 whose signature is being checked. */
export interface Unchecked {
  readonly bytes: Uint8Array;
  /** Rejects with SIGNER_FAILED if what the signer returned is not its certificate's signature. */
  readonly checked: Promise<void>;
}

/**
 * The same as soon as the signer has answered: whoever signs many has them checked on all cores, by the thread pool,
 * while it signs and writes others. The check is most of what a record costs.
 */
export async function signUnchecked(
  kind: SignedKind,
  payload: Uint8Array,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Unchecked> {
  const header = headerOf(kind, certificate);
  const toBeSigned = sigStructure(header, payload);
  let signature: Uint8Array;
  try {
    signature = await signer.sign(toBeSigned, signal ? { signal } : {});
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ProvenanceError) throw cause;
    throw new ProvenanceError('SIGNER_FAILED', undefined, { cause });
  }
  const checked = expectSignature(toBeSigned, signature, certificate);
  // It is heard when somebody waits for it.
  checked.catch(() => {});
  const isWhole = signature instanceof Uint8Array && signature.length === SIGNATURE_BYTES;
  if (!isWhole) await checked;
  return { bytes: encodeSign1(header, new Map(), payload, signature), checked };
}

async function expectSignature(
  toBeSigned: Uint8Array,
  signature: Uint8Array,
  { key }: SigningCertificate,
): Promise<void> {
  const isWhole = signature instanceof Uint8Array && signature.length === SIGNATURE_BYTES;
  if (isWhole && (await verifyInPool(null, toBeSigned, key, signature))) return;
  throw new ProvenanceError(
    'SIGNER_FAILED',
    'The signature does not fit the certificate of the signer.',
  );
}

/** The same for all that a certificate signs of a kind. */
const headers = new WeakMap<SigningCertificate, Map<SignedKind, Uint8Array>>();

function headerOf(kind: SignedKind, certificate: SigningCertificate): Uint8Array {
  const known = headers.get(certificate) ?? new Map<SignedKind, Uint8Array>();
  headers.set(certificate, known);
  const header =
    known.get(kind) ??
    encodeDeterministic(
      new Map<number, Cbor>([
        [HEADER.alg, EDDSA],
        [HEADER.contentType, CONTENT_TYPES[kind]],
        [HEADER.x5t, [SHA_256, certificate.thumbprint]],
      ]),
    );
  known.set(kind, header);
  return header;
}

/**
 * Takes a COSE_Sign1 apart that {@link sign1} has made; any other is refused.
 *
 * @param most Bytes it may have.
 * @throws RangeError
 */
export function readSign1(kind: SignedKind, bytes: Uint8Array, most: number): Signed {
  if (bytes.length > most) throw new RangeError('It is too long.');
  if (bytes[0] !== COSE_SIGN1) throw new RangeError('It is no COSE_Sign1.');
  const { protectedBytes, protectedHeader, unprotectedHeader, payload, signature } = parseSign1(
    bytes,
    decodeDeterministic,
  );
  if (unprotectedHeader.size > 0 || payload === null || signature.length !== SIGNATURE_BYTES) {
    throw new RangeError('It is no COSE_Sign1 of a registry.');
  }
  return {
    payload,
    thumbprint: thumbprintIn(kind, protectedHeader),
    signature,
    toBeSigned: sigStructure(protectedBytes, payload),
  };
}

function thumbprintIn(kind: SignedKind, header: Sign1['protectedHeader']): Uint8Array {
  const x5t = header.get(HEADER.x5t);
  const [algorithm, thumbprint] = Array.isArray(x5t) && x5t.length === 2 ? x5t : [];
  if (
    header.size === 3 &&
    header.get(HEADER.alg) === EDDSA &&
    header.get(HEADER.contentType) === CONTENT_TYPES[kind] &&
    algorithm === SHA_256 &&
    thumbprint instanceof Uint8Array &&
    thumbprint.length === 32
  ) {
    return thumbprint;
  }
  throw new RangeError('Its header is not that of a registry.');
}

/**
 * Whether a signature is that of the certificate, by RFC 8032 5.1.7 in its strict reading, with
 * @noble/ed25519: for what comes from elsewhere.
 */
export async function isSignature(signed: Signed, certificate: SigningCertificate) {
  const { verifyAsync } = await import('@noble/ed25519');
  return verifyAsync(signed.signature, signed.toBeSigned, certificate.publicKey, {
    zip215: false,
  }).catch(() => false);
}

/**
 * The same by OpenSSL, in a fifth of the time: for what the registry itself signs and reads, where a
 * million signatures are checked at a time. It is the stricter of the two for keys that
 * `readSigningCertificate` has let in.
 */
export function isOwnSignature(
  toBeSigned: Uint8Array,
  signature: Uint8Array,
  { key }: SigningCertificate,
): boolean {
  return signature instanceof Uint8Array && holds('Ed25519', key, toBeSigned, signature);
}

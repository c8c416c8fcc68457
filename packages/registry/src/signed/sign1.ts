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
import { permits } from './delegation.ts';
import { CONTENT_TYPES, type SignedKind } from './kind.ts';
import type { RecordSigner, RecordSignOptions } from './signer.ts';

/** First byte of a COSE_Sign1: CBOR tag 18 (RFC 9052 2). */
const COSE_SIGN1 = 0xd2;
const { Ed25519: EDDSA } = COSE_ALGORITHM;
/** IANA COSE algorithms. */
const SHA_256 = -16;
const SIGNATURE_BYTES = 64;
const verifyInPool = promisify(verify);

/** What is to be signed: a payload, and the time that it says. */
export interface Content {
  readonly payload: Uint8Array;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly time: string;
}

/** A COSE_Sign1 that was taken apart, and not verified. */
export interface Signed extends Envelope {
  /** What the payload says: a record key signs until a day. */
  readonly time: string;
}

/** The same before its payload was read. */
export interface Envelope {
  readonly kind: SignedKind;
  readonly payload: Uint8Array;
  /** Names what it is checked with: a certificate by its x5t, or the delegation of a record key by its hash, as kid. */
  readonly by: 'certificate' | 'delegation';
  /** 32 bytes. */
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
 * @throws ProvenanceError SIGNER_FAILED if what the signer returns is not its certificate's signature;
 *   DELEGATION_EXPIRED for a record key that may not sign this, or not now.
 */
export async function sign1(
  kind: SignedKind,
  content: Content,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { bytes, toBeSigned, signature } = await answerOf(kind, content, signer, certificate, {
    ...(signal && { signal }),
  });
  // At once: in the thread pool it would wait for all records that are signed at the same time.
  if (!holds('Ed25519', certificate.key, toBeSigned, signature)) throw misfit();
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
  content: Content,
  signer: RecordSigner,
  certificate: SigningCertificate,
  options: RecordSignOptions,
): Promise<Unchecked> {
  const { bytes, toBeSigned, signature } = await answerOf(
    kind,
    content,
    signer,
    certificate,
    options,
  );
  const checked = verifyInPool(null, toBeSigned, certificate.key, signature).then((fits) => {
    if (!fits) throw misfit();
  });
  // It is heard when somebody waits for it.
  checked.catch(() => {});
  return { bytes, checked };
}

/** What the signer answers: bytes of the right number, and no more is known of them. */
async function answerOf(
  kind: SignedKind,
  { payload, time }: Content,
  signer: RecordSigner,
  certificate: SigningCertificate,
  options: RecordSignOptions,
): Promise<{ bytes: Uint8Array; toBeSigned: Uint8Array; signature: Uint8Array }> {
  const { delegation } = certificate;
  const now = new Date().toISOString();
  if (delegation !== null && ![time, now].every((each) => permits(delegation, kind, each))) {
    throw new ProvenanceError('DELEGATION_EXPIRED');
  }
  const header = headerOf(kind, certificate);
  const toBeSigned = sigStructure(header, payload);
  let signature: Uint8Array;
  try {
    signature = await signer.sign(toBeSigned, options);
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof ProvenanceError) throw cause;
    throw new ProvenanceError('SIGNER_FAILED', undefined, { cause });
  }
  const isWhole = signature instanceof Uint8Array && signature.length === SIGNATURE_BYTES;
  if (!isWhole) throw misfit();
  return { bytes: encodeSign1(header, new Map(), payload, signature), toBeSigned, signature };
}

function misfit(): ProvenanceError {
  return new ProvenanceError(
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
        certificate.delegation === null
          ? [HEADER.x5t, [SHA_256, certificate.thumbprint]]
          : [HEADER.kid, certificate.thumbprint],
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
export function readSign1(kind: SignedKind, bytes: Uint8Array, most: number): Envelope {
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
    kind,
    payload,
    ...signerIn(kind, protectedHeader),
    signature,
    toBeSigned: sigStructure(protectedBytes, payload),
  };
}

function signerIn(
  kind: SignedKind,
  header: Sign1['protectedHeader'],
): Pick<Envelope, 'by' | 'thumbprint'> {
  const [x5t, kid] = [header.get(HEADER.x5t), header.get(HEADER.kid)];
  const [algorithm, hash] = Array.isArray(x5t) && x5t.length === 2 ? x5t : [];
  const thumbprint = algorithm === SHA_256 ? hash : kid;
  if (
    header.size === 3 &&
    header.get(HEADER.alg) === EDDSA &&
    header.get(HEADER.contentType) === CONTENT_TYPES[kind] &&
    thumbprint instanceof Uint8Array &&
    thumbprint.length === 32
  ) {
    return { by: algorithm === SHA_256 ? 'certificate' : 'delegation', thumbprint };
  }
  throw new RangeError('Its header is not that of a registry.');
}

/** Whether what is named is what it is checked with, and a record key was certified to sign this, then. */
export function isPermitted(
  { by, kind, time }: Pick<Signed, 'by' | 'kind' | 'time'>,
  { delegation }: SigningCertificate,
): boolean {
  if (delegation === null) return by === 'certificate';
  return by === 'delegation' && permits(delegation, kind, time);
}

/**
 * Whether a signature is that of the certificate, by RFC 8032 5.1.7 in its strict reading, with
 * @noble/ed25519: for what comes from elsewhere.
 */
export async function isSignature(
  signed: Signed,
  certificate: SigningCertificate,
): Promise<boolean> {
  if (!isPermitted(signed, certificate)) return false;
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
export function isOwnSignature(signed: Signed, certificate: SigningCertificate): boolean {
  const { signature, toBeSigned } = signed;
  if (!isPermitted(signed, certificate)) return false;
  return (
    signature instanceof Uint8Array && holds('Ed25519', certificate.key, toBeSigned, signature)
  );
}

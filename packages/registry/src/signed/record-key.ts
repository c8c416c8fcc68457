import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import { fitsKey, parseCertificates, SIGNING_ALGORITHMS, subjectAttribute } from '@provenance/cose';
import { delegationOf, isDelegation, readDelegation } from './delegation.ts';
import type { RecordSigner, RecordSignOptions } from './signer.ts';

/** A new record key, and what the organization's signer says of it. */
export interface RecordKey {
  /** PEM (PKCS#8) of the private key: secret. */
  readonly key: string;
  /** What {@link recordKeySigner} and verifiers need, in PEM form: public. */
  readonly delegation: string;
  /** RFC 3339. */
  readonly validUntil: string;
}

export interface RecordKeyOptions {
  /** How long it may sign, 1 to 3650. Default: as long as the certificate of the signer is valid, and never longer. */
  readonly days?: number;
  readonly signal?: AbortSignal;
}

/** What `pemSigner`, `callbackSigner` and `kmsSigner` make, with a key of any kind that C2PA has. */
export type DelegatingSigner = RecordSigner;

const KEYS: KnownKeys<RecordKeyOptions> = { days: true, signal: true };
/** All that `createRecordKey` gives may be handed on. */
const SIGNER_KEYS: KnownKeys<RecordKey> = { key: true, delegation: true, validUntil: true };
const signInPool = promisify(sign);
const MOST_DAYS = 3650;
const DAY_MILLISECONDS = 86_400_000;
/** Clocks of the machines that will use the key may be behind that of this one. */
const SKEW_MILLISECONDS = 300_000;

/**
 * Makes an Ed25519 key for records, and has the signer of an organization certify it: one call of a key in a service,
 * after which records, tree heads and entries of the log are signed without it. The certificate may be ES256, ES384,
 * ES512, PS256, PS384, PS512 or Ed25519.
 *
 * @throws RangeError for `days` out of range; TypeError for an unknown option.
 * @throws ProvenanceError CERTIFICATE_MALFORMED; DELEGATION_EXPIRED for a certificate that is not valid now;
 *   DELEGATION_MALFORMED for one that names no organization, or of an authority; SIGNER_FAILED.
 */
export async function createRecordKey(
  signer: DelegatingSigner,
  options: RecordKeyOptions = {},
): Promise<RecordKey> {
  checkKnownKeys('options', options, KEYS);
  const { days, signal } = options;
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS)) {
    throw new RangeError(`days must be an integer from 1 to ${MOST_DAYS}, got ${days}.`);
  }
  const chain = parseCertificates(signer.certificates);
  const [leaf] = chain;
  const alg = SIGNING_ALGORITHMS.find((name) => name === signer.alg);
  if (alg === undefined) throw new TypeError('The signer has an algorithm that C2PA does not.');
  if (!fitsKey(alg, leaf.x509.publicKey)) throw new ProvenanceError('KEY_MISMATCH');
  const [begin, end] = [Date.parse(leaf.x509.validFrom), Date.parse(leaf.x509.validTo)];
  const now = Date.now();
  if (now < begin || now >= end) {
    throw new ProvenanceError(
      'DELEGATION_EXPIRED',
      'The certificate of the signer is not valid now, and certifies no record key.',
    );
  }
  // Said before the key service is called.
  if (leaf.isAuthority || subjectAttribute(leaf, 'O') === null) {
    throw new ProvenanceError(
      'DELEGATION_MALFORMED',
      'A record key is certified by the certificate of an organization: it names one (O), and is of no authority.',
    );
  }
  const until = days === undefined ? end : Math.min(end, now + days * DAY_MILLISECONDS);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const validUntil = new Date(until).toISOString();
  const { toBeSigned, textWith } = delegationOf(
    { alg, chain },
    {
      publicKey: rawKey(publicKey),
      validFrom: new Date(Math.max(begin, now - SKEW_MILLISECONDS)).toISOString(),
      validUntil,
    },
  );
  const signature = await signatureOf(signer, toBeSigned, signal);
  const delegation = textWith(signature);
  try {
    await readDelegation(delegation);
  } catch (cause) {
    throw new ProvenanceError(
      'SIGNER_FAILED',
      'The signature does not fit the certificate of the signer.',
      { cause },
    );
  }
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    delegation,
    validUntil,
  };
}

async function signatureOf(
  signer: DelegatingSigner,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    const signature = await signer.sign(bytes, signal ? { signal } : {});
    if (signature instanceof Uint8Array) return signature;
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ProvenanceError) throw cause;
    throw new ProvenanceError('SIGNER_FAILED', undefined, { cause });
  }
  throw new ProvenanceError('SIGNER_FAILED');
}

/**
 * Signs records with a key of {@link createRecordKey}, for `createRegistry`. The key is in no property.
 *
 * @param options.key PEM (PKCS#8), unencrypted.
 * @throws ProvenanceError DELEGATION_MALFORMED, KEY_MALFORMED, KEY_MISMATCH.
 */
export async function recordKeySigner(
  options: Pick<RecordKey, 'key' | 'delegation'> & Partial<RecordKey>,
): Promise<RecordSigner> {
  checkKnownKeys('options', options, SIGNER_KEYS);
  const { key, delegation } = options;
  const { key: publicKey, text } = await readDelegation(delegation);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(key);
  } catch {
    // What OpenSSL says may hold parts of the text.
    throw new ProvenanceError('KEY_MALFORMED', 'The record key cannot be parsed.');
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new ProvenanceError('KEY_MISMATCH');
  const { x } = privateKey.export({ format: 'jwk' });
  if (x !== publicKey.export({ format: 'jwk' }).x) {
    throw new ProvenanceError('KEY_MISMATCH', 'The record key is not the one that was certified.');
  }
  return Object.freeze({
    alg: 'Ed25519',
    certificates: text,
    sign: async (bytes: Uint8Array, { signal, many = false }: RecordSignOptions = {}) => {
      signal?.throwIfAborted();
      const signature = many ? signInPool(null, bytes, privateKey) : sign(null, bytes, privateKey);
      return Uint8Array.from(await signature);
    },
  });
}

/** What a delegation says, for people and for lists of keys. */
export interface RecordKeyDescription {
  /** Names the record key: SHA-256 of what its signer has signed (header and payload of the delegation), in hexadecimal. */
  readonly id: string;
  /** SHA-256 of the certificate that has certified it, in hexadecimal. */
  readonly certificate: string;
  /** PEM of the same and its issuers. */
  readonly certificates: string;
  readonly organization: string;
  /** RFC 3339. */
  readonly validFrom: string;
  readonly validUntil: string;
}

/**
 * Null for what is the text of a certificate, or anything else.
 *
 * @throws ProvenanceError DELEGATION_MALFORMED for a delegation that does not hold.
 */
export async function describeRecordKey(text: string): Promise<RecordKeyDescription | null> {
  if (!isDelegation(text)) return null;
  const { thumbprint, organization, delegation, certificates } = await readDelegation(text);
  const { signer, validFrom, validUntil } = delegation;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return {
    id: hex(thumbprint),
    certificate: hex(signer),
    certificates,
    organization,
    validFrom,
    validUntil,
  };
}

function rawKey(publicKey: KeyObject): Uint8Array {
  return Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'));
}

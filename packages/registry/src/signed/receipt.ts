import { ProvenanceError } from '@provenance/content';
import {
  type CompromisedSince,
  readNamedIssuer,
  readSigningCertificate,
  type SigningCertificate,
} from './certificate.ts';
import type { OriginRecord } from './record.ts';
import { type CheckedRecord, malformed } from './record-check.ts';
import { decodeRecord, encodeRecord, MOST_RECORD_BYTES } from './record-encode.ts';
import {
  type Envelope,
  isPermitted,
  isSignature,
  readSign1,
  type Signed,
  signUnchecked,
  type Unchecked,
} from './sign1.ts';
import type { RecordSigner, RecordSignOptions } from './signer.ts';

/** Header, signature and heads of strings are less. */
export const MOST_RECEIPT_BYTES: number = MOST_RECORD_BYTES + 1000;

/** "Verified: no" is an answer, and says why. */
export type ReceiptReport =
  | {
      readonly verified: true;
      /** As it was signed. Whether anybody trusts the certificate was not looked at. */
      readonly record: OriginRecord;
    }
  | {
      readonly verified: false;
      /**
       * `certificate`: another one signed it; `delegation`: the record key was not certified to sign it;
       * `signature`: it is not over these bytes; `issuer`: the record names another organization than the
       * certificate does.
       */
      readonly reason: 'certificate' | 'delegation' | 'signature' | 'issuer';
      readonly record: OriginRecord;
    }
  | {
      readonly verified: false;
      /** It is signed as it should be, and so can be whatever somebody else makes, who may have the key. */
      readonly reason: 'compromised';
      /** RFC 3339: as {@link CompromisedSince} has it. */
      readonly since: string;
      readonly record: OriginRecord;
    };

/** What a receipt is checked with, beside the certificate. */
export interface ReceiptOptions {
  /**
   * Of the record key, as it came with the receipt: it counts if the certificate has signed it. Not needed where the
   * delegation itself is trusted.
   */
  readonly delegation?: string;
  /**
   * Since when somebody else may have the key that signed the receipt. Such a one does not verify, whatever time it
   * says: with the key any can be written. What is dated before counts where verifyInclusion(), asked with the same,
   * finds it in the log under a head by another key.
   */
  readonly compromisedSince?: CompromisedSince;
}

/** Signs a record: its receipt. @throws ProvenanceError RECORD_MALFORMED for an issuer, SIGNER_FAILED. */
export async function signReceipt(
  record: CheckedRecord,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const options = signal ? { signal } : {};
  const { bytes, checked } = await signReceiptUnchecked(record, signer, certificate, options);
  await checked;
  return bytes;
}

/** The same as soon as the signer has answered. */
export async function signReceiptUnchecked(
  record: CheckedRecord,
  signer: RecordSigner,
  certificate: SigningCertificate,
  options: RecordSignOptions,
): Promise<Unchecked> {
  if (record.issuer !== certificate.organization) {
    throw malformed('issuer', 'is not the organization of the certificate that signs');
  }
  const content = { payload: encodeRecord(record), time: record.time };
  return signUnchecked('record', content, signer, certificate, options);
}

/** Takes a receipt apart, unverified. @throws ProvenanceError RECORD_MALFORMED. */
export function readReceipt(receipt: Uint8Array): { record: OriginRecord; signed: Signed } {
  let signed: Envelope;
  try {
    signed = readSign1('record', receipt, MOST_RECEIPT_BYTES);
  } catch (cause) {
    throw new ProvenanceError('RECORD_MALFORMED', 'The receipt is none.', { cause });
  }
  const record = decodeRecord(signed.payload);
  return { record, signed: { ...signed, time: record.time } };
}

/**
 * Checks a receipt with nothing but the issuer's certificate: offline, and without the registry. That
 * the record is in a log as well is for `verifyInclusion`.
 *
 * @param receipt COSE_Sign1 (RFC 9052) over a record.
 * @param certificates PEM, the signing certificate first, or that of who has certified the record key, or its
 *   delegation. It has to come from where it is trusted.
 * @throws ProvenanceError RECORD_MALFORMED where the bytes are no receipt, CERTIFICATE_MALFORMED,
 *   DELEGATION_MALFORMED.
 */
export async function verifyReceipt(
  receipt: Uint8Array,
  certificates: string,
  { delegation, compromisedSince }: ReceiptOptions = {},
): Promise<ReceiptReport> {
  const issuer = await readNamedIssuer(certificates);
  const came = delegation === undefined ? null : await readSigningCertificate(delegation);
  const { record, signed } = readReceipt(receipt);
  const no = (reason: 'certificate' | 'delegation' | 'signature' | 'issuer') => ({
    verified: false as const,
    reason,
    record,
  });
  const isOf = (one: SigningCertificate | null): one is SigningCertificate =>
    one !== null && Buffer.compare(signed.thumbprint, one.thumbprint) === 0;
  const certificate = [issuer.certificate, certifiedBy(issuer.signer, came)].find(isOf);
  if (certificate === undefined) return no('certificate');
  if (!isPermitted(signed, certificate)) return no('delegation');
  if (!(await isSignature(signed, certificate))) return no('signature');
  if (!namesIssuer(record, certificate)) return no('issuer');
  const since = (await compromisedSince?.(certificate.pem)) ?? null;
  if (since !== null) return { verified: false, reason: 'compromised', since, record };
  return { verified: true, record };
}

/** What came along, if it is the delegation of a record key that this certificate has signed. */
function certifiedBy(
  signer: Uint8Array | null,
  came: SigningCertificate | null,
): SigningCertificate | null {
  const by = came?.delegation?.signer;
  return by && signer && Buffer.compare(by, signer) === 0 ? came : null;
}

/**
 * Whether a record names as its issuer who signed it. A certificate without an organization names nobody,
 * and would do for any record.
 */
export function namesIssuer(
  { issuer }: OriginRecord,
  { organization }: Pick<SigningCertificate, 'organization'>,
): boolean {
  return organization !== null && (issuer === organization || unescaped(issuer) === organization);
}

/**
 * A name as it was before records had it from the certificate's DER: Node prints commas, quotation marks
 * and their like with a backslash (RFC 4514 2.4), and such records were signed.
 */
function unescaped(issuer: string): string {
  return issuer.replace(/\\([ "#+,;<=>\\])/g, '$1');
}

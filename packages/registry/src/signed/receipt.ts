import { ProvenanceError } from '@provenance/content';
import { readSigningCertificate, type SigningCertificate } from './certificate.ts';
import type { OriginRecord } from './record.ts';
import { type CheckedRecord, malformed } from './record-check.ts';
import { decodeRecord, encodeRecord, MOST_RECORD_BYTES } from './record-encode.ts';
import { isSignature, readSign1, type Signed, signUnchecked, type Unchecked } from './sign1.ts';
import type { RecordSigner } from './signer.ts';

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
       * `certificate`: another one signed it; `signature`: it is not over these bytes; `issuer`: the
       * record names another organization than the certificate does.
       */
      readonly reason: 'certificate' | 'signature' | 'issuer';
      readonly record: OriginRecord;
    };

/** Signs a record: its receipt. @throws ProvenanceError RECORD_MALFORMED for an issuer, SIGNER_FAILED. */
export async function signReceipt(
  record: CheckedRecord,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { bytes, checked } = await signReceiptUnchecked(record, signer, certificate, signal);
  await checked;
  return bytes;
}

/** The same as soon as the signer has answered. */
export async function signReceiptUnchecked(
  record: CheckedRecord,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Unchecked> {
  if (record.issuer !== certificate.organization) {
    throw malformed('issuer', 'is not the organization of the certificate that signs');
  }
  return signUnchecked('record', encodeRecord(record), signer, certificate, signal);
}

/** Takes a receipt apart, unverified. @throws ProvenanceError RECORD_MALFORMED. */
export function readReceipt(receipt: Uint8Array): { record: OriginRecord; signed: Signed } {
  let signed: Signed;
  try {
    signed = readSign1('record', receipt, MOST_RECEIPT_BYTES);
  } catch (cause) {
    throw new ProvenanceError('RECORD_MALFORMED', 'The receipt is none.', { cause });
  }
  return { record: decodeRecord(signed.payload), signed };
}

/**
 * Checks a receipt with nothing but the issuer's certificate: offline, and without the registry. That
 * the record is in a log as well is for `verifyInclusion`.
 *
 * @param receipt COSE_Sign1 (RFC 9052) over a record.
 * @param certificates PEM, the signing certificate first. It has to come from where it is trusted.
 * @throws ProvenanceError RECORD_MALFORMED where the bytes are no receipt, CERTIFICATE_MALFORMED.
 */
export async function verifyReceipt(
  receipt: Uint8Array,
  certificates: string,
): Promise<ReceiptReport> {
  const certificate = await readSigningCertificate(certificates);
  const { record, signed } = readReceipt(receipt);
  const no = (reason: 'certificate' | 'signature' | 'issuer') => ({
    verified: false as const,
    reason,
    record,
  });
  if (Buffer.compare(signed.thumbprint, certificate.thumbprint) !== 0) return no('certificate');
  if (!(await isSignature(signed, certificate))) return no('signature');
  if (!namesIssuer(record, certificate)) return no('issuer');
  return { verified: true, record };
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

import { type Message, say } from '@provenance/messages';
import type { InclusionProof, OriginRecord } from '@provenance/registry';

/** What proves a record to somebody else: enough to check it offline. */
export interface Proved {
  /** COSE_Sign1. */
  readonly receipt: Uint8Array;
  /** PEM, the certificate that signed the receipt first; or the delegation of the record key. */
  readonly certificates: string;
  /** Null: there is none, and that the record is in a log is not shown. */
  readonly proof: ProvedInclusion | null;
}

/** A key may be renewed between a record and the head that covers it. */
export interface ProvedInclusion extends InclusionProof {
  /** PEM, the certificate that signed the head first; or the delegation of the record key. */
  readonly certificates: string;
}

export interface ReceiptChecks {
  /** As it was signed. */
  readonly record: OriginRecord;
  /** Null: the receipt holds. Else why not, as a clause. */
  readonly receipt: Message | null;
  /** Null: the record is in the log. Else why that is not shown, as a clause. */
  readonly inclusion: Message | null;
  /** When the head of the log was signed; null where it was not. */
  readonly headTime: string | null;
}

const RECEIPT_FAULTS = {
  certificate: say('receipt.certificate'),
  delegation: say('receipt.delegation'),
  signature: say('receipt.signature'),
  issuer: say('receipt.issuer'),
} as const;

const INCLUSION_FAULTS = {
  certificate: say('inclusion.certificate'),
  delegation: say('inclusion.delegation'),
  signature: say('inclusion.signature'),
  log: say('inclusion.log'),
  receipt: say('inclusion.receipt'),
  path: say('inclusion.path'),
} as const;

/**
 * Checks a receipt and its place in the log, offline.
 *
 * @param trusted PEM of certificates that may have signed, or have certified the record key that came along.
 *   Without any, those that came with the receipt
 *   are taken, which anybody can make.
 * @throws ProvenanceError RECORD_MALFORMED, CERTIFICATE_MALFORMED, DELEGATION_MALFORMED.
 */
export async function checkReceipt(
  { receipt, certificates, proof }: Proved,
  trusted: readonly string[] = [],
): Promise<ReceiptChecks> {
  const { describeRecordKey, verifyInclusion, verifyReceipt } = await import(
    '@provenance/registry'
  );
  const delegation = (await describeRecordKey(certificates)) && certificates;
  const may = (own: string) => (trusted.length > 0 ? trusted : [own]);
  const receipts = await Promise.all(
    may(certificates).map((pem) =>
      verifyReceipt(receipt, pem, { ...(delegation && { delegation }) }),
    ),
  );
  const told = nearest(receipts);
  const checks = {
    record: told.record,
    receipt: told.verified ? null : RECEIPT_FAULTS[told.reason],
  };
  if (proof === null) return { ...checks, inclusion: say('inclusion.none'), headTime: null };
  const delegations = (await describeRecordKey(proof.certificates)) ? [proof.certificates] : [];
  const included = nearest(
    await Promise.all(
      may(proof.certificates).map((pem) => verifyInclusion(proof, pem, { receipt, delegations })),
    ),
  );
  return included.verified
    ? { ...checks, inclusion: null, headTime: included.head.time }
    : { ...checks, inclusion: INCLUSION_FAULTS[included.reason], headTime: null };
}

/** The answer for the certificate that signed, if it is among those that were tried. */
function nearest<T extends { verified: boolean; reason?: string }>(answers: readonly T[]): T {
  const own = answers.find(({ verified, reason }) => verified || reason !== 'certificate');
  return own ?? (answers[0] as T);
}

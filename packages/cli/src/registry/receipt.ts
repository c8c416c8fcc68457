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
  /**
   * Since when somebody else may have the key that signed the receipt, and whether it counts all the same: it is dated
   * before, and the head that covers it is by another key. Null: nobody said so.
   */
  readonly compromised: { readonly since: string; readonly counts: boolean } | null;
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
 * @param options.trusted PEM of certificates that may have signed, or have certified the record key that came along.
 *   Without any, those that came with the receipt
 *   are taken, which anybody can make.
 * @param options.compromisedSince Since when somebody else may have the key of a certificate or delegation.
 * @throws ProvenanceError RECORD_MALFORMED, CERTIFICATE_MALFORMED, DELEGATION_MALFORMED.
 */
export async function checkReceipt(
  { receipt, certificates, proof }: Proved,
  {
    trusted = [],
    compromisedSince = async () => null,
  }: {
    readonly trusted?: readonly string[];
    readonly compromisedSince?: (pem: string) => Promise<string | null>;
  } = {},
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
  /** Of who has signed: what was tried and holds, and the record key that it has certified. */
  const since = async (
    own: string,
    answers: readonly { readonly verified: boolean }[],
  ): Promise<string | null> => {
    const holding = may(own).filter((_, i) => answers[i]!.verified);
    const isRecordKey = (await describeRecordKey(own)) !== null;
    // A certificate has signed by itself, or has certified what came along, of which that says more.
    const asked = isRecordKey ? [own] : holding;
    for (const pem of asked) {
      const time = await compromisedSince(pem);
      if (time !== null) return time;
    }
    return null;
  };
  const checks = {
    record: told.record,
    // Whose key was stolen is judged below, by more than the signature.
    receipt: told.verified || told.reason === 'compromised' ? null : RECEIPT_FAULTS[told.reason],
  };
  const stolen = await since(certificates, receipts);
  const compromised = (counts: boolean) => (stolen === null ? null : { since: stolen, counts });
  if (proof === null) {
    const inclusion = say('inclusion.none');
    return { ...checks, inclusion, compromised: compromised(false), headTime: null };
  }
  const delegations = (await describeRecordKey(proof.certificates)) ? [proof.certificates] : [];
  const answers = await Promise.all(
    may(proof.certificates).map((pem) => verifyInclusion(proof, pem, { receipt, delegations })),
  );
  const included = nearest(answers);
  if (!included.verified && included.reason !== 'compromised') {
    const inclusion = INCLUSION_FAULTS[included.reason];
    return { ...checks, inclusion, compromised: compromised(false), headTime: null };
  }
  const isBefore = stolen !== null && Date.parse(told.record.time) < Date.parse(stolen);
  const isOfAnother = (await since(proof.certificates, answers)) === null;
  return {
    ...checks,
    inclusion: null,
    compromised: compromised(isBefore && isOfAnother),
    headTime: included.verified ? included.head.time : null,
  };
}

/** Whether a record is shown to be of its issuer: its receipt holds, and was not signed with a key that others have. */
export function isReceiptGood({ receipt, compromised }: ReceiptChecks): boolean {
  return receipt === null && (compromised === null || compromised.counts);
}

/** The answer for the certificate that signed, if it is among those that were tried. */
function nearest<T extends { verified: boolean; reason?: string }>(answers: readonly T[]): T {
  const own = answers.find(({ verified, reason }) => verified || reason !== 'certificate');
  return own ?? (answers[0] as T);
}

import type { RegistryLog, RegistryReader } from '@provenance/registry';
import type { TraceReport } from '@provenance/sdk';
import type { LoadedConfig } from '../../config/config.ts';
import { judgedBy } from '../../options/key-history.ts';
import type { CheckedRecord } from '../../print/trace.ts';
import { checkReceipt, type Proved } from '../../registry/receipt.ts';
import { receiptLine, recordLine } from '../../registry/receipt-file.ts';

/** What is said of content where nothing was looked at but the registry, or not even that. */
export const NOT_ASKED: TraceReport = {
  mediaType: null,
  unreadable: null,
  unseen: null,
  contentId: null,
  falsePositiveProbability: 1,
  soughtMarks: false,
  textMarks: null,
  records: [],
};

/** The head that a proof leads to may be signed with another certificate than the receipt. */
export async function checked(
  registry: RegistryReader & RegistryLog,
  config: LoadedConfig,
  traced: CheckedRecord['traced'],
): Promise<CheckedRecord> {
  const { receipt, certificates, proof } = traced;
  const head = proof && (await registry.head(proof.treeSize));
  const proved: Proved = {
    receipt,
    certificates,
    proof: proof && { ...proof, certificates: head?.certificates ?? certificates },
  };
  return { traced, proved, checks: await checkReceipt(proved, await judgedBy(config)) };
}

/** As `--json` has it. */
export function tracedLine({ traced, proved, checks }: CheckedRecord) {
  const { by, record, distance, look, logIndex, manifestStore } = traced;
  return {
    by,
    record: recordLine(record),
    distance,
    look,
    logIndex,
    manifestStore: manifestStore && Buffer.from(manifestStore).toString('base64'),
    ...receiptLine(proved),
    receiptHolds: checks.receipt === null,
    included: checks.inclusion === null,
    ...(checks.compromised !== null && { compromised: checks.compromised }),
  };
}

import { say } from '@provenance/messages';
import { configForReading, type ReadingOptions } from '../../config/reading.ts';
import { namedText } from '../../files/named.ts';
import { judgedBy } from '../../options/key-history.ts';
import { receiptReportText } from '../../print/trace.ts';
import { checkReceipt, isReceiptGood } from '../../registry/receipt.ts';
import { readReceiptText, recordLine } from '../../registry/receipt-file.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';

export interface ReceiptCheckOptions extends ReadingOptions {
  /** Certificates that the caller trusts. */
  cert?: string[];
  receipt?: string;
  json?: boolean;
  quiet?: boolean;
}

export const RECEIPT_CHECK_SCHEMA = 'provenance.receipt-check/1';

/** Offline, and without a registry: what somebody got who asked. */
export async function checkReceiptCommand(
  io: Io,
  path: string,
  inputs: readonly string[],
  { cert, receipt, json, quiet, config: named }: ReceiptCheckOptions,
): Promise<ExitCode> {
  if (inputs.length > 0 || receipt !== undefined) {
    throw new UsageError(say('mistake.check-alone'));
  }
  const proved = readReceiptText(await namedText(io, '--check', path));
  const trusted = await Promise.all((cert ?? []).map((pem) => namedText(io, '--cert', pem)));
  const config = await configForReading(io, {
    ...(named !== undefined && { config: named }),
    quiet: true,
  });
  const checks = await checkReceipt(proved, { trusted, ...(await judgedBy(config, trusted)) });
  const holds = isReceiptGood(checks) && (proved.proof === null || checks.inclusion === null);
  // Whoever made the receipt made the certificate in it as well.
  const code = !holds ? 1 : trusted.length > 0 ? 0 : 4;
  if (json && !quiet) {
    const line = {
      schema: RECEIPT_CHECK_SCHEMA,
      file: path,
      record: recordLine(checks.record),
      receiptHolds: checks.receipt === null,
      included: checks.inclusion === null,
      ...(checks.compromised !== null && { compromised: checks.compromised }),
      pinned: trusted.length > 0,
      exitCode: code,
    };
    await io.stdout.write(jsonLine(line));
  } else if (!quiet) {
    await io.stdout.write(receiptReportText(io, proved, checks, code, trusted.length > 0));
  }
  return code;
}

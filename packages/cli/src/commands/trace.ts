import { resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { writeFileAtomically } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { RegistryLog, RegistryReader } from '@provenance/registry';
import {
  type ResolveReport,
  resolve as resolveMarks,
  type TracedRecord,
  type TraceReport,
  trace,
} from '@provenance/sdk';
import type { Effort } from '@provenance/watermark';
import {
  type ConfigurationLine,
  configForReading,
  configurationLine,
  type ReadingOptions,
} from '../config/reading.ts';
import { type ListedFile, listFiles } from '../files/list.ts';
import { readStdin } from '../files/stdin.ts';
import { type RegistryOptions, registryOf } from '../options/registry.ts';
import { type ResolverOptions, resolversOf } from '../options/resolvers.ts';
import { trustOf } from '../options/trust.ts';
import { watermarkKeys } from '../options/watermark-key.ts';
import { resolvedLine, resolvedText } from '../print/resolved.ts';
import { type CheckedRecord, traceText } from '../print/trace.ts';
import { registryReader } from '../registry/open.ts';
import { checkReceipt, type Proved } from '../registry/receipt.ts';
import { receiptLine, receiptText, recordLine } from '../registry/receipt-file.ts';
import { errorLine, errorOfFile, writeTrace } from '../terminal/error.ts';
import { type ExitCode, exitCodeOfError, withResolved, worst } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { note, words } from '../terminal/words.ts';
import { type TextProfileOptions, textMarksOf } from '../text-mark/targets.ts';
import type { ReceiptCheckOptions } from './trace-check.ts';

export interface TraceCommandOptions
  extends ReadingOptions,
    RegistryOptions,
    ResolverOptions,
    TextProfileOptions,
    ReceiptCheckOptions {
  effort?: Effort;
  check?: string;
  force?: boolean;
  recursive?: boolean;
  type?: string;
}

export const TRACE_SCHEMA = 'provenance.trace/1';

/**
 * Exit code 0 for a record that was found by bytes, mark or manifest, 5 for those that look alike, 1 where
 * the content does not look like its record or the proof does not hold, 3 for none, 10 for none of what
 * could not be read.
 */
export async function traceCommand(
  io: Io,
  inputs: readonly string[],
  options: TraceCommandOptions,
): Promise<ExitCode> {
  if (options.check !== undefined) {
    const { checkReceiptCommand } = await import('./trace-check.ts');
    return checkReceiptCommand(io, options.check, inputs, options);
  }
  if (options.cert !== undefined) throw new UsageError(say('mistake.cert-without-check'));
  if (inputs.length === 0) throw new UsageError(say('mistake.nothing-to-trace'));
  const config = await configForReading(io, options);
  const configuration = configurationLine(config);
  const settings = registryOf(io, options, config);
  const resolvers = resolversOf(io, options, config);
  if (settings === null && resolvers === null) throw new UsageError(say('mistake.no-registry'));
  if (settings === null && options.receipt !== undefined) {
    throw new UsageError(say('mistake.receipt-needs-registry'));
  }
  const keys = await watermarkKeys(io, '--watermark-key', options.watermarkKey, config);
  const trust = await trustOf(io, {}, config, { reads: true });
  const { files, many } = await listFiles(io, inputs, options);
  if (options.receipt !== undefined && (many || files.length !== 1)) {
    throw new UsageError(say('mistake.receipt-of-one'));
  }
  const names = files.map(({ path }) => path);
  const textMark = await textMarksOf(io, options, config, names);
  const progress = new Progress(io, files.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  const reader = settings && registryReader(settings);
  try {
    const registry = (await reader?.open()) ?? null;
    const look = async ({ location }: ListedFile) => {
      const input = location ?? (await readStdin(io));
      const looking = {
        signal: io.signal,
        ...(trust && { trust }),
        ...(keys.length > 0 && {
          watermark: { keys, ...(options.effort && { effort: options.effort }) },
        }),
        ...(options.type !== undefined && { mediaType: options.type }),
      };
      const report =
        registry && (await trace(input, { registry, ...(textMark && { textMark }), ...looking }));
      const records =
        registry === null || report === null
          ? []
          : await Promise.all(report.records.map((found) => checked(registry, found)));
      const resolved =
        resolvers === null || (report?.unreadable ?? null) !== null
          ? null
          : await resolveMarks(input, { resolvers, ...looking });
      return { report, records, resolved };
    };
    for (const file of files) {
      const { path } = file;
      const found = await look(file).catch((error) => errorOfFile(io, error));
      await progress.clear();
      if (found instanceof ProvenanceError) {
        if (OF_ALL.test(found.code)) throw found;
        codes.add(exitCodeOfError(found));
        await io.stderr.write(errorLine(io, path, found));
        await writeTrace(io, found);
      } else {
        const { report, records, resolved } = found;
        const code = withResolved(exitCodeOfTrace(report, records), resolved);
        codes.add(code);
        if (options.json) {
          await io.stdout.write(
            jsonLine(lineOf(path, report, records, resolved, configuration, code)),
          );
        } else if (!options.quiet) {
          await io.stdout.write(traceText(io, path, report, records, code));
          if (resolvers !== null && resolved !== null) {
            const asked = resolvers.map(({ url }) => url);
            await io.stdout.write(resolvedText(resolved, asked, io.language));
          }
        }
        if (options.receipt !== undefined) await writeReceipt(io, records, options);
      }
      await progress.step();
    }
  } finally {
    await progress.clear();
    await reader?.close();
  }
  return files.length === 0 ? 3 : worst(codes);
}

/** What would come again with every file. */
const OF_ALL = /^(REGISTRY_|ENGINE_MISSING$|IMAGE_LIBRARY_MISSING$)/;

/** The head that a proof leads to may be signed with another certificate than the receipt. */
async function checked(
  registry: RegistryReader & RegistryLog,
  traced: TracedRecord,
): Promise<CheckedRecord> {
  const { receipt, certificates, proof } = traced;
  const head = proof && (await registry.head(proof.treeSize));
  const proved: Proved = {
    receipt,
    certificates,
    proof: proof && { ...proof, certificates: head?.certificates ?? certificates },
  };
  return { traced, proved, checks: await checkReceipt(proved) };
}

/** @param report Null: no registry was asked. */
function exitCodeOfTrace(report: TraceReport | null, records: readonly CheckedRecord[]): ExitCode {
  if (report === null) return 3;
  const { unreadable, unseen } = report;
  if (records.length === 0) return unreadable === null && unseen === null ? 3 : 10;
  const fails = ({ traced, checks }: CheckedRecord) =>
    traced.look === 'different' || checks.receipt !== null || checks.inclusion !== null;
  if (records.some(fails)) return 1;
  return records.some(({ traced }) => traced.by === 'fingerprint') ? 5 : 0;
}

/** Where no registry was asked. */
const NOT_ASKED: TraceReport = {
  mediaType: null,
  unreadable: null,
  unseen: null,
  contentId: null,
  falsePositiveProbability: 1,
  soughtMarks: false,
  textMarks: null,
  records: [],
};

function lineOf(
  file: string,
  report: TraceReport | null,
  records: readonly CheckedRecord[],
  resolved: ResolveReport | null,
  configuration: ConfigurationLine,
  exitCode: ExitCode,
) {
  const { records: _, ...found } = report ?? NOT_ASKED;
  return {
    schema: TRACE_SCHEMA,
    file,
    asked: report !== null,
    ...found,
    records: records.map(({ traced, proved, checks }) => ({
      by: traced.by,
      record: recordLine(traced.record),
      distance: traced.distance,
      look: traced.look,
      logIndex: traced.logIndex,
      manifestStore: traced.manifestStore && base64(traced.manifestStore),
      ...receiptLine(proved),
      receiptHolds: checks.receipt === null,
      included: checks.inclusion === null,
    })),
    ...(resolved && { resolved: resolvedLine(resolved) }),
    configuration,
    exitCode,
  };
}

async function writeReceipt(
  io: Io,
  records: readonly CheckedRecord[],
  { receipt: path, force: overwrite = false }: TraceCommandOptions,
): Promise<void> {
  const [only, ...others] = records;
  if (path === undefined || only === undefined || others.length > 0) {
    await io.stderr.write(note(io, say('receipt.not-written')));
    return;
  }
  await writeFileAtomically(resolve(io.cwd, path), receiptText(only.proved), { overwrite });
  await io.stderr.write(`${words(io, say('receipt.written', { file: path }))}\n`);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

import { resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { writeFileAtomically } from '@provenance/content/node';
import { say } from '@provenance/messages';
import {
  type ResolveReport,
  resolve as resolveMarks,
  type TraceReport,
  trace,
} from '@provenance/sdk';
import type { Effort } from '@provenance/watermark';
import {
  type ConfigurationLine,
  configForReading,
  configurationLine,
  type ReadingOptions,
} from '../../config/reading.ts';
import { type ListedFile, listFiles } from '../../files/list.ts';
import { writingTo } from '../../files/output-error.ts';
import { readStdin } from '../../files/stdin.ts';
import { type RegistryOptions, registryOf } from '../../options/registry.ts';
import { type ResolverOptions, resolversOf } from '../../options/resolvers.ts';
import { trustOf } from '../../options/trust.ts';
import { watermarkKeys } from '../../options/watermark-key.ts';
import { resolvedLine, resolvedText } from '../../print/resolved.ts';
import { type CheckedRecord, traceText } from '../../print/trace.ts';
import { registryReader } from '../../registry/open.ts';
import { isThere } from '../../registry/outbox.ts';
import { isReceiptGood } from '../../registry/receipt.ts';
import { receiptText } from '../../registry/receipt-file.ts';
import { errorLine, errorOfFile, writeTrace } from '../../terminal/error.ts';
import { type ExitCode, exitCodeOfError, withResolved, worst } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { Progress } from '../../terminal/progress.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { note, words } from '../../terminal/words.ts';
import { type TextProfileOptions, textMarksOf } from '../../text-mark/targets.ts';
import type { ReceiptCheckOptions } from './check.ts';
import { checked, NOT_ASKED, tracedLine } from './record.ts';

export interface TraceCommandOptions
  extends ReadingOptions,
    RegistryOptions,
    ResolverOptions,
    TextProfileOptions,
    ReceiptCheckOptions {
  effort?: Effort;
  check?: string;
  contentId?: string[];
  requestId?: string[];
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
  given: readonly string[],
  options: TraceCommandOptions,
): Promise<ExitCode> {
  if (options.check !== undefined) {
    const { checkReceiptCommand } = await import('./check.ts');
    const ids = [...(options.contentId ?? []), ...(options.requestId ?? [])];
    return checkReceiptCommand(io, options.check, [...given, ...ids], options);
  }
  if (options.cert !== undefined) throw new UsageError(say('mistake.cert-without-check'));
  const { inputs, contentIds } = await idsAmong(io, given);
  const asked = {
    contentIds: [...contentIds, ...(options.contentId ?? [])].map((id) => id.toLowerCase()),
    requestIds: options.requestId ?? [],
  };
  const ids = asked.contentIds.length + asked.requestIds.length;
  if (inputs.length + ids === 0) throw new UsageError(say('mistake.nothing-to-trace'));
  const config = await configForReading(io, options);
  const configuration = configurationLine(config);
  const settings = registryOf(io, options, config);
  const resolvers = resolversOf(io, options, config);
  if (settings === null && resolvers === null) throw new UsageError(say('mistake.no-registry'));
  if (settings === null && ids > 0) throw new UsageError(say('mistake.no-registry'));
  if (settings === null && options.receipt !== undefined) {
    throw new UsageError(say('mistake.receipt-needs-registry'));
  }
  const keys = await watermarkKeys(io, '--watermark-key', options.watermarkKey, config);
  const trust = await trustOf(io, {}, config, { reads: true });
  const { files, many } = await listFiles(io, inputs, options);
  if (options.receipt !== undefined && (many || files.length + ids !== 1)) {
    throw new UsageError(say('mistake.receipt-of-one'));
  }
  const names = files.map(({ path }) => path);
  const textMark = await textMarksOf(io, options, config, names);
  const progress = new Progress(io, files.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  const reader = settings && registryReader(settings);
  try {
    const registry = (await reader?.open()) ?? null;
    if (registry !== null && settings !== null && ids > 0) {
      const { traceIds } = await import('./ids.ts');
      for await (const { records, code } of traceIds(
        io,
        registry,
        { ...settings, config },
        asked,
        options,
      )) {
        codes.add(code);
        if (options.receipt !== undefined) await writeReceipt(io, records, options);
      }
    }
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
          : await Promise.all(report.records.map((found) => checked(registry, config, found)));
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
        if (options.json && !options.quiet) {
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
  return codes.size === 0 ? 3 : worst(codes);
}

/** What would come again with every file. */
const OF_ALL = /^(REGISTRY_|ENGINE_MISSING$|IMAGE_LIBRARY_MISSING$)/;

/** What is named like a content id is one, where no file has that name. */
async function idsAmong(io: Io, given: readonly string[]) {
  const inputs: string[] = [];
  const contentIds: string[] = [];
  for (const each of given) {
    const isId = /^[0-9a-f]{16}$/i.test(each) && !(await isThere(resolve(io.cwd, each)));
    (isId ? contentIds : inputs).push(each);
  }
  return { inputs, contentIds };
}

/** @param report Null: no registry was asked. */
function exitCodeOfTrace(report: TraceReport | null, records: readonly CheckedRecord[]): ExitCode {
  if (report === null) return 3;
  const { unreadable, unseen } = report;
  if (records.length === 0) return unreadable === null && unseen === null ? 3 : 10;
  const fails = ({ traced, checks }: CheckedRecord) =>
    traced.look === 'different' || !isReceiptGood(checks) || checks.inclusion !== null;
  if (records.some(fails)) return 1;
  return records.some(({ traced }) => traced.by === 'fingerprint') ? 5 : 0;
}

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
    records: records.map(tracedLine),
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
  const place = resolve(io.cwd, path);
  const text = receiptText(only.proved);
  await writingTo(io, place, () => writeFileAtomically(place, text, { overwrite }));
  await io.stderr.write(`${words(io, say('receipt.written', { file: path }))}\n`);
}

import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { ERROR_CODES, type ProvenanceError } from '@provenance/content';
import type { RuleSet } from '@provenance/disclosure';
import { say } from '@provenance/messages';
import { resolve, type VerifyManyOptions, verifyMany } from '@provenance/sdk';
import type { Effort } from '@provenance/watermark';
import { configForReading, configurationLine, type ReadingOptions } from '../config/reading.ts';
import { isDatabase } from '../config/registry-location.ts';
import { type OpenedFile, openArchive } from '../files/archive.ts';
import { type ListedFile, listFiles } from '../files/list.ts';
import { namedFile } from '../files/named.ts';
import { shownUrl } from '../files/secret.ts';
import { readStdin } from '../files/stdin.ts';
import { compromisedSigners } from '../options/key-history.ts';
import { type RegistryOptions, registryOf } from '../options/registry.ts';
import { type ResolverOptions, resolversOf } from '../options/resolvers.ts';
import { type TrustOptions, trustListSources, trustOf } from '../options/trust.ts';
import { watermarkKeys } from '../options/watermark-key.ts';
import { resolvedLine, resolvedText } from '../print/resolved.ts';
import { rulesLine, rulesText } from '../print/rules.ts';
import { reportLine, reportText, summaryLines, summaryText } from '../print/verify.ts';
import { registryToAsk } from '../registry/open.ts';
import { errorLine, errorSays, writeTrace } from '../terminal/error.ts';
import { type ExitCode, exitCodeOf, withResolved, worst } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { note } from '../terminal/words.ts';
import { type TextProfileOptions, textMarksOf } from '../text-mark/targets.ts';
import { writeCrJson } from './crjson.ts';

export interface VerifyCommandOptions
  extends ReadingOptions,
    TrustOptions,
    RegistryOptions,
    ResolverOptions,
    TextProfileOptions {
  require?: 'trusted' | 'valid';
  signer?: string;
  signerCommonName?: string;
  respectTrainingOptOut?: boolean;
  manifest?: string;
  effort?: Effort;
  json?: boolean;
  format?: 'text' | 'json' | 'crjson';
  verbose?: boolean;
  recursive?: boolean;
  allowNetwork?: boolean;
  at?: Date;
  maxBytes?: number;
  type?: string;
  rules?: RuleSet[];
}

export const VERIFY_SCHEMA = 'provenance.verify/2';

export async function verifyCommand(
  io: Io,
  inputs: readonly string[],
  options: VerifyCommandOptions,
): Promise<ExitCode> {
  const { signer, signerCommonName } = options;
  if ((signer ?? signerCommonName) !== undefined && options.require === 'valid') {
    const option = signer === undefined ? '--signer-common-name' : '--signer';
    throw new UsageError(say('mistake.signer-needs-trust', { option }));
  }
  const { language } = io;
  refuseBeside(options);
  const json = (options.json || options.format === 'json') && !options.quiet;
  const config = await configForReading(io, options);
  const trust = await trustOf(io, options, config, { reads: true });
  const keys = await watermarkKeys(io, '--watermark-key', options.watermarkKey, config);
  if (options.effort !== undefined && keys.length === 0) {
    throw new UsageError(say('mistake.effort-needs-key'));
  }
  // The summary at the end has the number.
  const counted = !json && options.format !== 'crjson';
  const listed = await listFiles(io, inputs, { ...options, counted });
  const { skipped } = listed;
  const files: OpenedFile[] = [];
  for (const file of listed.files) files.push(...(await openArchive(file, options.maxBytes)));
  const many = listed.many || files.some(({ unpack }) => unpack !== undefined);
  if (options.manifest !== undefined && (many || files.length !== 1)) {
    throw new UsageError(say('mistake.manifest-of-one'));
  }
  let stdin: Promise<Uint8Array> | null = null;
  const inputOf = async ({ unpack, location }: OpenedFile) => {
    const given = unpack?.() ?? location;
    if (given !== null) return given;
    stdin ??= readStdin(io, options.maxBytes);
    return stdin;
  };
  const policy = {
    ...(options.require && { require: options.require }),
    ...(signer !== undefined && { signer }),
    ...(signerCommonName !== undefined && { signerCommonName }),
    ...(options.respectTrainingOptOut && { respectTrainingOptOut: true }),
  };
  const reading = {
    policy,
    signal: io.signal,
    language,
    ...(trust && { trust }),
    ...(options.manifest !== undefined && {
      manifest: await namedFile(io, '--manifest', options.manifest),
    }),
    ...(options.allowNetwork && { allowNetwork: true }),
    ...(options.at && { at: options.at }),
    ...(options.maxBytes !== undefined && { maxBytes: options.maxBytes }),
    ...(options.type !== undefined && { mediaType: options.type }),
  };
  if (options.format === 'crjson') {
    const quiet = options.quiet ?? false;
    const codes = await writeCrJson(io, files, inputOf, reading, { many, quiet });
    return files.length === 0 ? 3 : worst(codes);
  }
  const names = files.map(({ path }) => path);
  const textMark = await textMarksOf(io, options, config, names);
  const resolvers = resolversOf(io, options, config);
  const settings = registryOf(io, options, config);
  const registry = settings && registryToAsk(settings);
  const named = options.registry ?? io.env.PROVENANCE_REGISTRY;
  if (registry !== null && named !== undefined && !isDatabase(settings?.location ?? '')) {
    // Named by hand, a place without a registry is a mistake, whatever the files are. One that does not answer is none.
    await registry.open().catch(() => {});
    if (registry.problem?.code === 'REGISTRY_MISSING') throw registry.problem;
  }
  const stolen = compromisedSigners(config);
  const verifyOptions: VerifyManyOptions = {
    ...reading,
    ...(stolen.length > 0 && { compromisedSigners: stolen }),
    ...(keys.length > 0 && {
      watermark: { keys, ...(options.effort && { effort: options.effort }) },
    }),
    ...(textMark && { textMark }),
    ...(registry && { registry: registry.open }),
  };

  const items = files.map((file) => ({ file, input: () => inputOf(file) }));
  const rules = options.rules && (await import('@provenance/disclosure'));
  const trustFrom = trustListSources(options, config);
  const configuration = configurationLine(config);
  const progress = new Progress(io, files.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  const labels = new Map<string, number>();
  let lacking = 0;
  try {
    for await (const { item, report, error } of verifyMany(items, verifyOptions)) {
      const { file } = item;
      const { path } = file;
      // Of what could not be read there is nothing to ask by.
      const resolved =
        resolvers === null || report.c2pa.state === 'Error'
          ? null
          : await resolve(await inputOf(file), {
              resolvers,
              signal: io.signal,
              ...(trust && { trust }),
              ...(verifyOptions.watermark && { watermark: verifyOptions.watermark }),
              ...(options.maxBytes !== undefined && { maxBytes: options.maxBytes }),
              ...(options.type !== undefined && { mediaType: options.type }),
            });
      const exitCode = withResolved(exitCodeOf(report), resolved);
      codes.add(exitCode);
      const tested = rules && options.rules ? rules.testRules(report, options.rules) : null;
      if (tested?.some(({ result }) => result === 'missing')) {
        codes.add(1);
        lacking++;
      }
      const label = report.summary.label.sentence;
      labels.set(label, (labels.get(label) ?? 0) + 1);
      await progress.clear();
      if (json) {
        const line = {
          schema: VERIFY_SCHEMA,
          file: path,
          ...report,
          ...(resolved && { resolved: resolvedLine(resolved) }),
          ...(tested && { rules: rulesLine(tested, language) }),
          configuration,
          exitCode,
        };
        await io.stdout.write(jsonLine(line));
      } else if (!options.quiet) {
        const short = many
          ? reportLine(io, path, report, exitCode)
          : summaryLines(io, report, exitCode);
        await io.stdout.write(
          options.verbose ? reportText(io, path, report, exitCode, trustFrom) : short,
        );
        if (resolvers !== null && resolved !== null) {
          const asked = resolvers.map(({ url }) => shownUrl(url));
          await io.stdout.write(resolvedText(resolved, asked, language));
        }
        if (tested !== null) await io.stdout.write(rulesText(io, tested, language));
      }
      if (error && !options.quiet && isToldBeside(error)) {
        await io.stderr.write(errorLine(io, path, error));
        await writeTrace(io, error);
      }
      if (!many && !options.quiet && report.c2pa.state === 'NoManifest') {
        await noteSidecar(io, file, options.manifest);
      }
      await progress.step();
    }
  } finally {
    await progress.clear();
    await registry?.close();
  }
  if (registry?.problem && !options.quiet) {
    await io.stderr.write(note(io, errorSays(registry.problem, language)));
  }
  if (many && !json && !options.quiet)
    await io.stdout.write(summaryText(io, labels, { skipped, lacking }, language));
  // A folder without any file that could be looked at holds nothing to be found.
  return files.length === 0 ? 3 : worst(codes);
}

/** Whether a person needs what the library or the system said, which no report holds: it may name paths. */
function isToldBeside({ code, cause }: ProvenanceError): boolean {
  if (code === 'UNEXPECTED_ERROR') return true;
  return cause instanceof Error && code !== 'FILE_IO' && /\bcause\b/.test(ERROR_CODES[code][1]);
}

/** What a format has no place for, and what says the format otherwise. */
function refuseBeside(options: VerifyCommandOptions): void {
  const { format } = options;
  if (format === undefined) return;
  const beside = {
    '--json': options.json && format !== 'json',
    '--verbose': options.verbose && format !== 'text',
  };
  const beyond = {
    '--watermark-key': options.watermarkKey,
    '--effort': options.effort,
    '--text-profile': options.textProfile,
    '--registry': options.registry,
    '--resolve': options.resolve,
    '--rules': options.rules,
  };
  const refused = { ...beside, ...(format === 'crjson' && beyond) };
  const option = Object.entries(refused).find(([, given]) => given)?.[0];
  if (option !== undefined) throw new UsageError(say('mistake.format-beside', { option, format }));
}

/** A store beside the file could be anyone's: it is named, and never taken unasked. */
async function noteSidecar(
  io: Io,
  { path, location }: ListedFile,
  manifest?: string,
): Promise<void> {
  if (location === null || manifest !== undefined) return;
  const sidecar = (of: string) => `${of.slice(0, of.length - extname(of).length)}.c2pa`;
  const there = await stat(sidecar(location)).catch(() => null);
  if (!there?.isFile()) return;
  await io.stderr.write(note(io, say('told.sidecar', { file: sidecar(path) })));
}

import { dirname } from 'node:path';
import { buildManifest, type Origin, type Signer } from '@provenance/c2pa';
import { makeFolder } from '@provenance/content/node';
import { say } from '@provenance/messages';
import { type MarkedBytes, type MarkedFile, type MarkManyOptions, markMany } from '@provenance/sdk';
import { unmarkedSays } from '@provenance/sdk/internal';
import type { Visibility } from '@provenance/watermark';
import { type LoadedConfig, loadConfig } from '../config/config.ts';
import type { RecordMode } from '../config/registry-location.ts';
import { type FileList, type ListedFile, listFiles } from '../files/list.ts';
import { type Target, targetsOf } from '../files/output.ts';
import { filesToDo, type ResumeOptions, takenNote } from '../files/resume.ts';
import { readStdin } from '../files/stdin.ts';
import { guardOf } from '../options/guard.ts';
import { ingredientNotes } from '../options/ingredients.ts';
import { expiresSoon, expiryNote } from '../options/key-history.ts';
import { ownerNote } from '../options/key-owner.ts';
import { type OriginOptions, originOf } from '../options/origin.ts';
import { type RegistryOptions, registryOf } from '../options/registry.ts';
import { refuseDayOver } from '../options/retention.ts';
import { refuseCredential, titled, writtenNote } from '../options/sign-guard.ts';
import { signerOf } from '../options/signer.ts';
import { trustOf } from '../options/trust.ts';
import { markingKey, markLook } from '../options/watermark-key.ts';
import { matchedSays } from '../print/guard.ts';
import { lossSays } from '../print/loss.ts';
import { kindOf, originSays } from '../print/origin.ts';
import { outcomeSays, recordLine } from '../print/record.ts';
import { type Records, recordsTo } from '../registry/records.ts';
import { errorLine, fileOf, writeTrace } from '../terminal/error.ts';
import { type ExitCode, exitCodeOfError, worst } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { words } from '../terminal/words.ts';

export interface MarkCommandOptions extends OriginOptions, RegistryOptions, ResumeOptions {
  output?: string;
  /** Of the watermark. */
  watermarkKey?: string;
  /** PEM, with `cert`. */
  signerKey?: string;
  cert?: string;
  signerCommand?: string;
  timestamp?: string;
  contentId?: string;
  requireMark?: boolean;
  allowLoss?: boolean;
  visibility?: Visibility;
  thumbnail?: boolean;
  recordMode?: RecordMode;
  requestId?: string;
  retainUntil?: string;
  json?: boolean;
  recursive?: boolean;
  type?: string;
  config?: string | false;
}

export const MARK_SCHEMA = 'provenance.mark/1';

/**
 * Exit code 1 with --require-mark for content that cannot carry one, 11 where the registry is required
 * and cannot be reached; nothing is written for it.
 */
export async function markCommand(
  io: Io,
  inputs: readonly string[],
  options: MarkCommandOptions,
): Promise<ExitCode> {
  const { signerKey, cert, signerCommand, timestamp, force: overwrite = false } = options;
  if (options.retainUntil !== undefined) refuseDayOver(options.retainUntil);
  const config = await loadConfig(io, options.config);
  if ((signerKey === undefined) !== (cert === undefined)) {
    throw new UsageError(say('mistake.key-and-cert', { key: '--signer-key' }));
  }
  const signerOptions = {
    ...(signerKey !== undefined && { signerKey }),
    ...(cert !== undefined && { cert }),
    ...(signerCommand !== undefined && { signerCommand }),
    ...(timestamp !== undefined && { timestamp }),
  };
  const signer = await signerOf(io, signerOptions, config);
  if (signer === null) {
    throw new UsageError(say('mistake.no-signer', { key: '--signer-key' }));
  }
  const { origin, salt } = await originOf(io, options, config);
  // A misspelt source type is a mistake of its own, and no kind of content that a key could be for.
  buildManifest(origin);
  const { key } = await markingKey(io, options.watermarkKey, config, kindOf(origin));
  const list = await listFiles(io, inputs, options);
  if (options.contentId !== undefined && list.many) {
    throw new UsageError(say('mistake.content-id-of-one'));
  }
  const targets = await targetsOf(io, list, { ...options, suffix: 'marked' });
  if (list.files.length === 0) return 3;
  const files = await filesToDo(io, list, targets, options);
  if (files.length === 0) return 0;
  const trust = await trustOf(io, {}, config);
  if (!options.quiet) {
    const expiry = expiryNote(io, signer);
    if (expiry !== null) await io.stderr.write(expiry);
    const others = options.watermarkKey === undefined && (await ownerNote(io, config, signer));
    if (others) await io.stderr.write(others);
    for (const note of await ingredientNotes(io, options, trust)) await io.stderr.write(note);
  }

  const records = await recordsOf(io, options, config, signer);
  try {
    const guard = guardOf(config, records?.open ?? null);
    await records?.begin();
    await guard?.refresh();
    const codes = await markFiles(io, { ...list, files }, targets, origin, salt, options, {
      signer,
      watermarkKey: key,
      overwrite,
      signal: io.signal,
      cannotCarry: options.requireMark ? 'refuse' : 'sign',
      allowLoss: options.allowLoss ?? false,
      ...markLook(options.visibility, config),
      thumbnail: options.thumbnail ?? false,
      ...(trust && { trust }),
      ...(guard && { guard }),
      ...(records && { record: { ...records.options, ...recordFields(options) } }),
    });
    await records?.deliver();
    return worst(codes);
  } finally {
    await records?.close();
  }
}

/** Null where no record is to be written. */
async function recordsOf(
  io: Io,
  options: MarkCommandOptions,
  config: LoadedConfig,
  signer: Signer,
): Promise<Records | null> {
  const settings = registryOf(io, options, config);
  if (settings !== null) return recordsTo(io, settings, config, signer, options);
  const { recordMode, requestId, retainUntil } = options;
  if ((recordMode ?? requestId ?? retainUntil) === undefined) return null;
  throw new UsageError(say('mistake.record-for-registry', { more: say('mistake.no-registry') }));
}

function recordFields({ requestId, retainUntil }: MarkCommandOptions) {
  return {
    ...(requestId !== undefined && { requestId }),
    ...(retainUntil !== undefined && { retainUntil }),
  };
}

async function markFiles(
  io: Io,
  { files, many, skipped }: FileList,
  targets: ReadonlyMap<ListedFile, Target>,
  origin: Origin,
  salt: string | null,
  options: MarkCommandOptions,
  markOptions: MarkManyOptions,
): Promise<Set<ExitCode>> {
  const { type, contentId } = options;
  const items = files.map((file) => {
    const target = targets.get(file) as Target;
    return {
      file,
      target,
      origin: titled(origin, file),
      input: () => contentOf(io, file, target, titled(origin, file), options),
      ...(target.location !== null && { output: target.location }),
      ...(type !== undefined && { mediaType: type }),
      ...(contentId !== undefined && { contentId }),
    };
  });
  const signerExpires = expiresSoon(markOptions.signer);
  const progress = new Progress(io, items.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  let taken = 0;
  for await (const { item, marked, error } of markMany(items, markOptions)) {
    const { file, target } = item;
    await progress.clear();
    if (error) {
      if (error.code === 'FILE_EXISTS') taken++;
      codes.add(exitCodeOfError(error));
      await io.stderr.write(
        errorLine(io, fileOf(error, { input: file.path, output: target.path }), error),
      );
      await writeTrace(io, error);
    } else {
      codes.add(0);
      if (target.location === null) await io.stdout.write(marked.bytes as Uint8Array);
      await tell(io, file, target, marked, origin, { salt, skipped, signerExpires }, options);
      const written = writtenNote(io, marked.mediaType, file.name);
      if (written !== null && !options.quiet) await io.stderr.write(written);
    }
    await progress.step();
  }
  await progress.clear();
  const inTheWay = takenNote(io, taken, { many }, options);
  if (inTheWay !== null) await io.stderr.write(inTheWay);
  // Without it nobody can show what the prompt was: it is told where nothing else is.
  if (salt !== null && (!options.json || options.quiet) && codes.has(0)) {
    await io.stderr.write(`${words(io, say('marking.salt', { salt }))}\n`);
  }
  return codes;
}

/** When its turn has come: what is there is looked at, and the folder for the result made. */
async function contentOf(
  io: Io,
  file: ListedFile,
  target: Target,
  origin: Origin,
  { discardCredential, type }: MarkCommandOptions,
): Promise<string | Uint8Array> {
  const input = file.location ?? (await readStdin(io));
  if (!discardCredential) {
    const { signal } = io;
    await refuseCredential(input, origin, {
      door: 'command',
      signal,
      ...(type !== undefined && { mediaType: type }),
    });
  }
  if (target.location !== null) await makeFolder(dirname(target.location));
  return input;
}

/** Of the run, in the line of each file. */
interface Beside {
  readonly salt: string | null;
  readonly skipped: number;
  readonly signerExpires: string | null;
}

async function tell(
  io: Io,
  file: ListedFile,
  target: Target,
  marked: MarkedBytes | MarkedFile,
  origin: Origin,
  { salt, skipped, signerExpires }: Beside,
  { json, quiet, allowLoss }: MarkCommandOptions,
): Promise<void> {
  const {
    mediaType,
    activeManifest,
    contentId,
    keyId,
    watermark,
    unmarked,
    losses,
    record,
    guard,
  } = marked;
  const psnr = watermark && Math.round(watermark.psnr * 10) / 10;
  if (quiet) return;
  if (json) {
    const line = jsonLine({
      schema: MARK_SCHEMA,
      file: file.path,
      output: target.path,
      mediaType,
      activeManifest,
      contentId,
      keyId,
      watermark: watermark && { ...watermark, psnr },
      unmarked,
      losses,
      record: record && recordLine(record),
      guard,
      ...(salt !== null && { promptSalt: salt }),
      ...(signerExpires !== null && { signerExpires }),
      ...(skipped > 0 && { passedOver: skipped }),
    });
    return io.stdout.write(line);
  }
  // Standard output has the file itself.
  const sink = target.location === null ? io.stderr : io.stdout;
  const paint = painter(io, sink);
  const [from, to] = [file.path, target.path];
  const [colour, sign] =
    unmarked || losses.length > 0 || record?.status === 'skipped'
      ? (['yellow', '!'] as const)
      : (['green', '✓'] as const);
  const kept = record === null ? [] : [outcomeSays(record)];
  const lost = losses.length > 0;
  const said = unmarked
    ? say('marking.signed-only', {
        from,
        to,
        facts: [originSays(origin), ...kept],
        why: [
          unmarkedSays(unmarked, mediaType),
          ...(lost && !allowLoss ? [say('marking.allow-loss')] : []),
        ],
      })
    : say('marking.marked', {
        from,
        to,
        facts: [
          originSays(origin),
          say('fact.mark', { contentId, decibels: String(psnr) }),
          ...kept,
          ...(lost ? [lossSays(losses)] : []),
        ],
      });
  await sink.write(`${paint(colour, sign)} ${words(io, said)}\n`);
  if (guard?.status !== 'flagged') return;
  const flagged = [matchedSays(file.path, guard.matches), say('guard.flagged')];
  await sink.write(`${paint('yellow', '!')} ${words(io, flagged)}\n`);
}

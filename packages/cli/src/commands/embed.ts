import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { makeFolder, refuseExisting, writeFileAtomically } from '@provenance/content/node';
import { type Message, say } from '@provenance/messages';
import { embedMany, type MarkedImage } from '@provenance/sdk';
import { unmarkedSays } from '@provenance/sdk/internal';
import type { Visibility } from '@provenance/watermark';
import { loadConfig } from '../config/config.ts';
import { type ListedFile, listFiles } from '../files/list.ts';
import { type Target, targetsOf } from '../files/output.ts';
import { filesToDo, type ResumeOptions, takenNote } from '../files/resume.ts';
import { readStdin } from '../files/stdin.ts';
import { refuseCredential } from '../options/sign-guard.ts';
import { markLook, watermarkKeys } from '../options/watermark-key.ts';
import { lossSays } from '../print/loss.ts';
import { errorLine, fileOf, writeTrace } from '../terminal/error.ts';
import { type ExitCode, exitCodeOfError, worst } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { words } from '../terminal/words.ts';

export interface EmbedCommandOptions extends ResumeOptions {
  output?: string;
  watermarkKey?: string;
  contentId?: string;
  json?: boolean;
  recursive?: boolean;
  discardCredential?: boolean;
  allowLoss?: boolean;
  visibility?: Visibility;
  config?: string | false;
}

const CONTENT_ID_BYTES = 8;

export const EMBED_SCHEMA = 'provenance.embed/1';

/** Exit code 1 if a picture cannot carry the mark; nothing is written for it. */
export async function embedCommand(
  io: Io,
  inputs: readonly string[],
  options: EmbedCommandOptions,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const [key] = await watermarkKeys(
    io,
    '--watermark-key',
    options.watermarkKey === undefined ? undefined : [options.watermarkKey],
    config,
  );
  if (key === undefined) throw new UsageError(say('mistake.no-key'));
  const list = await listFiles(io, inputs, options);
  if (options.contentId !== undefined && list.many) {
    throw new UsageError(say('mistake.content-id-of-one'));
  }
  const targets = await targetsOf(io, list, { ...options, suffix: 'marked' });
  const files = await filesToDo(io, list, targets, options);
  const items = files.map((file) => ({
    file,
    target: targets.get(file) as Target,
    contentId: options.contentId ?? randomBytes(CONTENT_ID_BYTES).toString('hex'),
    input: async () => {
      const { location } = targets.get(file) as Target;
      if (location !== null && !options.force) await refuseExisting(location);
      const input = file.location ?? (await readStdin(io));
      if (!options.discardCredential) {
        await refuseCredential(input, null, { door: 'embed', signal: io.signal });
      }
      return input;
    },
  }));
  const progress = new Progress(io, items.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  let taken = 0;
  const { allowLoss = false } = options;
  const look = markLook(options.visibility, config);
  const outcomes = embedMany(items, {
    watermarkKey: key.key,
    signal: io.signal,
    allowLoss,
    ...look,
  });
  for await (const { item, marked, error } of outcomes) {
    await progress.clear();
    if (error?.code === 'IMAGE_TOO_LARGE') {
      codes.add(await tellUnmarked(io, item, [unmarkedSays('large')]));
      await progress.step();
      continue;
    }
    const failed = error ?? (await save(item, marked, options));
    if (failed === null) {
      codes.add(await tell(io, item, marked as MarkedImage, list.skipped, options));
    } else {
      if (failed.code === 'FILE_EXISTS') taken++;
      codes.add(exitCodeOfError(failed));
      const about = fileOf(failed, { input: item.file.path, output: item.target.path });
      await io.stderr.write(errorLine(io, about, failed));
      await writeTrace(io, failed);
    }
    await progress.step();
  }
  await progress.clear();
  const inTheWay = takenNote(io, taken, list, options);
  if (inTheWay !== null) await io.stderr.write(inTheWay);
  return list.files.length === 0 ? 3 : worst(codes);
}

interface Item {
  readonly file: ListedFile;
  readonly target: Target;
  readonly contentId: string;
}

/** Into its file, if it has one. Resolves to what went wrong; null if nothing. */
async function save(
  { file, target: { location } }: Item,
  { bytes }: MarkedImage,
  { force: overwrite = false }: EmbedCommandOptions,
): Promise<ProvenanceError | null> {
  if (bytes === null || location === null) return null;
  try {
    await makeFolder(dirname(location));
    await writeFileAtomically(location, bytes, {
      overwrite,
      like: file.location ?? undefined,
    });
    return null;
  } catch (error) {
    if (error instanceof ProvenanceError) return error;
    throw error;
  }
}

/** What carries no mark is not handed out. */
async function tellUnmarked(
  io: Io,
  { file }: Pick<Item, 'file'>,
  why: readonly Message[],
): Promise<ExitCode> {
  const said = [...why, say('marking.nothing-written')];
  await io.stderr.write(`${words(io, say('told.of-file', { file: file.path, said }))}\n`);
  return 1;
}

async function tell(
  io: Io,
  { file, target, contentId }: Item,
  { bytes, unmarked, keyId, psnr, losses }: MarkedImage,
  passedOver: number,
  { json, quiet, allowLoss }: EmbedCommandOptions,
): Promise<ExitCode> {
  if (bytes === null) {
    return tellUnmarked(io, { file }, [
      unmarkedSays(unmarked ?? 'weak'),
      ...(losses.length > 0 && !allowLoss ? [say('marking.allow-loss')] : []),
    ]);
  }
  if (losses.length > 0 && !json && !quiet) {
    const said = [lossSays(losses)];
    await io.stderr.write(`${words(io, say('told.of-file', { file: file.path, said }))}\n`);
  }
  if (target.location === null) {
    await io.stdout.write(bytes);
    return 0;
  }
  if (quiet) return 0;
  const decibels = Number.isFinite(psnr) ? Math.round(psnr * 10) / 10 : null;
  const line = { file: file.path, output: target.path, contentId, keyId, psnr: decibels };
  const beside = passedOver > 0 && { passedOver };
  if (json) await io.stdout.write(jsonLine({ schema: EMBED_SCHEMA, ...line, losses, ...beside }));
  else await io.stdout.write(text(io, line));
  return 0;
}

function text(
  io: Io,
  {
    file,
    output,
    contentId,
    psnr,
  }: { file: string; output: string; contentId: string; psnr: number | null },
): string {
  const mark = painter(io, io.stdout)('green', '✓');
  const fact =
    psnr === null
      ? say('fact.content-id.unchanged', { contentId })
      : say('fact.content-id', { contentId, decibels: String(psnr) });
  return `${mark} ${words(io, say('marking.marked', { from: file, to: output, facts: [fact] }))}\n`;
}

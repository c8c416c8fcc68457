import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { makeFolder, writeFileAtomically } from '@provenance/content/node';
import { embedMany, type MarkedImage, unmarkedMeaning } from '@provenance/sdk';
import { PAYLOAD_BYTES } from '@provenance/watermark';
import { loadConfig } from '../config/config.ts';
import { type ListedFile, listFiles } from '../files/list.ts';
import { type Target, targetsOf } from '../files/output.ts';
import { readStdin } from '../files/stdin.ts';
import { refuseMarking } from '../options/sign-guard.ts';
import { NO_KEY, watermarkKeys } from '../options/watermark-key.ts';
import { ALLOW_LOSS, lossText } from '../print/loss.ts';
import { errorText, writeTrace } from '../terminal/error.ts';
import { type ExitCode, exitCodeOfError, worst } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine, visible } from '../terminal/visible.ts';

export interface EmbedCommandOptions {
  output?: string;
  key?: string;
  payload?: string;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
  recursive?: boolean;
  discardCredential?: boolean;
  allowLoss?: boolean;
  config?: string | false;
}

export const EMBED_SCHEMA = 'provenance.embed/1';

/** Exit code 1 if a picture cannot carry the mark; nothing is written for it. */
export async function embedCommand(
  io: Io,
  inputs: readonly string[],
  options: EmbedCommandOptions,
): Promise<ExitCode> {
  const given = payloadOf(options.payload);
  const config = await loadConfig(io, options.config);
  const [key] = await watermarkKeys(
    io,
    '--key',
    options.key === undefined ? undefined : [options.key],
    config,
  );
  if (key === undefined) throw new UsageError(NO_KEY);
  const list = await listFiles(io, inputs, options);
  if (given !== null && list.many) {
    throw new UsageError('A payload is for one picture: without --payload each file gets its own.');
  }
  const targets = await targetsOf(io, list, { ...options, suffix: 'marked' });
  const items = list.files.map((file) => ({
    file,
    target: targets.get(file) as Target,
    payload: given ?? Uint8Array.from(randomBytes(PAYLOAD_BYTES)),
    input: async () => {
      const input = file.location ?? (await readStdin(io));
      if (!options.discardCredential) await refuseMarking(input, { signal: io.signal });
      return input;
    },
  }));
  const progress = new Progress(io, items.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  const { allowLoss = false } = options;
  const outcomes = embedMany(items, { key: key.key, signal: io.signal, allowLoss });
  for await (const { item, marked, error } of outcomes) {
    await progress.clear();
    const failed = error ?? (await save(item, marked, options));
    if (failed === null) {
      codes.add(await say(io, item, marked as MarkedImage, options));
    } else {
      codes.add(exitCodeOfError(failed));
      await io.stderr.write(`${visible(item.file.path)}: ${errorText(failed)}\n`);
      await writeTrace(io, failed);
    }
    await progress.step();
  }
  await progress.clear();
  return list.files.length === 0 ? 3 : worst(codes);
}

interface Item {
  readonly file: ListedFile;
  readonly target: Target;
  readonly payload: Uint8Array;
}

/** Into its file, if it has one. Resolves to what went wrong; null if nothing. */
async function save(
  { target: { location } }: Item,
  { bytes }: MarkedImage,
  { force: overwrite = false }: EmbedCommandOptions,
): Promise<ProvenanceError | null> {
  if (bytes === null || location === null) return null;
  try {
    await makeFolder(dirname(location));
    await writeFileAtomically(location, bytes, { overwrite });
    return null;
  } catch (error) {
    if (error instanceof ProvenanceError) return error;
    throw error;
  }
}

async function say(
  io: Io,
  { file, target, payload }: Item,
  { bytes, unmarked, keyId, psnr, losses }: MarkedImage,
  { json, quiet }: EmbedCommandOptions,
): Promise<ExitCode> {
  if (bytes === null) {
    const why = unmarkedMeaning(unmarked ?? 'weak');
    const next = losses.length > 0 ? ` ${ALLOW_LOSS}` : '';
    await io.stderr.write(`${visible(file.path)}: ${why}${next} Nothing was written.\n`);
    return 1;
  }
  if (losses.length > 0 && !json && !quiet) {
    await io.stderr.write(`${visible(file.path)}: ${lossText(losses)}\n`);
  }
  if (target.location === null) {
    await io.stdout.write(bytes);
    return 0;
  }
  const hex = Buffer.from(payload).toString('hex');
  const decibels = Number.isFinite(psnr) ? Math.round(psnr * 10) / 10 : null;
  const line = { file: file.path, output: target.path, payload: hex, keyId, psnr: decibels };
  if (json) await io.stdout.write(jsonLine({ schema: EMBED_SCHEMA, ...line, losses }));
  else if (!quiet) await io.stdout.write(text(io, line));
  return 0;
}

function payloadOf(hex: string | undefined): Uint8Array | null {
  if (hex === undefined) return null;
  if (!/^[0-9a-f]{16}$/i.test(hex)) {
    throw new UsageError('--payload takes 16 hexadecimal digits: 64 bits.');
  }
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function text(
  io: Io,
  {
    file,
    output,
    payload,
    psnr,
  }: { file: string; output: string; payload: string; psnr: number | null },
): string {
  const mark = painter(io, io.stdout)('green', '✓');
  return `${mark} marked ${visible(file)} as ${visible(output)}: payload ${payload}, ${psnr ?? '∞'} dB\n`;
}

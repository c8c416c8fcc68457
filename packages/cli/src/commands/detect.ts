import { ProvenanceError } from '@provenance/content';
import { detectWatermark } from '@provenance/sdk';
import type { Detection, Effort } from '@provenance/watermark';
import { errorText } from '../error-text.ts';
import { type ExitCode, exitCodeOfError, worst } from '../exit-code.ts';
import { listFiles } from '../files.ts';
import { type Io, painter } from '../io.ts';
import { Progress } from '../progress.ts';
import { readStdin } from '../stdin.ts';
import { jsonLine, visible } from '../visible.ts';
import { watermarkPlan } from '../watermark-key.ts';

export interface DetectCommandOptions {
  key: string[];
  effort?: Effort;
  json?: boolean;
  quiet?: boolean;
  recursive?: boolean;
}

export const DETECT_SCHEMA = 'provenance.detect/1';

/** Exit code 0 if every picture carries a mark of these keys, 3 if one does not. */
export async function detectCommand(
  io: Io,
  inputs: readonly string[],
  { key, effort = 'standard', ...options }: DetectCommandOptions,
): Promise<ExitCode> {
  const plans = await Promise.all(key.map((path) => watermarkPlan(io, path)));
  const { files } = await listFiles(io, inputs, options);
  const progress = new Progress(io, files.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  for (const file of files) {
    io.signal.throwIfAborted();
    try {
      const input = file.location ?? (await readStdin(io));
      const started = performance.now();
      const found = await detectWatermark(input, plans, { effort });
      const ms = Math.round(performance.now() - started);
      codes.add(found.present ? 0 : 3);
      await progress.clear();
      if (options.json) await io.stdout.write(jsonLine(lineOf(file.path, found, ms)));
      else if (!options.quiet) await io.stdout.write(text(io, file.path, found));
    } catch (error) {
      if (!(error instanceof ProvenanceError)) throw error;
      codes.add(exitCodeOfError(error));
      await progress.clear();
      await io.stderr.write(`${visible(file.path)}: ${errorText(error)}\n`);
    }
    await progress.step();
  }
  await progress.clear();
  return files.length === 0 ? 3 : worst(codes);
}

function lineOf(file: string, found: Detection, ms: number) {
  const { present, payload, falsePositiveProbability, geometry, correctedBits, effort, keyId } =
    found;
  return {
    schema: DETECT_SCHEMA,
    file,
    present,
    payload: payload && Buffer.from(payload).toString('hex'),
    falsePositiveProbability,
    geometry,
    correctedBits,
    keyId,
    effort,
    ms,
  };
}

function text(io: Io, path: string, found: Detection): string {
  const paint = painter(io, io.stdout);
  const { payload, geometry, falsePositiveProbability } = found;
  if (payload === null || geometry === null) {
    return `${paint('yellow', '?')} ${visible(path)}: no watermark of these keys was found, which does not mean there was none.\n`;
  }
  const { rotation, scaleX, flip } = geometry;
  const turned = rotation === 0 ? '' : `, turned by ${rotation.toFixed(1)}°`;
  const scaled = Math.abs(Math.log2(scaleX)) < 0.01 ? '' : `, tile scale ${scaleX.toFixed(2)}`;
  const how = `${flip ? ', mirrored' : ''}${turned}${scaled}`;
  const odds = `by chance less than ${falsePositiveProbability.toExponential(0)}`;
  return `${paint('green', '✓')} ${visible(path)}: payload ${Buffer.from(payload).toString('hex')}${how} (${odds})\n`;
}

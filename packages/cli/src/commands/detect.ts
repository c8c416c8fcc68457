import { say } from '@provenance/messages';
import { detectMany, type WatermarkDetection } from '@provenance/sdk';
import type { Effort } from '@provenance/watermark';
import {
  type ConfigurationLine,
  configForReading,
  configurationLine,
  type ReadingOptions,
} from '../config/reading.ts';
import { listFiles } from '../files/list.ts';
import { readStdin } from '../files/stdin.ts';
import { watermarkKeys } from '../options/watermark-key.ts';
import { errorLine, writeTrace } from '../terminal/error.ts';
import { type ExitCode, exitCodeOfError, worst } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { words } from '../terminal/words.ts';
import type { DetectTextOptions } from '../text-mark/detect.ts';

export interface DetectCommandOptions extends ReadingOptions, DetectTextOptions {
  /** Texts instead of pictures. */
  text?: boolean;
  effort?: Effort;
}

export const DETECT_SCHEMA = 'provenance.detect/1';

/** Exit code 0 if every picture carries a mark of these keys, 3 if one does not. */
export async function detectCommand(
  io: Io,
  inputs: readonly string[],
  { watermarkKey: key, effort = 'standard', text: isText, ...options }: DetectCommandOptions,
): Promise<ExitCode> {
  if (isText) {
    const { detectTextCommand } = await import('../text-mark/detect.ts');
    return detectTextCommand(io, inputs, { ...options, ...(key && { watermarkKey: key }) });
  }
  const ofText = (['profile', 'tokenizer', 'tenant', 'vllm', 'sglang'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (ofText !== undefined) throw new UsageError(say('mistake.about-texts', { option: ofText }));
  const config = await configForReading(io, options);
  const keys = await watermarkKeys(io, '--watermark-key', key, config);
  const configuration = configurationLine(config);
  if (keys.length === 0) throw new UsageError(say('mistake.no-key'));
  const { files } = await listFiles(io, inputs, options);
  const progress = new Progress(io, files.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  const items = files.map((file) => ({
    file,
    input: async () => file.location ?? (await readStdin(io)),
  }));
  const batch = { watermarkKeys: keys.map(({ key }) => key), effort, signal: io.signal };
  for await (const { item, error, ...found } of detectMany(items, batch)) {
    const { path } = item.file;
    await progress.clear();
    if (error) {
      codes.add(exitCodeOfError(error));
      await io.stderr.write(errorLine(io, path, error));
      await writeTrace(io, error);
    } else {
      const { detection, milliseconds } = found as {
        detection: WatermarkDetection;
        milliseconds: number;
      };
      codes.add(detection.present ? 0 : 3);
      if (options.json && !options.quiet)
        await io.stdout.write(jsonLine(lineOf(path, detection, milliseconds, configuration)));
      else if (!options.quiet) await io.stdout.write(text(io, path, detection));
    }
    await progress.step();
  }
  await progress.clear();
  return files.length === 0 ? 3 : worst(codes);
}

function lineOf(
  file: string,
  found: WatermarkDetection,
  milliseconds: number,
  configuration: ConfigurationLine,
) {
  const { present, contentId, falsePositiveProbability, geometry, correctedBits, effort, keyId } =
    found;
  return {
    schema: DETECT_SCHEMA,
    file,
    present,
    contentId,
    falsePositiveProbability,
    geometry,
    correctedBits,
    keyId,
    effort,
    ms: Math.round(milliseconds),
    configuration,
  };
}

function text(io: Io, path: string, found: WatermarkDetection): string {
  const paint = painter(io, io.stdout);
  const { contentId, geometry, falsePositiveProbability } = found;
  if (contentId === null || geometry === null) {
    return `${paint('yellow', '?')} ${words(io, say('detect.nothing', { file: path }))}\n`;
  }
  const { rotation, scaleX, flip } = geometry;
  const changes = [
    ...(flip ? [say('detect.mirrored')] : []),
    ...(rotation === 0 ? [] : [say('detect.turned', { degrees: rotation.toFixed(1) })]),
    ...(Math.abs(Math.log2(scaleX)) < 0.01
      ? []
      : [say('detect.scaled', { scale: scaleX.toFixed(2) })]),
  ];
  const said = say('detect.found', {
    file: path,
    contentId,
    how: changes.length === 0 ? say('detect.as-made') : say('detect.changed', { changes }),
    odds: falsePositiveProbability,
  });
  return `${paint('green', '✓')} ${words(io, said)}\n`;
}

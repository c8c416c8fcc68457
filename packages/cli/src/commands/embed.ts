import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { makeFolder, writeFileAtomically } from '@provenance/content/node';
import { embedWatermark } from '@provenance/sdk';
import { PAYLOAD_BYTES } from '@provenance/watermark';
import { errorText } from '../error-text.ts';
import { type ExitCode, exitCodeOfError, worst } from '../exit-code.ts';
import { listFiles } from '../files.ts';
import { type Io, painter } from '../io.ts';
import { type Target, targetsOf } from '../output-option.ts';
import { readStdin } from '../stdin.ts';
import { UsageError } from '../usage-error.ts';
import { jsonLine, visible } from '../visible.ts';
import { watermarkPlan } from '../watermark-key.ts';

export interface EmbedCommandOptions {
  output?: string;
  key: string;
  payload?: string;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
  recursive?: boolean;
}

export const EMBED_SCHEMA = 'provenance.embed/1';

/** Exit code 1 if a picture cannot carry the mark; nothing is written for it. */
export async function embedCommand(
  io: Io,
  inputs: readonly string[],
  options: EmbedCommandOptions,
): Promise<ExitCode> {
  const given = payloadOf(options.payload);
  const key = await watermarkPlan(io, options.key);
  const list = await listFiles(io, inputs, options);
  if (given !== null && list.many) {
    throw new UsageError('A payload is for one picture: without --payload each file gets its own.');
  }
  const targets = await targetsOf(io, list, { ...options, suffix: 'marked' });
  const codes = new Set<ExitCode>();
  // One after the other: each takes a core, and several pictures' pixels would add up.
  for (const file of list.files) {
    io.signal.throwIfAborted();
    const target = targets.get(file) as Target;
    const payload = given ?? Uint8Array.from(randomBytes(PAYLOAD_BYTES));
    try {
      const input = file.location ?? (await readStdin(io));
      const { bytes, keyId, psnr } = await embedWatermark(input, { key, payload });
      if (bytes === null) {
        codes.add(1);
        await io.stderr.write(
          `${visible(file.path)}: this picture cannot carry a watermark: it is too small, too flat or too strongly compressed. Nothing was written.\n`,
        );
        continue;
      }
      if (target.location === null) {
        await io.stdout.write(bytes);
        continue;
      }
      await makeFolder(dirname(target.location));
      await writeFileAtomically(target.location, bytes, { overwrite: options.force ?? false });
      const hex = Buffer.from(payload).toString('hex');
      const decibels = Number.isFinite(psnr) ? Math.round(psnr * 10) / 10 : null;
      const line = { file: file.path, output: target.path, payload: hex, keyId, psnr: decibels };
      if (options.json) await io.stdout.write(jsonLine({ schema: EMBED_SCHEMA, ...line }));
      else if (!options.quiet) await io.stdout.write(text(io, line));
    } catch (error) {
      if (!(error instanceof ProvenanceError)) throw error;
      codes.add(exitCodeOfError(error));
      await io.stderr.write(`${visible(file.path)}: ${errorText(error)}\n`);
    }
  }
  return list.files.length === 0 ? 3 : worst(codes);
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

import { relative, resolve } from 'node:path';
import { say } from '@provenance/messages';
import { deriveServerKey, type TextMarkScheme } from '@provenance/textmark';
import { configForReading, type ReadingOptions } from '../config/reading.ts';
import { writeNewFiles } from '../files/new.ts';
import { watermarkKeys } from '../options/watermark-key.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { words } from '../terminal/words.ts';

export interface ServerKeyOptions extends ReadingOptions {
  output: string;
  scheme: TextMarkScheme;
  watermarkKey?: string[];
  tenant?: string;
  force?: boolean;
}

/**
 * Writes the configuration that a language-model server is started with, so that it marks with a key that is
 * derived from a watermark key: there is one secret to keep, and `detect --text` has it already.
 */
export async function serverKeyCommand(
  io: Io,
  { output, scheme, watermarkKey: given, tenant, force, ...options }: ServerKeyOptions,
): Promise<ExitCode> {
  const config = await configForReading(io, options);
  const [master, ...others] = await watermarkKeys(io, '--watermark-key', given, config);
  if (master === undefined) throw new UsageError(say('mistake.no-key'));
  if (others.length > 0 && given !== undefined) throw new UsageError(say('mistake.one-key'));
  const { key, keyB } = deriveServerKey(master.key, scheme, tenant === undefined ? {} : { tenant });
  const path = resolve(io.cwd, output);
  const text = configuration(scheme, key, keyB);
  await writeNewFiles(io, [{ path, text, mode: 0o600 }], { overwrite: force ?? false });
  const server = scheme.startsWith('vllm') ? 'vLLM' : 'SGLang';
  const wrote = say('keys.wrote.server', { server, file: relative(io.cwd, path) });
  await io.stdout.write(`${words(io, wrote)}\n`);
  return 0;
}

/** vLLM takes a whole number, which may have more digits than a double holds; SGLang hexadecimal digits. */
function configuration(scheme: TextMarkScheme, key: bigint, keyB: bigint | undefined): string {
  if (scheme.startsWith('vllm')) {
    const algorithm = scheme === 'vllm-dual-gumbel-philox-v1' ? 'dual_key_gumbel' : 'gumbel';
    return `{"key": ${key}, "algorithm": "${algorithm}", "context_width": 4}\n`;
  }
  const digits = (number: bigint) => number.toString(16).padStart(16, '0');
  const second = keyB === undefined ? '' : `, "key_b": "${digits(keyB)}"`;
  return `{"key": "${digits(key)}"${second}, "context_window": 4}\n`;
}

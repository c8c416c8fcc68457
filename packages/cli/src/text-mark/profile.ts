import { relative, resolve } from 'node:path';
import { say } from '@provenance/messages';
import {
  checkTextMarkProfile,
  makeTextMarkProfile,
  parseTextMarkProfile,
  serialiseTextMarkProfile,
  type TextMarkProfile,
  type TextMarkScheme,
  type TextMarkTarget,
} from '@provenance/textmark';
import type { LoadedConfig } from '../config/config.ts';
import { configForReading, type ReadingOptions } from '../config/reading.ts';
import { namedValue } from '../files/named.ts';
import { writeNewFiles } from '../files/new.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { words } from '../terminal/words.ts';
import { type KnownTextKey, keyOfProfile, type TextKeyOptions, textKey } from './key.ts';
import { loadTokenizer } from './tokenizer.ts';

export interface MakeProfileOptions extends TextKeyOptions, ReadingOptions {
  output: string;
  tokenizer: string;
  scheme?: TextMarkScheme;
  contextWidth?: number;
  force?: boolean;
}

/** Writes down what generation and detection have to agree on. Nothing in it is secret. */
export async function makeProfileCommand(
  io: Io,
  { output, tokenizer: given, scheme, contextWidth, force, ...options }: MakeProfileOptions,
): Promise<ExitCode> {
  const config = await configForReading(io, options);
  const width = contextWidth === undefined ? {} : { contextWidth };
  const key = await textKey(io, scheme, options, config, width);
  const tokenizer = await loadTokenizer(io, given);
  const profile = makeTextMarkProfile(key, tokenizer);
  const path = resolve(io.cwd, output);
  const text = serialiseTextMarkProfile(profile);
  await writeNewFiles(io, [{ path, text }], { overwrite: force ?? false });
  const file = relative(io.cwd, path);
  const wrote = say('profile.wrote', { scheme: profile.scheme, kid: profile.kid, file });
  await io.stdout.write(`${words(io, wrote)}\n`);
  if (key.weak) {
    await io.stderr.write(`${words(io, say('profile.weak'))}\n`);
  }
  return 0;
}

/** Whether key and tokenizer at hand are the ones that a profile means. */
export async function checkProfileCommand(
  io: Io,
  path: string,
  { tokenizer, ...options }: TextKeyOptions & ReadingOptions & { tokenizer?: string },
): Promise<ExitCode> {
  const config = await configForReading(io, options);
  const { profile } = await targetOf(
    io,
    path,
    { ...options, ...(tokenizer && { tokenizer }) },
    config,
  );
  const fits = say('profile.fits', { kid: profile.kid, tokenizer: profile.tokenizer.name });
  await io.stdout.write(`${painter(io, io.stdout)('green', '✓')} ${words(io, fits)}\n`);
  return 0;
}

/**
 * A profile with its key and its tokenizer.
 *
 * @throws UsageError or ProvenanceError CONFIG_INVALID where they are not at hand, or others.
 */
export async function targetOf(
  io: Io,
  path: string,
  { tokenizer: given, ...options }: TextKeyOptions & { tokenizer?: string },
  config: LoadedConfig,
): Promise<TextMarkTarget & { readonly profile: TextMarkProfile } & Pick<KnownTextKey, 'known'>> {
  const profile = await namedValue(io, say('mistake.the-profile'), path, parseTextMarkProfile);
  const { key, known } = await keyOfProfile(io, profile, options, config);
  const { name } = profile.tokenizer;
  const tokenizer = await loadTokenizer(io, given ?? name, name);
  checkTextMarkProfile(profile, key, tokenizer);
  return { profile, key, known, tokenizer };
}

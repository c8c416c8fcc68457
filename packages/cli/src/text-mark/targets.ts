import { createRequire } from 'node:module';
import { mediaTypeOfName } from '@provenance/content';
import type { NamedTextMark, TextMarkOptions, WorkerTextMark } from '@provenance/sdk';
import type { LoadedConfig } from '../config/config.ts';
import type { TextProfileConfig } from '../config/shape.ts';
import { namedFiles } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { targetOf } from './profile.ts';
import type { TokenizerModuleOptions } from './tokenizer-module.ts';

export interface TextProfileOptions {
  textProfile?: string[];
  /** Watermark keys, which those of texts are derived from. */
  watermarkKey?: string[];
}

/**
 * What texts are looked for: the profiles of the flags, else of the configuration, with their keys and
 * tokenizers. Those are loaded only where there may be a text among the files.
 *
 * @param paths names of the files
 * @returns null: there is no profile, or no text
 * @throws UsageError or ProvenanceError CONFIG_INVALID where a key or a tokenizer is not at hand, or another.
 */
export async function textMarksOf(
  io: Io,
  { textProfile, watermarkKey }: TextProfileOptions,
  config: LoadedConfig,
  paths: readonly string[],
): Promise<TextMarkOptions | null> {
  const entries: readonly TextProfileConfig[] =
    textProfile?.map((profile) => ({ profile })) ?? config.textMark?.profiles ?? [];
  // A place that is wrong is one with pictures alone as well.
  if (textProfile !== undefined) await namedFiles(io, '--text-profile', textProfile);
  if (entries.length === 0 || !paths.some(mayBeText)) return null;
  const key = watermarkKey && { watermarkKey };
  const targets = await Promise.all(
    entries.map(async ({ profile: path, name, marks, ...of }): Promise<NamedTextMark> => {
      const { profile: _, known, ...target } = await targetOf(io, path, { ...key, ...of }, config);
      return { ...target, ...known, ...(name !== undefined && { name }), ...(marks && { marks }) };
    }),
  );
  return { targets };
}

/**
 * The profiles of the configuration for workers, which load the tokenizers by themselves. Each is loaded here as
 * well, once: whether it is that of its profile is to be known before anything is served.
 *
 * @throws UsageError or ProvenanceError CONFIG_INVALID as {@link textMarksOf}.
 */
export async function workerTextMarks(io: Io, config: LoadedConfig): Promise<WorkerTextMark[]> {
  const module = createRequire(import.meta.url).resolve('@provenance/cli/tokenizer');
  return Promise.all(
    (config.textMark?.profiles ?? []).map(async ({ profile: path, name, marks, ...of }) => {
      const { profile, key, known } = await targetOf(io, path, of, config);
      const named = profile.tokenizer.name;
      const { cwd, language } = io;
      const options: TokenizerModuleOptions = {
        cwd,
        language,
        given: of.tokenizer ?? named,
        named,
      };
      return {
        key,
        tokenizer: { module, options },
        ...known,
        ...(name !== undefined && { name }),
        ...(marks && { marks }),
      };
    }),
  );
}

function mayBeText(path: string): boolean {
  return !/^(image|audio|video)\//.test(mediaTypeOfName(path) ?? '');
}

import { basename, dirname, join, resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { readFileContent } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { TextTokenizer } from '@provenance/textmark';
import type { GptEncoding } from '@provenance/textmark/gpt-tokenizer';
import type { HuggingFaceTokenizer } from '@provenance/textmark/huggingface-tokenizers';
import { explained } from '../terminal/error.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

/** Encodings of the npm package gpt-tokenizer, and their vocabularies. */
const ENCODINGS: Readonly<Record<string, () => Promise<[GptEncoding, { default: Ranks }]>>> = {
  o200k_base: () =>
    Promise.all([
      import('gpt-tokenizer/encoding/o200k_base'),
      import('gpt-tokenizer/bpeRanks/o200k_base'),
    ]),
  cl100k_base: () =>
    Promise.all([
      import('gpt-tokenizer/encoding/cl100k_base'),
      import('gpt-tokenizer/bpeRanks/cl100k_base'),
    ]),
  p50k_base: () =>
    Promise.all([
      import('gpt-tokenizer/encoding/p50k_base'),
      import('gpt-tokenizer/bpeRanks/p50k_base'),
    ]),
  r50k_base: () =>
    Promise.all([
      import('gpt-tokenizer/encoding/r50k_base'),
      import('gpt-tokenizer/bpeRanks/r50k_base'),
    ]),
};

/** Where paths begin, and the language of mistakes. */
export type TokenizerPlace = Pick<Io, 'cwd' | 'language'>;

type Ranks = readonly (string | readonly number[])[];

/** The largest tokenizer.json in use has 35 MB. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * A tokenizer by the name of an encoding, or by the path of a model's tokenizer.json.
 *
 * @param named What a profile calls it, where it is to be read with that profile.
 * @throws UsageError for what is neither, and where the library that reads it is not installed.
 */
export async function loadTokenizer(
  io: TokenizerPlace,
  given: string,
  named?: string,
): Promise<TextTokenizer> {
  const encoding = Object.hasOwn(ENCODINGS, given) ? ENCODINGS[given] : undefined;
  if (encoding !== undefined) return loadEncoding(given, encoding);
  if (/\.json$/i.test(given)) return loadModel(io, given, named);
  const known = Object.keys(ENCODINGS).join(', ');
  throw new UsageError(say('mistake.no-tokenizer', { given, known }));
}

async function loadEncoding(
  name: string,
  load: () => Promise<[GptEncoding, { default: Ranks }]>,
): Promise<TextTokenizer> {
  const [{ gptTokenizer }, [encoding, ranks]] = await installed(name, 'gpt-tokenizer', () =>
    Promise.all([import('@provenance/textmark/gpt-tokenizer'), load()]),
  );
  return gptTokenizer(name, encoding, ranks.default);
}

async function loadModel(io: TokenizerPlace, path: string, named?: string): Promise<TextTokenizer> {
  const location = resolve(io.cwd, path);
  const [{ huggingFaceTokenizer }, { Tokenizer }] = await installed(
    path,
    '@huggingface/tokenizers',
    () =>
      Promise.all([
        import('@provenance/textmark/huggingface-tokenizers'),
        import('@huggingface/tokenizers'),
      ]),
  );
  const json = async (file: string, missing?: object) => {
    try {
      const bytes = await readFileContent(file, { maxBytes: MOST_BYTES });
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch (cause) {
      const isMissing = cause instanceof ProvenanceError && cause.code === 'FILE_NOT_FOUND';
      if (missing && isMissing) return missing;
      if (!(cause instanceof ProvenanceError)) {
        throw new UsageError(say('mistake.tokenizer-json', { file: path }), { cause });
      }
      const what = say('mistake.option', { option: '--tokenizer' });
      const why = explained(cause, io.language);
      throw new UsageError(say('mistake.named', { what, file: path, why }), { cause });
    }
  };
  const model = await json(location);
  const settings = await json(join(dirname(location), 'tokenizer_config.json'), {});
  try {
    const made = new Tokenizer(model, settings) as unknown as HuggingFaceTokenizer;
    return huggingFaceTokenizer(named ?? basename(dirname(location)), made);
  } catch (cause) {
    throw new UsageError(say('mistake.tokenizer-unread', { file: path }), { cause });
  }
}

async function installed<T>(given: string, library: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new UsageError(say('mistake.library-missing', { given, library }), { cause });
  }
}

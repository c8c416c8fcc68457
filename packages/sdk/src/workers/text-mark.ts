import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type PackedTextMarkKey,
  packTextMarkKey,
  type TextTokenizer,
  unpackTextMarkKey,
} from '@provenance/textmark';
import type { NamedTextMark } from '../look/options.ts';
import { checkTextMarkOptions } from '../look/text-mark.ts';

/**
 * Where each worker gets a tokenizer from: functions cannot be sent. Its default export is a function that makes
 * the tokenizer of `options`, or promises it. It is loaded when a worker starts, and stays in its memory.
 */
export interface TokenizerModule {
  /** A `file:` URL, or an absolute path. */
  readonly module: string | URL;
  /** What JSON can hold. */
  readonly options?: unknown;
}

/** A key of text marks, with the tokenizer that it was used with as a module. */
export interface WorkerTextMark extends Omit<NamedTextMark, 'tokenizer'> {
  readonly tokenizer: TokenizerModule;
}

/** The same as plain data. It holds the keys. */
export interface SentTextMarks {
  readonly tokenizers: readonly { readonly module: string; readonly options: unknown }[];
  readonly targets: readonly (Omit<NamedTextMark, 'key' | 'tokenizer'> & {
    readonly key: PackedTextMarkKey;
    /** Index of it. */
    readonly tokenizer: number;
  })[];
}

/** @throws TypeError for keys, names and modules that are none. */
export function sentTextMarks(marks: readonly WorkerTextMark[]): SentTextMarks {
  const tokenizers: { module: string; options: unknown }[] = [];
  const indexes = new Map<string, number>();
  const targets = marks.map(({ key, tokenizer, ...known }) => {
    const module = locationOf(tokenizer);
    const { options } = tokenizer;
    // Each distinct one cuts a text once.
    const name = JSON.stringify([module, options]);
    const index = indexes.get(name) ?? tokenizers.push({ module, options }) - 1;
    indexes.set(name, index);
    return { ...known, key: packTextMarkKey(key), tokenizer: index };
  });
  checkTextMarkOptions({
    targets: marks.map((mark) => ({ ...mark, tokenizer: UNLOADED })),
  });
  return { tokenizers, targets };
}

/**
 * In a worker: the keys and tokenizers again.
 *
 * @throws What a module throws, and TypeError where what it makes is no tokenizer.
 */
export async function receivedTextMarks({
  tokenizers,
  targets,
}: SentTextMarks): Promise<NamedTextMark[]> {
  const loaded = await Promise.all(
    tokenizers.map(async ({ module, options }) => {
      // As it runs, in a bundle too: no bundler can follow it.
      const { default: make } = (await import(/* webpackIgnore: true */ module)) as {
        default?: unknown;
      };
      if (typeof make !== 'function') {
        throw new TypeError('The default export of a tokenizer module is a function.');
      }
      return (await make(options)) as TextTokenizer;
    }),
  );
  const marks = targets.map(({ key, tokenizer, ...known }) => ({
    ...known,
    key: unpackTextMarkKey(key),
    tokenizer: loaded[tokenizer] as TextTokenizer,
  }));
  if (marks.length > 0) checkTextMarkOptions({ targets: marks });
  return marks;
}

const UNLOADED: TextTokenizer = {
  name: 'unloaded',
  vocabulary: '',
  encode: () => [],
  decode: () => '',
};

function locationOf({ module }: TokenizerModule): string {
  if (module instanceof URL || (typeof module === 'string' && module.startsWith('file:'))) {
    const url = new URL(module);
    if (url.protocol === 'file:') return url.href;
  } else if (typeof module === 'string' && isAbsolute(module)) return pathToFileURL(module).href;
  throw new TypeError('The module of a tokenizer is a file: URL or an absolute path.');
}

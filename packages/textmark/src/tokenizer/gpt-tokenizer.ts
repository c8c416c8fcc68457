import { splitLong } from './split.ts';
import { type TextTokenizer, vocabularyHash } from './tokenizer.ts';

/** An encoding of gpt-tokenizer: the module `gpt-tokenizer/encoding/o200k_base` and the like. */
export interface GptEncoding {
  encode(text: string, options?: { readonly disallowedSpecial?: Set<string> }): number[];
  decode(ids: Iterable<number>): string;
}

/**
 * A tokenizer from `gpt-tokenizer`.
 *
 * @param name of the encoding: `o200k_base`
 * @param encoding the module `gpt-tokenizer/encoding/<name>`
 * @param ranks the default export of `gpt-tokenizer/bpeRanks/<name>`: its vocabulary, which is hashed
 */
export function gptTokenizer(
  name: string,
  encoding: GptEncoding,
  ranks: readonly (string | readonly number[])[],
): TextTokenizer {
  const utf8 = new TextEncoder();
  const tokens = function* (): Generator<[number, Uint8Array]> {
    for (const [id, token] of ranks.entries()) {
      // Ids without a token are holes in the list.
      if (token === undefined) continue;
      yield [id, typeof token === 'string' ? utf8.encode(token) : Uint8Array.from(token)];
    }
  };
  // A text that spells a special token is a text: no token is disallowed in it, and none is read.
  const none = { disallowedSpecial: new Set<string>() };
  return {
    name,
    vocabulary: vocabularyHash(tokens()),
    encode: (text) => splitLong(text).flatMap((piece) => encoding.encode(piece, none)),
    decode: (ids) => encoding.decode(ids),
  };
}

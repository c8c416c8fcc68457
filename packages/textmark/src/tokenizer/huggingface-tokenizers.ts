import { splitLong } from './split.ts';
import { type TextTokenizer, vocabularyHash } from './tokenizer.ts';

/** A `Tokenizer` of `@huggingface/tokenizers`, as far as it is used. */
export interface HuggingFaceTokenizer {
  encode(text: string, options?: { add_special_tokens?: boolean }): { ids: number[] };
  decode(ids: number[], options?: DecodeOptions): string;
  get_vocab(withAddedTokens?: boolean): Map<string, number>;
  get_added_tokens_decoder(): Map<number, { readonly special: boolean }>;
  readonly decoder: unknown;
}

interface DecodeOptions {
  skip_special_tokens?: boolean;
  clean_up_tokenization_spaces?: boolean | null;
}

/**
 * A tokenizer from `@huggingface/tokenizers`.
 *
 * @param name of the model it belongs to: `Qwen/Qwen3-8B`
 * @param tokenizer made of the model's tokenizer.json and tokenizer_config.json
 */
export function huggingFaceTokenizer(name: string, tokenizer: HuggingFaceTokenizer): TextTokenizer {
  return {
    name,
    vocabulary: vocabularyHash(tokensOf(tokenizer)),
    encode: (text) =>
      splitLong(text).flatMap(
        (piece) => tokenizer.encode(piece, { add_special_tokens: false }).ids,
      ),
    // It refuses an empty list.
    decode: (ids) =>
      ids.length === 0 ? '' : tokenizer.decode([...ids], { clean_up_tokenization_spaces: false }),
  };
}

function* tokensOf(tokenizer: HuggingFaceTokenizer): Generator<[number, Uint8Array]> {
  const utf8 = new TextEncoder();
  const special = new Set<number>();
  for (const [id, token] of tokenizer.get_added_tokens_decoder())
    if (token.special) special.add(id);
  const bytes = isByteLevel(tokenizer.decoder) ? byteLevel() : null;
  for (const [token, id] of tokenizer.get_vocab(false)) {
    if (special.has(id)) continue;
    const decoded = bytes && Array.from(token, (character) => bytes.get(character));
    const whole = decoded?.every((byte) => byte !== undefined);
    yield [id, whole ? Uint8Array.from(decoded as number[]) : utf8.encode(token)];
  }
}

/** Whether tokens are bytes in disguise, so that the same vocabulary has one hash whoever reads it. */
function isByteLevel(decoder: unknown): boolean {
  const { config, decoders } = (decoder ?? {}) as {
    config?: { type?: unknown };
    decoders?: readonly unknown[];
  };
  return config?.type === 'ByteLevel' || (decoders?.some(isByteLevel) ?? false);
}

/** The characters that stand for bytes: printable ones for themselves, the others from U+0100 on (GPT-2). */
function byteLevel(): Map<string, number> {
  const characters = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    characters.set(String.fromCharCode(printable ? byte : next++), byte);
  }
  return characters;
}

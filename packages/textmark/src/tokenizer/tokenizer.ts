import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Which tokenizer: a text that is cut by another shows no mark at all. */
export interface TokenizerName {
  /** As its makers call it: `o200k_base`, `Qwen/Qwen3-8B`. */
  readonly name: string;
  /** SHA-256 of its vocabulary ({@link vocabularyHash}), 64 hexadecimal digits. */
  readonly vocabulary: string;
}

/** A tokenizer, which is the caller's: two functions and its name. */
export interface TextTokenizer extends TokenizerName {
  /**
   * Cuts a text into token ids. No special tokens are added, and none are read from the text.
   */
  encode(text: string): ArrayLike<number>;
  /** The text of token ids; a character that is cut in two may come as U+FFFD. */
  decode(ids: readonly number[]): string;
}

/**
 * The hash that binds a vocabulary: SHA-256 over all tokens by rising id, each as its id and the length of
 * its bytes, 32 bits little-endian, and its bytes. Special tokens are left out: servers add their own.
 *
 * @param tokens id and bytes of each token, in any order
 */
export function vocabularyHash(tokens: Iterable<readonly [id: number, bytes: Uint8Array]>): string {
  const hash = sha256.create();
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  for (const [id, bytes] of [...tokens].sort((a, b) => a[0] - b[0])) {
    view.setUint32(0, id, true);
    view.setUint32(4, bytes.length, true);
    hash.update(head).update(bytes);
  }
  return bytesToHex(hash.digest());
}

/** @throws TypeError for what has no name, hash and two functions */
export function assertTokenizer(tokenizer: TextTokenizer): void {
  const { name, vocabulary, encode, decode } = tokenizer ?? {};
  const named = typeof name === 'string' && name !== '';
  if (!named || typeof encode !== 'function' || typeof decode !== 'function') {
    throw new TypeError('A tokenizer has a name, and functions encode and decode.');
  }
  if (typeof vocabulary !== 'string' || !/^[\da-f]{64}$/.test(vocabulary)) {
    throw new TypeError('A tokenizer has the hash of its vocabulary: see vocabularyHash.');
  }
}

import { createHash, randomBytes } from 'node:crypto';
import type { PromptHash } from './origin.ts';

/** Where a prompt is put, in clear or hashed: an assertion of this kit's own, as C2PA has none. */
export const PROMPT_LABEL = 'org.provenance.prompt';

const SALT_BYTES = 16;

/**
 * A commitment to a prompt: who has the prompt and the salt can show that it belongs to the content;
 * the hash alone tells nothing, because the salt cannot be guessed.
 *
 * @param salt At least 16 bytes. Default: 16 random bytes.
 * @throws TypeError unless `prompt` is a string that is not empty: the hash of nothing hides nothing.
 * @throws RangeError on a shorter salt: hashes of short prompts could be guessed from it.
 */
export function hashPrompt(
  prompt: string,
  salt: Uint8Array = randomBytes(SALT_BYTES),
): Required<PromptHash> {
  if (typeof prompt !== 'string' || prompt === '') {
    throw new TypeError('prompt must be a string that is not empty.');
  }
  if (!(salt instanceof Uint8Array)) throw new TypeError('salt must be a Uint8Array.');
  if (salt.length < SALT_BYTES) {
    throw new RangeError(`salt must have at least ${SALT_BYTES} bytes, got ${salt.length}.`);
  }
  const sha256 = createHash('sha256').update(salt).update(prompt, 'utf8').digest('base64');
  return { sha256, salt: Buffer.from(salt).toString('base64') };
}

import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type FileInput, openFile, readInput } from '@provenance/content/node';

/** Bytes between two looks at the signal: some ten milliseconds. */
const HASHED_AT_ONCE = 1 << 24;

/**
 * SHA-256 of all bytes of content. A file of any length passes through in pieces.
 *
 * @throws ProvenanceError FILE_* or CONTENT_EMPTY; the signal's reason.
 */
export async function contentHash(input: FileInput, signal?: AbortSignal): Promise<Uint8Array> {
  const hash = createHash('sha256');
  if (typeof input !== 'string' && !(input instanceof URL)) {
    // What is too large was refused before: this takes no more memory.
    const bytes = await readInput(input, { maxBytes: Number.MAX_SAFE_INTEGER });
    for (let at = 0; at < bytes.length; at += HASHED_AT_ONCE) {
      if (at > 0) await setImmediate();
      signal?.throwIfAborted();
      hash.update(bytes.subarray(at, at + HASHED_AT_ONCE));
    }
    return new Uint8Array(hash.digest());
  }
  const { file } = await openFile(input);
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      signal?.throwIfAborted();
      hash.update(chunk);
    }
  } finally {
    await file.close();
  }
  return new Uint8Array(hash.digest());
}

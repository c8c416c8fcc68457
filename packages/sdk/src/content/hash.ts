import { createHash } from 'node:crypto';
import { type FileInput, openFile, readInput } from '@provenance/content/node';

/**
 * SHA-256 of all bytes of content. A file of any length passes through in pieces.
 *
 * @throws ProvenanceError FILE_*, CONTENT_EMPTY or CONTENT_TOO_LARGE.
 */
export async function contentHash(input: FileInput): Promise<Uint8Array> {
  const hash = createHash('sha256');
  if (typeof input !== 'string' && !(input instanceof URL)) {
    return new Uint8Array(hash.update(await readInput(input)).digest());
  }
  const { file } = await openFile(input);
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
  } finally {
    await file.close();
  }
  return new Uint8Array(hash.digest());
}

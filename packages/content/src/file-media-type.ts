import { fileError } from './file-error.ts';
import { type FileInput, openFile } from './file-read.ts';
import { checkLength, readContent } from './input.ts';
import { detectMediaType, MEDIA_TYPE_HEADER_BYTES, type MediaType } from './media-type.ts';

/**
 * {@link detectMediaType} for everything that Node can be given. A few bytes are read, however large
 * the input is.
 *
 * @throws TypeError if the input is none of the accepted kinds.
 * @throws ProvenanceError CONTENT_EMPTY and, of a file, what {@link openFile} throws.
 */
export async function detectInputType(input: FileInput): Promise<MediaType | null> {
  if (typeof input === 'string' || input instanceof URL) {
    return detectMediaType(await headOfFile(input));
  }
  const head = input instanceof Blob ? input.slice(0, MEDIA_TYPE_HEADER_BYTES) : input;
  return detectMediaType(await readContent(head, { maxBytes: Number.MAX_SAFE_INTEGER }));
}

async function headOfFile(path: string | URL): Promise<Uint8Array> {
  const { file } = await openFile(path);
  try {
    const bytes = new Uint8Array(MEDIA_TYPE_HEADER_BYTES);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    checkLength(bytesRead, bytes.length);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    throw fileError(error);
  } finally {
    await file.close();
  }
}

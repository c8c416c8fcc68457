import { fileURLToPath } from 'node:url';
import {
  checkLength,
  checkMaxBytes,
  DEFAULT_MAX_BYTES,
  detectMediaType,
  MEDIA_TYPE_HEADER_BYTES,
  type MediaType,
  mediaTypeOfName,
} from '@provenance/content';
import { type FileInput, openFile, readInput } from '@provenance/content/node';

/** An input as the engine takes it: a path that it opens itself, or memory. */
export interface Asset {
  readonly source: { path: string } | { buffer: Buffer };
  /** By content; the declared type or the file's name decide where the content cannot. Null: unknown. */
  readonly mediaType: MediaType | null;
}

/** Types that look the same in their first bytes: here the declared one is more exact. */
const LOOKALIKES: readonly (readonly MediaType[])[] = [
  ['image/tiff', 'image/x-adobe-dng'],
  ['image/heif', 'image/heic', 'image/avif'],
  ['video/mp4', 'audio/mp4', 'video/quicktime'],
];

/**
 * Looks at an input's size and first bytes. A file is not read: the engine reads what it needs.
 *
 * @throws ProvenanceError FILE_*, CONTENT_EMPTY or CONTENT_TOO_LARGE.
 */
export async function openAsset(
  input: FileInput,
  options: { mediaType?: string | undefined; maxBytes?: number | undefined },
): Promise<Asset> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  checkMaxBytes(maxBytes);
  if (typeof input === 'string' || input instanceof URL) {
    const path = typeof input === 'string' ? input : fileURLToPath(input);
    const head = await readHead(path, maxBytes);
    const declared = options.mediaType ?? mediaTypeOfName(path);
    return { source: { path }, mediaType: mediaTypeOf(head, declared) };
  }
  const bytes = await readInput(input, { maxBytes });
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { source: { buffer }, mediaType: mediaTypeOf(buffer, options.mediaType ?? null) };
}

async function readHead(path: string, maxBytes: number): Promise<Uint8Array> {
  const { file, size } = await openFile(path);
  try {
    checkLength(size, maxBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MEDIA_TYPE_HEADER_BYTES), 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function mediaTypeOf(head: Uint8Array, declared: string | null): MediaType | null {
  const detected = detectMediaType(head);
  if (detected === null || declared === null) return detected;
  const family = LOOKALIKES.find((types) => types.includes(detected));
  return family?.find((type) => type === declared) ?? detected;
}

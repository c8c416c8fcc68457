import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  checkLength,
  checkMaxBytes,
  DEFAULT_MAX_BYTES,
  detectMediaType,
  isTextType,
  looksLikeText,
  MEDIA_TYPE_HEADER_BYTES,
  MEDIA_TYPES,
  type MediaType,
  mediaTypeOfName,
  ProvenanceError,
} from '@provenance/content';
import { type FileInput, openFile, readInput } from '@provenance/content/node';
import { findHazard, type Hazard } from './hazard.ts';
import type { ReadingMemory } from './reading-memory.ts';

/** An input as the engine takes it: memory, or a path that it opens itself. */
export interface Asset {
  readonly source: { buffer: Buffer } | { path: string };
  /** In bytes. */
  readonly size: number;
  /** By content; the declared type or the file's name decide where the content cannot. Null: unknown. */
  readonly mediaType: MediaType | null;
  /** Not to be given to the engine. */
  readonly hazard: Hazard | null;
}

/** Types that look the same in their first bytes: here the declared one is more exact. */
const LOOKALIKES: readonly (readonly MediaType[])[] = [
  ['image/tiff', 'image/x-adobe-dng'],
  ['image/heif', 'image/heic', 'image/avif'],
  ['video/mp4', 'audio/mp4', 'video/quicktime'],
];

/**
 * Files up to this size are read into memory: the engine makes a system call for every part of a file
 * on disk, which is no gain for small ones and a hundred times slower for hostile ones.
 */
const MEMORY_BYTES = 64 * 2 ** 20;
/** Larger ones of these types stay on disk; the engine reads them in pieces. */
const IN_PIECES: ReadonlySet<MediaType> = new Set<MediaType>([
  'audio/wav',
  'audio/mp4',
  'video/mp4',
  'video/quicktime',
  'video/x-msvideo',
]);

/** The default limit for what stays on disk: hours of video, and no terabyte of holes. */
const MAX_DISK_BYTES = 64 * 2 ** 30;

/**
 * Takes an input for the engine: its type by the first bytes, then its size, then whether it is safe
 * to hand on.
 *
 * @param options.maxBytes Default: `DEFAULT_MAX_BYTES` for what comes into memory, 64 GiB for what
 *   stays on disk.
 * @param memory For a file that is read whole, where the caller knows when nothing refers to it any more.
 * @throws ProvenanceError FILE_*, CONTENT_EMPTY or CONTENT_TOO_LARGE.
 */
export async function openAsset(
  input: FileInput,
  options: { mediaType?: string | undefined; maxBytes?: number | undefined },
  memory?: ReadingMemory,
): Promise<Asset> {
  const { maxBytes } = options;
  if (maxBytes !== undefined) checkMaxBytes(maxBytes);
  if (typeof input === 'string' || (input instanceof URL && input.protocol === 'file:')) {
    const path = typeof input === 'string' ? input : fileURLToPath(input);
    return openPath(path, options.mediaType ?? mediaTypeOfName(path), maxBytes, memory);
  }
  return inMemory(
    await readInput(input, { maxBytes: maxBytes ?? DEFAULT_MAX_BYTES }),
    options.mediaType ?? null,
  );
}

function inMemory(bytes: Uint8Array, declared: string | null): Asset {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mediaType = mediaTypeOf(buffer, declared);
  const read = (start: number, length: number) => buffer.subarray(start, start + length);
  const source = { size: buffer.length, memory: buffer, read };
  const hazard = mediaType && findHazard(source, mediaType);
  return { source: { buffer }, size: buffer.length, mediaType, hazard };
}

async function openPath(
  path: string,
  declared: string | null,
  maxBytes: number | undefined,
  memory: ReadingMemory | undefined,
): Promise<Asset> {
  const { file, size } = await openFile(path);
  try {
    const read = (start: number, length: number) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - start)));
      return bytes.subarray(0, readSync(file.fd, bytes, 0, bytes.length, start));
    };
    const mediaType = mediaTypeOf(read(0, MEDIA_TYPE_HEADER_BYTES), declared);
    const staysOnDisk = mediaType === null || (size > MEMORY_BYTES && IN_PIECES.has(mediaType));
    checkLength(size, maxBytes ?? (staysOnDisk ? MAX_DISK_BYTES : DEFAULT_MAX_BYTES));
    if (mediaType === null) return { source: { path }, size, mediaType, hazard: null };
    if (!staysOnDisk) {
      return inMemory(await readWhole(file, size, memory), declared);
    }
    const hazard = findHazard({ size, memory: null, read }, mediaType);
    return { source: { path }, size, mediaType, hazard };
  } catch (cause) {
    if (cause instanceof ProvenanceError) throw cause;
    throw new ProvenanceError('FILE_IO', undefined, { cause });
  } finally {
    await file.close();
  }
}

/** Through the handle that was checked: a second opening costs as much as reading a small file. */
async function readWhole(
  file: FileHandle,
  size: number,
  memory: ReadingMemory | undefined,
): Promise<Uint8Array> {
  const bytes = memory?.take(size) ?? Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await file.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

function mediaTypeOf(head: Uint8Array, declared: string | null): MediaType | null {
  const detected = detectMediaType(head);
  if (detected !== null && declared === null) return detected;
  const text = textTypeOf(head, declared);
  if (detected === null) {
    // An SVG may begin with more comments than are looked at.
    return text === null && declared === SVG && looksLikeText(head) ? SVG : text;
  }
  // A text may begin with "GIF89a" as well as with any other letters.
  if (text !== null && !TEXTUAL.has(detected) && looksLikeText(head)) return text;
  const family = LOOKALIKES.find((types) => types.includes(detected));
  return family?.find((type) => type === declared) ?? detected;
}

const SVG = 'image/svg+xml';

/** Formats that are told by their content and can be text to the eye. */
const TEXTUAL: ReadonlySet<MediaType> = new Set<MediaType>(['image/svg+xml', 'application/pdf']);

/** What says to be text is text; what says nothing is, if it looks like it. Null: no text. */
function textTypeOf(head: Uint8Array, declared: string | null): MediaType | null {
  const type = declared?.split(';', 1)[0]?.trim().toLowerCase() ?? 'application/octet-stream';
  if (type === 'application/octet-stream') return looksLikeText(head) ? 'text/plain' : null;
  if (!isTextType(type)) return null;
  return Object.hasOwn(MEDIA_TYPES, type) ? (type as MediaType) : 'text/plain';
}

/** @throws ProvenanceError CONTENT_UNSUPPORTED for content of an unknown type, or one that is not safe. */
export function checkUsable({ mediaType, hazard }: Asset): void {
  if (mediaType === null) throw new ProvenanceError('CONTENT_UNSUPPORTED');
  if (hazard === null) return;
  throw new ProvenanceError('CONTENT_UNSUPPORTED', `The file is not safe to process (${hazard}).`);
}

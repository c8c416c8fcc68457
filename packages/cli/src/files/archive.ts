import { basename, extname } from 'node:path';
import { DEFAULT_MAX_BYTES, ProvenanceError } from '@provenance/content';
import { readFileContent } from '@provenance/content/node';
import type { ListedFile } from './list.ts';

/** A file within an archive, or one that lies by itself. */
export interface OpenedFile extends ListedFile {
  /** Only of a file within an archive; unpacked when it is its turn, one at a time. */
  readonly unpack?: () => Promise<Uint8Array>;
}

/** More than anybody looks through; an archive of millions of empty files is no content. */
const MOST_FILES = 1000;
/** Of all that is unpacked: a small archive can hold petabytes. */
const MOST_BYTES = 2 ** 30;

/** Folders, and what an operating system puts beside files. */
const NO_CONTENT = /\/$|(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$)/;

/**
 * The files within an archive that was named, instead of it. What is not an archive comes back as it is.
 *
 * @param maxBytes Of the archive, and of each file in it.
 * @throws ProvenanceError CONTENT_TOO_LARGE for more files or bytes than the limits, CONTENT_UNSUPPORTED for
 *   what is no ZIP archive or holds no file; FILE_*.
 */
export async function openArchive(
  file: ListedFile,
  maxBytes: number = DEFAULT_MAX_BYTES,
): Promise<OpenedFile[]> {
  const { location } = file;
  if (location === null || extname(location).toLowerCase() !== '.zip') return [file];
  const archive = await readFileContent(location, { maxBytes });
  const sizes = await directoryOf(archive);
  if (sizes.size === 0) {
    throw new ProvenanceError('CONTENT_UNSUPPORTED', 'The archive holds no file.');
  }
  return [...sizes].map(([name, size]) => ({
    path: `${file.path}/${name}`,
    location,
    name: basename(name),
    unpack: async () => {
      if (size > maxBytes) {
        const detail = `The file has ${size} bytes unpacked and the limit is ${maxBytes}.`;
        throw new ProvenanceError('CONTENT_TOO_LARGE', detail);
      }
      const { unzipSync } = await import('fflate');
      try {
        const found = unzipSync(archive, { filter: (entry) => entry.name === name })[name];
        if (found !== undefined && found.length === size) return found;
      } catch (cause) {
        throw new ProvenanceError('CONTENT_UNSUPPORTED', UNPACKED, { cause });
      }
      throw new ProvenanceError('CONTENT_UNSUPPORTED', UNPACKED);
    },
  }));
}

const UNPACKED = 'The file cannot be taken out of its archive: it is locked or damaged.';

/** Names and unpacked sizes. The sizes are what the archive says: what is unpacked never takes more. */
async function directoryOf(archive: Uint8Array): Promise<Map<string, number>> {
  const { unzipSync } = await import('fflate');
  const sizes = new Map<string, number>();
  let bytes = 0;
  let seen = 0;
  try {
    unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (++seen > MOST_FILES) {
          const detail = `The archive holds more than ${MOST_FILES} files.`;
          throw new ProvenanceError('CONTENT_TOO_LARGE', detail);
        }
        if (NO_CONTENT.test(name)) return false;
        bytes += originalSize;
        if (bytes > MOST_BYTES) {
          const detail = `The archive unpacks to more than ${MOST_BYTES} bytes.`;
          throw new ProvenanceError('CONTENT_TOO_LARGE', detail);
        }
        sizes.set(name, originalSize);
        return false;
      },
    });
  } catch (cause) {
    if (cause instanceof ProvenanceError) throw cause;
    throw new ProvenanceError('CONTENT_UNSUPPORTED', 'This is no ZIP archive.', { cause });
  }
  return sizes;
}

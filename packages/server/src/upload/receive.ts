import { createHash, randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Problem } from '../http/problem.ts';
import { coming } from './coming.ts';
import { type Keep, MOST_FIELD, readForm } from './form.ts';
import type { Received, UploadLimits } from './received.ts';

/** What a part has beside its content, at most. */
const MOST_AROUND = 2 ** 14;

/**
 * Takes a form, or a bare body as one file, to disk as it comes: memory does not grow with it. Names of
 * files become no path. On an error nothing is left behind.
 *
 * @param gone ends it: the sender is there no more.
 * @throws Problem CLIENT_GONE, CONTENT_TOO_LARGE, REQUEST_MALFORMED, REQUEST_TIMEOUT; and what the system says where
 *   files cannot be written.
 */
export async function receive(
  body: Readable,
  contentType: string,
  limits: UploadLimits,
  folder: string,
  gone: AbortSignal,
): Promise<Received> {
  const { maxBytes, maxFiles, maxFields } = limits;
  const paths: string[] = [];
  const keep: Keep = async (content, about) => {
    const path = join(folder, `provenance-upload-${randomUUID()}`);
    const file = await open(path, 'wx', 0o600);
    paths.push(path);
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of content) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        hash.update(chunk);
        await file.appendFile(chunk);
      }
    } finally {
      await file.close();
    }
    return { ...about, path, bytes, sha256: hash.digest('hex') };
  };
  const isForm = /^multipart\//i.test(contentType);
  const most = isForm
    ? maxFiles * (maxBytes + MOST_AROUND) + (maxFields + 1) * (MOST_FIELD + MOST_AROUND)
    : Number.POSITIVE_INFINITY;
  const source = coming(body, most, gone);
  try {
    if (isForm) {
      const { fields, files } = await readForm(source, contentType, limits, keep);
      const kept = new Set(files.map(({ path }) => path));
      await remove(paths.filter((path) => !kept.has(path)));
      return { fields, files };
    }
    const mediaType = contentType.split(';')[0]?.trim() || 'application/octet-stream';
    return { fields: {}, files: [await keep(source, { field: 'body', name: null, mediaType })] };
  } catch (error) {
    await remove(paths);
    throw error;
  } finally {
    source.destroy();
  }
}

/** Takes files away. One that is gone already was moved by the route. */
export async function remove(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => unlink(path).catch(() => {})));
}

function tooLarge(most: number): Problem {
  return new Problem(
    'CONTENT_TOO_LARGE',
    `A file has at most ${most} bytes here: send a smaller one.`,
  );
}

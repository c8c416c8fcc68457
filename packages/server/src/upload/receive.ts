import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { Problem } from '../http/problem.ts';

export interface UploadLimits {
  /** Of one file, in bytes. Default 64 MiB. */
  readonly maxBytes: number;
  /** Files in one form. Default 10. */
  readonly maxFiles: number;
  /** Fields that are no files. Default 100, each of at most 64 KiB. */
  readonly maxFields: number;
}

/** A file that has come, on disk. */
export interface ReceivedFile {
  /** Name of the field; `body` where the request was no form. */
  readonly field: string;
  /** As the sender says, without folders; null: it does not. */
  readonly name: string | null;
  /** As the sender says. */
  readonly mediaType: string;
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface Received {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly ReceivedFile[];
}

const MOST_FIELD = 2 ** 16;

/**
 * Takes a form, or a bare body as one file, to disk as it comes: memory does not grow with it. Names of
 * files become no path. On an error nothing is left behind.
 *
 * @throws Problem CONTENT_TOO_LARGE, REQUEST_MALFORMED.
 */
export async function receive(
  body: Readable,
  contentType: string,
  { maxBytes, maxFiles, maxFields }: UploadLimits,
  folder: string,
): Promise<Received> {
  const paths: string[] = [];
  const spool = async (
    stream: Readable,
    about: Pick<ReceivedFile, 'field' | 'name' | 'mediaType'>,
  ): Promise<ReceivedFile> => {
    const path = join(folder, `provenance-upload-${randomUUID()}`);
    paths.push(path);
    const hash = createHash('sha256');
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length;
        if (bytes > maxBytes) {
          return done(new Problem('CONTENT_TOO_LARGE', `A file has at most ${maxBytes} bytes.`));
        }
        hash.update(chunk);
        done(null, chunk);
      },
    });
    const writer = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    try {
      await pipeline(unbroken(stream), counted, writer);
    } catch (error) {
      // The system may still be opening it: taken away before that, it would be there afterwards.
      if (!writer.closed) await once(writer, 'close');
      throw error;
    }
    return { ...about, path, bytes, sha256: hash.digest('hex') };
  };
  try {
    if (!/^multipart\//i.test(contentType)) {
      const mediaType = contentType.split(';')[0]?.trim() || 'application/octet-stream';
      return { fields: {}, files: [await spool(body, { field: 'body', name: null, mediaType })] };
    }
    return await form(body, contentType, { maxFiles, maxFields }, spool);
  } catch (error) {
    await Promise.all(paths.map((path) => unlink(path).catch(() => {})));
    if (error instanceof Problem) throw error;
    throw new Problem('REQUEST_MALFORMED', 'The form cannot be read, or ended early.');
  }
}

/** Of a stream that is not destroyed with what reads it: the connection has yet to carry the answer. */
function unbroken(stream: Readable): AsyncIterable<Buffer> {
  return stream.iterator({ destroyOnReturn: false });
}

async function form(
  body: Readable,
  contentType: string,
  { maxFiles, maxFields }: Pick<UploadLimits, 'maxFiles' | 'maxFields'>,
  spool: (
    stream: Readable,
    about: Pick<ReceivedFile, 'field' | 'name' | 'mediaType'>,
  ) => Promise<ReceivedFile>,
): Promise<Received> {
  const parser = new Busboy({
    headers: { 'content-type': contentType },
    limits: {
      files: maxFiles,
      fields: maxFields,
      parts: maxFiles + maxFields,
      fieldNameSize: 200,
      fieldSize: MOST_FIELD,
      headerPairs: 32,
      headerSize: 8192,
    },
  });
  // Without a prototype: a field may be called anything.
  const fields: Record<string, string> = Object.create(null);
  const files: Promise<ReceivedFile>[] = [];
  const streams: Readable[] = [];
  const stop = (problem: Problem) => parser.destroy(problem);
  const tooMany = () => stop(new Problem('CONTENT_TOO_LARGE', 'The form has too many parts.'));
  parser.on('partsLimit', tooMany).on('filesLimit', tooMany).on('fieldsLimit', tooMany);
  parser.on('field', (name, value, nameTruncated, valueTruncated) => {
    if (nameTruncated || valueTruncated) {
      stop(new Problem('CONTENT_TOO_LARGE', `A field has at most ${MOST_FIELD} bytes.`));
    }
    fields[name] = value;
  });
  parser.on('file', (field, stream, fileName, _encoding, mediaType) => {
    const file = spool(stream, { field, name: fileName ?? null, mediaType });
    file.catch((error) => parser.destroy(error));
    files.push(file);
    streams.push(stream);
  });
  try {
    await pipeline(unbroken(body), parser);
    return { fields, files: await Promise.all(files) };
  } catch (error) {
    // The parser leaves them open when it ends early, and who reads them would wait without end.
    for (const stream of streams) stream.destroy();
    const settled = await Promise.allSettled(files);
    const own = settled.find(
      (each) => each.status === 'rejected' && each.reason instanceof Problem,
    );
    throw own?.status === 'rejected' ? own.reason : error;
  }
}

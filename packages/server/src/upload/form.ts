import { Problem } from '../http/problem.ts';
import { malformed, partsOf, whole } from './multipart.ts';
import { readPartHead } from './part-head.ts';
import type { Received, ReceivedFile, UploadLimits } from './received.ts';

/** Of one field that is no file, in bytes. */
export const MOST_FIELD = 2 ** 16;

/** Takes the content of a file to where it is kept. */
export type Keep = (
  content: AsyncIterable<Buffer>,
  about: Pick<ReceivedFile, 'field' | 'name' | 'mediaType'>,
) => Promise<ReceivedFile>;

/**
 * Reads a form, part by part as it comes.
 *
 * @throws Problem CONTENT_TOO_LARGE, REQUEST_MALFORMED; and what the source and `keep` throw.
 */
export async function readForm(
  source: AsyncIterable<Buffer>,
  contentType: string,
  { maxFiles, maxFields }: Pick<UploadLimits, 'maxFiles' | 'maxFields'>,
  keep: Keep,
): Promise<Received> {
  // Without a prototype: a field may be called anything.
  const fields: Record<string, string> = Object.create(null);
  const files: ReceivedFile[] = [];
  let fileParts = 0;
  let fieldParts = 0;
  for await (const { head, content } of partsOf(source, contentType)) {
    const { name, fileName, mediaType } = readPartHead(head);
    if (fileName !== null || mediaType === 'application/octet-stream') {
      if (++fileParts > maxFiles) throw tooMany(maxFiles, 'files');
      const file = await keep(content, { field: name, name: fileName || null, mediaType });
      // What browsers send for an input in which nobody chose a file.
      if (fileName !== '' || file.bytes > 0) files.push(file);
    } else {
      if (++fieldParts > maxFields) throw tooMany(maxFields, 'fields');
      if (name in fields) {
        throw malformed('two fields have the same name: give each its own, or join their values.');
      }
      fields[name] = (await whole(content, MOST_FIELD, tooLong)).toString('utf8');
    }
  }
  return { fields, files };
}

function tooMany(most: number, what: string): Problem {
  return new Problem(
    'CONTENT_TOO_LARGE',
    `A form has at most ${most} ${what} here: send it in several requests.`,
  );
}

function tooLong(): Problem {
  return new Problem(
    'CONTENT_TOO_LARGE',
    `A field has at most ${MOST_FIELD} bytes: send what is longer as a file, with a file name.`,
  );
}

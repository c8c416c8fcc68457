import { ProvenanceError } from '@provenance/content';
import { type FileInput, readInput } from '@provenance/content/node';
import { strip } from '@provenance/text';

/** A text in memory. A bare string is a path. */
export interface TextContent {
  readonly text: string;
  /** Tells Markdown from plain text and the like, as `mediaType` does. */
  readonly fileName?: string;
}

/** @throws TypeError for a text that is no string. */
export function isTextContent(input: unknown): input is TextContent {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'text')) return false;
  if (input instanceof Blob || !('text' in input)) return false;
  if (typeof input.text !== 'string') throw new TypeError('A text must be a string.');
  return true;
}

/** What was written before a credential was put into it: marks are of that. */
export function withoutCredential(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    strip(new TextEncoder().encode(text)),
  );
}

/**
 * Bytes of the longest text that is compared with others: 600,000 words. A text costs 20 bytes and a quarter of a
 * microsecond a byte to compare, so that a longer one would take a minute; and of one that is twenty times a
 * novel, sixteen pieces find no excerpt.
 */
export const MOST_COMPARED_BYTES: number = 2 ** 22;

/**
 * The text of content that is one, if it is short enough to be compared; null for a longer one, which is not
 * read. Bytes that are no UTF-8 are for others to refuse.
 *
 * @throws ProvenanceError FILE_*.
 */
export async function comparedText(input: FileInput | TextContent): Promise<string | null> {
  if (isTextContent(input)) {
    const { text } = input;
    return Buffer.byteLength(text) > MOST_COMPARED_BYTES ? null : text;
  }
  try {
    return new TextDecoder().decode(await readInput(input, { maxBytes: MOST_COMPARED_BYTES }));
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'CONTENT_TOO_LARGE') return null;
    throw error;
  }
}

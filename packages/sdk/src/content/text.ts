import { type FileInput, readInput } from '@provenance/content/node';

/** A text in memory. A bare string is a path. */
export interface TextContent {
  readonly text: string;
  /** Tells Markdown from plain text and the like, as `mediaType` does. */
  readonly fileName?: string;
}

/** @throws TypeError for a text that is no string. */
export function isTextContent(input: FileInput | TextContent): input is TextContent {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'text')) return false;
  if (input instanceof Blob || !('text' in input)) return false;
  if (typeof input.text !== 'string') throw new TypeError('A text must be a string.');
  return true;
}

/** The text of content that is one. Bytes that are no UTF-8 are for others to refuse. */
export async function textOf(
  input: FileInput | TextContent,
  maxBytes: number | undefined,
): Promise<string> {
  if (isTextContent(input)) return input.text;
  return new TextDecoder().decode(
    await readInput(input, maxBytes === undefined ? {} : { maxBytes }),
  );
}

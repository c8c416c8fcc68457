import { type ErrorCode, mediaTypeOfName, ProvenanceError } from '@provenance/content';
import { type FileInput, readInput } from '@provenance/content/node';
import { type LabelReading, readLabels } from '@provenance/labels';
import { isTextContent, type TextContent } from '../content/text.ts';
import type { LookOptions } from './options.ts';

/** What came of looking for labels that nobody signed. */
export interface LabelFinding extends LabelReading {
  /** Nothing was looked at, and why; null: it was. */
  readonly notLooked: ErrorCode | null;
}

/** What a file can be blamed for. */
const OF_THE_FILE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONTENT_EMPTY',
  'CONTENT_TOO_LARGE',
]);

/**
 * Reads the labels of a file or a text. Content over the limit is a finding and no exception.
 *
 * @throws ProvenanceError FILE_*
 */
export async function lookAtLabels(
  input: FileInput | TextContent,
  { mediaType, maxBytes }: Pick<LookOptions, 'mediaType' | 'maxBytes'>,
): Promise<LabelFinding> {
  const type = mediaType ?? mediaTypeOfName(nameOf(input) ?? '') ?? undefined;
  try {
    const bytes = isTextContent(input)
      ? new TextEncoder().encode(input.text)
      : await readInput(input, maxBytes === undefined ? {} : { maxBytes });
    return { ...readLabels(bytes, type), notLooked: null };
  } catch (error) {
    if (!(error instanceof ProvenanceError) || !OF_THE_FILE.has(error.code)) throw error;
    return { labels: [], unread: [], notLooked: error.code };
  }
}

/** Only for what it ends with. */
function nameOf(input: FileInput | TextContent): string | undefined {
  if (isTextContent(input)) return input.fileName;
  if (typeof input === 'string') return input;
  return input instanceof URL ? input.pathname : undefined;
}

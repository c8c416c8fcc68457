import { isTextType, mediaTypeOfName, ProvenanceError } from '@provenance/content';
import { detectInputType, type FileInput } from '@provenance/content/node';
import type { ImageLimits } from '@provenance/image';
import { textFingerprints } from './content/fingerprint.ts';
import {
  type DescribedWork,
  type GuardedLook,
  guardedText,
  MOST_GUARDED_PIECES,
  workOfText,
} from './content/guarded.ts';
import { comparedText, isTextContent, type TextContent } from './content/text.ts';
import { guardedLookAt, workOfFile } from './picture/file.ts';

export interface GuardLookOptions {
  /** Where the content does not tell: Markdown, plain text. */
  readonly mediaType?: string;
  readonly limits?: ImageLimits;
  readonly signal?: AbortSignal;
}

/**
 * What a list of protected works keeps of one: fingerprints, by which no picture and no text can be made again.
 *
 * @throws ProvenanceError GUARD_TOO_PLAIN for a work that many others are like; CONTENT_UNSUPPORTED for what is
 *   neither picture nor text; what decoding throws (IMAGE_*, FILE_*).
 */
export async function describeWork(
  input: FileInput | TextContent,
  options: GuardLookOptions = {},
): Promise<DescribedWork> {
  const { limits, signal } = options;
  const work = (await isText(input, options))
    ? workOfText(await fingerprintsOf(input, signal))
    : await workOfFile(input as FileInput, { ...limits, ...(signal && { signal }) });
  if (work.fingerprints.length === 0) throw new ProvenanceError('GUARD_TOO_PLAIN');
  return work;
}

/**
 * What a guard is asked with; null for content that has no pixels and no text that can be looked at.
 *
 * @throws ProvenanceError what decoding throws (IMAGE_*, FILE_*).
 */
export async function lookForGuard(
  input: FileInput | TextContent,
  options: GuardLookOptions = {},
): Promise<GuardedLook | null> {
  const { limits, signal } = options;
  if (!(await isText(input, options))) {
    return guardedLookAt(input as FileInput, { ...limits, ...(signal && { signal }) });
  }
  const fingerprints = await fingerprintsOf(input, signal);
  return fingerprints.length === 0 ? null : guardedText(fingerprints);
}

async function isText(
  input: FileInput | TextContent,
  { mediaType }: GuardLookOptions,
): Promise<boolean> {
  if (isTextContent(input)) return true;
  const named = typeof input === 'string' ? input : input instanceof URL ? input.pathname : '';
  const type = mediaType ?? (await detectInputType(input)) ?? mediaTypeOfName(named);
  return type !== null && isTextType(type);
}

async function fingerprintsOf(input: FileInput | TextContent, signal: AbortSignal | undefined) {
  const text = await comparedText(input);
  return text === null ? [] : textFingerprints(text, signal, MOST_GUARDED_PIECES);
}

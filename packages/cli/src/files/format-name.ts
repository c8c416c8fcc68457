import { mediaTypeOfName } from '@provenance/content';
import { detectInputType, type FileInput } from '@provenance/content/node';
import { type Message, say } from '@provenance/messages';

/** Formats that share their first bytes: a name says which it is. */
const ALIKE: readonly (readonly string[])[] = [
  ['image/tiff', 'image/x-adobe-dng'],
  ['image/heic', 'image/heif'],
  ['video/mp4', 'audio/mp4', 'video/quicktime'],
];

/**
 * What is wrong with the name of a result that is in the format of its source; null if nothing. A source that has the
 * wrong name itself may keep it.
 *
 * @param source.type What it is said to be.
 * @param output A path.
 */
export async function misnamed(
  source: { readonly input: FileInput; readonly name: string; readonly type?: string | undefined },
  output: string,
): Promise<Message | null> {
  const named = mediaTypeOfName(output);
  if (named === null || named === mediaTypeOfName(source.name)) return null;
  // What cannot be read is told by whoever works on it.
  const detected = await detectInputType(source.input).catch(() => null);
  return otherFormat(source.type ?? detected ?? mediaTypeOfName(source.name), output);
}

/** The same where the format is known; null also where it is not. */
export function otherFormat(is: string | null, output: string): Message | null {
  const named = mediaTypeOfName(output);
  if (named === null || is === null || named === is) return null;
  if (ALIKE.some((types) => types.includes(named) && types.includes(is))) return null;
  return say('mistake.output-other-format', { file: output, named, is });
}

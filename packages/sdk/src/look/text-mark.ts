import { checkKnownKeys, type ErrorCode, ProvenanceError } from '@provenance/content';
import { type FileInput, readInput } from '@provenance/content/node';
import type { RegistryReader } from '@provenance/registry';
import {
  detectText,
  type FoundMark,
  type IssuedIds,
  type TextMarkKey,
  type TextMarkReport,
} from '@provenance/textmark';
import {
  isTextContent,
  MOST_COMPARED_BYTES,
  type TextContent,
  withoutCredential,
} from '../content/text.ts';
import { issuedIdsOf } from './issued.ts';
import {
  type LookOptions,
  type NamedTextMark,
  TEXT_MARK_KEYS,
  type TextMarkOptions,
} from './options.ts';
import { openRegistry } from './registry.ts';

/** A mark that was found, with what is known of its key, and the part of the text that it covers. */
export interface FoundTextMark {
  readonly mark: FoundMark;
  readonly name: string | null;
  readonly marks: NamedTextMark['marks'] | null;
  /** The part itself, without a credential. */
  readonly text: string;
  /** Share of the text, 0..1. */
  readonly share: number;
}

/** What came of looking for text watermarks. */
export type TextMarkFinding =
  | { readonly report: TextMarkReport; readonly found: readonly FoundTextMark[] }
  | { readonly report: null; readonly notLooked: ErrorCode };

/** What a text can be blamed for. */
const OF_THE_TEXT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONTENT_EMPTY',
  'CONTENT_TOO_LARGE',
  'CONTENT_UNSUPPORTED',
]);

/**
 * Looks for the marks of the keys in a text: in this thread, which is busy while it is cut into tokens. With
 * a registry the content ids that it has issued are tried, which takes half the text that reading one alone
 * does; one that is down is no reason not to look.
 *
 * @throws ProvenanceError FILE_*, REGISTRY_MISSING, REGISTRY_CORRUPT; the signal's reason.
 */
export async function lookForTextMarks(
  input: FileInput | TextContent,
  { textMark, registry, maxBytes, signal }: LookOptions,
): Promise<TextMarkFinding | null> {
  if (textMark === undefined) return null;
  try {
    const text = await textOf(
      input,
      Math.min(maxBytes ?? MOST_COMPARED_BYTES, MOST_COMPARED_BYTES),
    );
    const source = async () => (registry === undefined ? undefined : openRegistry(registry));
    const issued = await issuedFor(textMark, source);
    signal?.throwIfAborted();
    const { targets, expectedEvidence } = textMark;
    const report = detectText(text, targets, {
      strip: withoutCredential,
      issued,
      ...(expectedEvidence !== undefined && { expectedEvidence }),
    });
    const length = withoutCredential(text).length;
    return { report, found: report.marks.map((mark) => found(mark, textMark, text, length)) };
  } catch (error) {
    if (!(error instanceof ProvenanceError) || !OF_THE_TEXT.has(error.code)) throw error;
    return { report: null, notLooked: error.code };
  }
}

/** The content ids that the marks carry, each once, that of the surest mark first. */
export function carriedIds(finding: TextMarkFinding | null): string[] {
  if (finding?.report == null) return [];
  const ids = finding.found.flatMap(({ mark }) => mark.contentId?.id ?? []);
  return [...new Set(ids)];
}

async function textOf(input: FileInput | TextContent, maxBytes: number): Promise<string> {
  if (isTextContent(input)) {
    const { text } = input;
    if (Buffer.byteLength(text) <= maxBytes) return text;
    throw new ProvenanceError('CONTENT_TOO_LARGE');
  }
  const bytes = await readInput(input, { maxBytes });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ProvenanceError('CONTENT_UNSUPPORTED', undefined, { cause });
  }
}

async function issuedFor(
  { targets }: TextMarkOptions,
  open: () => Promise<RegistryReader | undefined>,
): Promise<(readonly [TextMarkKey, IssuedIds])[]> {
  const traced = targets.filter(({ key }) => key.scheme === 'provenance-traced-siphash-v1');
  const all: (readonly [TextMarkKey, IssuedIds])[] = [];
  try {
    const registry = traced.length === 0 ? undefined : await open();
    if (registry === undefined) return [];
    for (const { key } of traced) all.push([key, await issuedIdsOf(registry, key)]);
  } catch (error) {
    // Whoever asks it for the record says so.
    if (!(error instanceof ProvenanceError) || error.code !== 'REGISTRY_UNAVAILABLE') throw error;
  }
  return all;
}

function found(
  mark: FoundMark,
  { targets }: TextMarkOptions,
  text: string,
  length: number,
): FoundTextMark {
  const target = targets.find(
    ({ key, tokenizer }) => key.kid === mark.kid && tokenizer.name === mark.tokenizer,
  );
  const [from, to] = mark.characters ?? [0, text.length];
  const part = withoutCredential(text.slice(from, to));
  return {
    mark,
    name: target?.name ?? null,
    marks: target?.marks ?? null,
    text: part,
    share: length === 0 ? 0 : Math.min(1, part.length / length),
  };
}

/** @throws TypeError for options that are none. */
export function checkTextMarkOptions(options: TextMarkOptions): void {
  checkKnownKeys('textMark', options, TEXT_MARK_KEYS);
  const { targets } = options;
  if (!Array.isArray(targets) || targets.length === 0) {
    throw new TypeError('textMark.targets must be a list of at least one key with its tokenizer.');
  }
  for (const { key, tokenizer, name, marks } of targets) {
    if (typeof key?.kid !== 'string' || typeof tokenizer?.encode !== 'function') {
      throw new TypeError('A target of textMark is a key and a tokenizer.');
    }
    if (name !== undefined && (typeof name !== 'string' || name.trim() === '')) {
      throw new TypeError('The name of a text mark key must be a text that is not empty.');
    }
    if (marks !== undefined && marks !== 'ai-generated' && marks !== 'ai-edited') {
      throw new TypeError("A text mark key marks 'ai-generated' or 'ai-edited', or nothing.");
    }
  }
}

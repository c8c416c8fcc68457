import { ContainerError, jpegParts, type Part, pngParts, riffParts } from '@provenance/container';
import type { MediaType } from '@provenance/content';
import type { ByteRange } from '../asset/place.ts';
import type { LeftOutKind } from '../report/report.ts';
import type { ContentReader } from './content.ts';
import { app1, app2, type Display, exif, pngText, xmp } from './display.ts';

/** What a part is: of one kind always, or of the first unless it says how the picture is shown. */
type Rule = LeftOutKind | readonly [LeftOutKind, Display];

const JPEG = new Map<string, Rule>([
  ['APP0', 'display'],
  ['APP1', ['metadata', app1]],
  ['APP2', ['content', app2]],
  ['APP13', 'metadata'],
  ['APP14', 'display'],
  ['COM', 'metadata'],
]);
const PNG = new Map<string, Rule>([
  ...['tEXt', 'zTXt', 'iTXt'].map((kind) => [kind, ['metadata', pngText]] as const),
  ['eXIf', ['metadata', exif]],
  ['tIME', 'metadata'],
  // Colours, their range, a gain map, the shape of a pixel, and what shines through.
  ...['iCCP', 'cICP', 'sRGB', 'gAMA', 'cHRM', 'mDCV', 'cLLI', 'gmAP', 'gdAT', 'pHYs', 'bKGD'].map(
    (kind) => [kind, 'display'] as const,
  ),
]);
const RIFF = new Map<string, Rule>([
  ['EXIF', ['metadata', exif]],
  ['ICCP', 'display'],
  ['XMP ', ['metadata', xmp]],
  ['_PMX', 'metadata'],
  ['bext', 'metadata'],
  ['iXML', 'metadata'],
  ['id3 ', 'metadata'],
  ['ID3 ', 'metadata'],
  ['JUNK', 'padding'],
  ['PAD ', 'padding'],
]);

interface Form {
  readonly parts: (content: ContentReader) => { readonly parts: readonly Part[] };
  readonly kinds: ReadonlyMap<string, Rule>;
  /** The same bytes in every file of the format. */
  readonly beginning: string;
}

const PNG_FORM: Form = { parts: pngParts, kinds: PNG, beginning: 'signature' };
const RIFF_FORM: Form = { parts: riffParts, kinds: RIFF, beginning: '' };

const FORMS: ReadonlyMap<MediaType | null, Form> = new Map<MediaType | null, Form>([
  ['image/jpeg', { parts: jpegParts, kinds: JPEG, beginning: 'SOI' }],
  ['image/png', PNG_FORM],
  ['image/webp', RIFF_FORM],
  ['audio/wav', RIFF_FORM],
  ['video/x-msvideo', RIFF_FORM],
]);

/**
 * What stands in a range that is left out of a hash. It is told from the file as it is: whoever changes
 * what is left out can put anything there. So a range counts as metadata where it lies within the
 * contents of one part, whose header is under the hash, or is exactly a run of whole parts: a part that
 * begins in it and ends elsewhere could swallow what is under the hash.
 *
 * @param places Ranges in which the manifest stands: a run may go over them.
 */
export function kindLeftOut(
  content: ContentReader,
  mediaType: MediaType | null,
  { start, length }: ByteRange,
  places: readonly ByteRange[],
): LeftOutKind {
  const form = FORMS.get(mediaType);
  const parts = form && partsOf(form, content);
  const end = start + length;
  if (form === undefined || parts === undefined || parts === null || length === 0) return 'unknown';
  const touched = parts.filter((part) => part.start < end && start < part.end);
  const kinds = touched.map((part) => {
    if (places.some((place) => isWithin(part, place))) return 'store';
    if (part.kind === form.beginning) return 'padding';
    const rule = form.kinds.get(part.kind) ?? 'content';
    if (typeof rule === 'string') return rule;
    const [kind, isDisplay] = rule;
    return isDisplay(content, part, { start, length }) ? 'display' : kind;
  });
  if (kinds.includes('content')) return 'content';
  const [first] = touched;
  const last = touched.at(-1);
  if (first === undefined || last === undefined || last.end < end) return 'unknown';
  const isInside = touched.length === 1 && first.contents <= start && first.kind !== form.beginning;
  const isWhole = first.start === start && last.end === end;
  if (!isInside && !isWhole) return 'unknown';
  if (kinds.includes('display')) return 'display';
  if (kinds.includes('metadata')) return 'metadata';
  return kinds.includes('padding') ? 'padding' : 'store';
}

function isWithin(part: Part, { start, length }: ByteRange): boolean {
  return part.start >= start && part.end <= start + length;
}

function partsOf({ parts }: Form, content: ContentReader): readonly Part[] | null {
  try {
    return parts(content).parts;
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return null;
  }
}

/** Runs of parts that can hold a manifest, in the formats whose parts are looked at here. */
export function manifestRuns(content: ContentReader, mediaType: MediaType | null): ByteRange[] {
  const form = FORMS.get(mediaType);
  const runs: { start: number; length: number }[] = [];
  for (const { kind, start, end } of (form && partsOf(form, content)) ?? []) {
    if (!HOLDS_MANIFEST.has(kind)) continue;
    const last = runs.at(-1);
    if (last && last.start + last.length === start) last.length += end - start;
    else runs.push({ start, length: end - start });
  }
  return runs;
}

const HOLDS_MANIFEST: ReadonlySet<string> = new Set(['APP11', 'caBX', 'C2PA']);

import {
  contentsOf,
  Edit,
  isSafeToCopy,
  memorySource,
  type Part,
  pngChunk,
  pngParts,
  viewOf,
} from '@provenance/container';
import type { Loss } from './loss.ts';

/** What a picture is coded in, and what is made of it: histogram, places inside the coded data. */
const CODED = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'hIST', 'iDOT']);
const ANIMATION = new Set(['acTL', 'fcTL', 'fdAT']);
/** Signed for the old pixels (C2PA 2.4 Annex A). */
const MANIFEST_STORE = 'caBX';
/** Not safe to copy by their names, and true all the same: they speak of colours, size, place and time. */
const STILL_TRUE = new Set(
  'signature trailer cHRM gAMA iCCP sRGB cICP mDCV mDCv cLLI cLLi sBIT bKGD sPLT tIME oFFs pCAL sCAL sTER'.split(
    ' ',
  ),
);

/** @throws ContainerError */
export function pngLosses(original: Uint8Array): Loss[] {
  const kinds = new Set(pngParts(memorySource(original)).parts.map(({ kind }) => kind));
  const losses: Loss[] = [];
  if (kinds.has('fdAT')) losses.push({ kind: 'frames', parts: ['fdAT'] });
  const unknown = [...kinds].filter(hangsOnPixels);
  if (unknown.length > 0) losses.push({ kind: 'parts', parts: unknown });
  return losses;
}

/** PNG 14.2: a chunk that is not known and not safe to copy goes when the picture data is another. */
function hangsOnPixels(kind: string): boolean {
  const isKnown =
    CODED.has(kind) || ANIMATION.has(kind) || STILL_TRUE.has(kind) || kind === MANIFEST_STORE;
  return !isKnown && !isSafeToCopy(kind);
}

/**
 * The picture of one PNG in the place of another's: ancillary chunks that are still true stay where
 * they are, and those whose form depends on the colour type are set to the new one.
 *
 * @param coded Of the same format, without metadata.
 * @throws ContainerError
 */
export function exchangePng(original: Uint8Array, coded: Uint8Array): Uint8Array {
  const { parts } = pngParts(memorySource(original));
  const picture = pngParts(memorySource(coded)).parts;
  const pieces = (kind: string) =>
    picture
      .filter((part) => part.kind === kind)
      .map(({ start, end }) => coded.subarray(start, end));
  const header = (bytes: Uint8Array, list: readonly Part[]) => {
    const part = list.find(({ kind }) => kind === 'IHDR');
    return part ? contentsOf(bytes, part) : new Uint8Array(13);
  };
  const [before, after] = [header(original, parts), header(coded, picture)];
  const edit = new Edit(original, parts);
  let isWritten = false;
  for (const part of parts) {
    const { kind } = part;
    if (kind === 'IHDR') edit.replace(part, ...pieces(kind));
    else if (kind === 'IDAT') {
      edit.replace(part, ...(isWritten ? [] : pieces(kind)));
      isWritten = true;
    } else if (kind === 'sBIT' && part.length !== samplesOf(after)) edit.remove(part);
    else if (kind === 'bKGD') {
      const colour = background(original, parts, contentsOf(original, part), before, after);
      if (colour) edit.replace(part, pngChunk('bKGD', colour));
      else edit.remove(part);
    } else if (kind === 'IEND') continue;
    else if (CODED.has(kind) || ANIMATION.has(kind) || kind === MANIFEST_STORE) edit.remove(part);
    else if (hangsOnPixels(kind)) edit.remove(part);
  }
  return edit.write();
}

const [DEPTH, COLOUR_TYPE] = [8, 9];
const [GRAY, INDEXED, GRAY_ALPHA] = [0, 3, 4];

/** Samples a pixel, by colour type (PNG 6.1). */
function samplesOf(header: Uint8Array): number {
  return [1, 0, 3, 3, 2, 0, 4][header[COLOUR_TYPE]!] ?? 0;
}

/** The background colour (PNG 11.3.4.1) in the form that the new colour type asks for. */
function background(
  original: Uint8Array,
  parts: readonly Part[],
  contents: Uint8Array,
  before: Uint8Array,
  after: Uint8Array,
): Uint8Array | null {
  const isGray = (header: Uint8Array) =>
    header[COLOUR_TYPE] === GRAY || header[COLOUR_TYPE] === GRAY_ALPHA;
  const [from, to] = [before[DEPTH]!, after[DEPTH]!];
  let samples: number[];
  if (before[COLOUR_TYPE] === INDEXED) {
    const palette = parts.find(({ kind }) => kind === 'PLTE');
    const colour =
      palette &&
      contentsOf(original, palette)
        .subarray(3 * contents[0]!)
        .subarray(0, 3);
    if (colour?.length !== 3) return null;
    samples = [...colour];
  } else {
    if (contents.length !== (isGray(before) ? 2 : 6)) return null;
    const view = viewOf(contents);
    samples = Array.from({ length: contents.length / 2 }, (_, i) => view.getUint16(2 * i));
    samples = samples.map((sample) => Math.round((sample * (2 ** to - 1)) / (2 ** from - 1)));
  }
  const [red, green, blue] =
    samples.length === 1 ? [samples[0]!, samples[0]!, samples[0]!] : samples;
  const colour = isGray(after) ? [red!] : [red!, green!, blue!];
  if (isGray(after) && (red !== green || red !== blue)) return null;
  const bytes = new Uint8Array(2 * colour.length);
  for (const [i, sample] of colour.entries()) viewOf(bytes).setUint16(2 * i, sample);
  return bytes;
}

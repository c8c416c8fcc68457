import { Edit, gifApplication, gifParts, memorySource } from '@provenance/container';
import type { Loss } from './loss.ts';

/** What a picture is coded in: how it is shown, its own colours, its pixels. */
const CODED = new Set(['21F9', '2C', 'data']);
/** A text that is drawn with the colours of the old picture (GIF89a 25). */
const DRAWN_TEXT = '2101';
/** Signed for the old pixels (C2PA 2.4 Annex A). */
const MANIFEST_STORE = 'C2PA_GIF';
const ASPECT_RATIO = 6;

/** @throws ContainerError */
export function gifLosses(original: Uint8Array, frames: number): Loss[] {
  const { parts } = gifParts(memorySource(original));
  const losses: Loss[] = [];
  if (frames > 1) losses.push({ kind: 'frames', parts: ['2C'] });
  if (parts.some(({ kind }) => kind === DRAWN_TEXT)) {
    losses.push({ kind: 'parts', parts: [DRAWN_TEXT] });
  }
  return losses;
}

/**
 * The picture of one GIF in the place of another's: comments and application extensions (XMP, a colour
 * profile) stay.
 *
 * @param coded Of the same format, without metadata.
 * @throws ContainerError
 */
export function exchangeGif(original: Uint8Array, coded: Uint8Array): Uint8Array {
  const { parts } = gifParts(memorySource(original));
  const picture = gifParts(memorySource(coded)).parts;
  const pieces = (...kinds: readonly string[]) =>
    picture
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ start, end }) => coded.slice(start, end));
  const edit = new Edit(original, parts);
  let isWritten = false;
  for (const part of parts) {
    if (part.kind === 'header') edit.replace(part, ...pieces('header'));
    else if (part.kind === 'LSD') {
      const [screen] = pieces('LSD');
      if (screen) screen[ASPECT_RATIO] = original[part.start + ASPECT_RATIO]!;
      edit.replace(part, ...(screen ? [screen] : []), ...pieces('GCT'));
    } else if (part.kind === '2C') {
      edit.replace(part, ...(isWritten ? [] : pieces(...CODED)));
      isWritten = true;
    } else if (part.kind === 'GCT' || CODED.has(part.kind) || part.kind === DRAWN_TEXT) {
      edit.remove(part);
    } else if (gifApplication(original, part)?.startsWith(MANIFEST_STORE)) edit.remove(part);
  }
  return edit.write();
}

import {
  bmffBoxes,
  bmffItemTypes,
  boxesAt,
  ContainerError,
  childrenOf,
  latin1,
  memorySource,
  viewOf,
} from '@provenance/container';
import type { Loss } from './loss.ts';

/** Items that are the picture, and what is written with it. */
const PICTURE = new Set(['av01', 'grid']);
const WRITTEN = new Set(['Exif', 'mime']);
/** Properties that the picture has anew, or that are applied to it. */
const PROPERTIES = new Set('ispe pixi av1C auxC irot imir pasp colr'.split(' '));
/** Alpha, as older and newer files name it. */
const ALPHA = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha', 'urn:mpeg:hevc:2015:auxid:1'];
/** ITU-T H.273: primaries and transfer that everybody takes for sRGB. */
const [USUAL_PRIMARIES, USUAL_TRANSFERS] = [new Set([1, 2]), new Set([1, 2, 6, 13])];

/** A sequence of pictures, or one whose boxes tell nothing of items. */
export function isUnusualAvif(bytes: Uint8Array): boolean {
  try {
    const kinds = bmffBoxes(memorySource(bytes)).map(({ kind }) => kind);
    return kinds.includes('moov') || !kinds.includes('meta');
  } catch (error) {
    if (error instanceof ContainerError) return false;
    throw error;
  }
}

/**
 * What an AVIF has beside its picture, alpha, profile, EXIF and XMP: it is written as a new file, and
 * those are what the new file has.
 *
 * @throws ContainerError
 */
export function avifLosses(original: Uint8Array, hasProfile: boolean): Loss[] {
  const source = memorySource(original);
  const top = bmffBoxes(source);
  const kinds = bmffItemTypes(source, top).map(({ kind }) => kind);
  const properties = boxesAt(source, top, ['meta', 'iprp', 'ipco']).flatMap((box) =>
    childrenOf(source, box),
  );
  const read = (start: number, length: number) => source.read(start, length);
  const auxiliary = properties
    .filter(({ kind }) => kind === 'auxC')
    // Behind version and flags.
    .map(({ contents, length }) => latin1(read(contents + 4, length - 4)).replace(/\0.*$/s, ''))
    .filter((name) => !ALPHA.includes(name));
  const references = boxesAt(source, top, ['meta', 'iref'])
    .flatMap((box) => childrenOf(source, box))
    .filter(({ kind }) => kind === 'thmb')
    .map(({ kind }) => kind);
  const others = kinds.filter((kind) => !PICTURE.has(kind) && !WRITTEN.has(kind));
  const twice = [...WRITTEN].filter((kind) => kinds.filter((other) => other === kind).length > 1);

  const losses: Loss[] = [];
  const pictures = [...new Set([...auxiliary, ...references, ...others])];
  if (pictures.length > 0) losses.push({ kind: 'pictures', parts: pictures });
  if (top.some(({ kind }) => kind === 'moov')) losses.push({ kind: 'frames', parts: ['moov'] });
  const colours = properties
    .filter(({ kind, contents, length }) => {
      const bytes = read(contents, Math.min(length, 11));
      if (kind !== 'colr' || latin1(bytes, 0, 4) !== 'nclx' || bytes.length < 8) return false;
      const [primaries, transfer] = [viewOf(bytes).getUint16(4), viewOf(bytes).getUint16(6)];
      const isUsual = USUAL_PRIMARIES.has(primaries) && USUAL_TRANSFERS.has(transfer);
      // A profile says the same better, and stays; but none says what HDR is.
      return !isUsual && !(hasProfile && transfer !== 16 && transfer !== 18);
    })
    .map(() => 'colr');
  if (colours.length > 0) losses.push({ kind: 'colours', parts: colours });
  const unknown = properties.map(({ kind }) => kind).filter((kind) => !PROPERTIES.has(kind));
  if (unknown.length + twice.length > 0) {
    losses.push({ kind: 'parts', parts: [...new Set([...unknown, ...twice])] });
  }
  return losses;
}

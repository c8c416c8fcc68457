import {
  ContainerError,
  memorySource,
  pngParts,
  riffParts,
  tiffDirectories,
  tiffLayout,
} from '@provenance/container';
import type { MediaType } from '@provenance/content';
import type { ByteSource } from './byte-source.ts';
import { walkParts } from './container-parts.ts';
import { svgStores } from './scattered-store.ts';

/**
 * Whether content in which an engine sees no manifest has something in it that was meant as one: a store that
 * is damaged, that stands where C2PA 2.4 Annex A does not have it (in a picture within a PDF, behind the end),
 * or a place for one with nothing in it. Nothing of it is validated, and nothing of it counts; only, nobody may
 * say that nothing was there.
 */
export function hasTraceOfStore(source: ByteSource, mediaType: MediaType): boolean {
  const { memory } = source;
  if (memory === null) return hasPlaceOnDisk(source, mediaType);
  if (hasPieceOfStore(memory)) return true;
  try {
    return hasPlaceOfStore(memory, mediaType);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return false;
  }
}

/** Hours of video are not searched: the parts are looked for that hold stores. */
function hasPlaceOnDisk(source: ByteSource, mediaType: MediaType): boolean {
  const heads = walkParts(source, mediaType)?.map(({ start }) => source.read(start, 24));
  return (heads ?? []).some(
    (head) => head.toString('latin1', 0, 4) === 'C2PA' || head.includes(BMFF_USER_TYPE),
  );
}

/** In the descriptions of boxes: the store, a manifest, its assertions, claim, signature, and the rest. */
const DESCRIPTION = Buffer.from('jumdc2', 'latin1');
/** What the types of all these boxes go on with (ISO 19566-5 B.1, C2PA 2.4 clause 11.1.4), after two letters. */
const TYPE_END = Buffer.from('00110010800000aa00389b71', 'hex');

function hasPieceOfStore(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(DESCRIPTION); at !== -1; at = bytes.indexOf(DESCRIPTION, at + 1)) {
    const type = at + DESCRIPTION.length + 2;
    if (bytes.subarray(type, type + TYPE_END.length).equals(TYPE_END)) return true;
  }
  return false;
}

const TIFF_TAG = 0xcd41;

/** The part of a format that holds a store and no other thing (Annex A). A JPEG has none: others use APP11 too. */
function hasPlaceOfStore(bytes: Buffer, mediaType: MediaType): boolean {
  const source = memorySource(bytes);
  switch (mediaType) {
    case 'image/png':
      return pngParts(source).parts.some(({ kind }) => kind === 'caBX');
    case 'image/webp':
    case 'audio/wav':
    case 'video/x-msvideo':
      return riffParts(source).parts.some(({ kind }) => kind === 'C2PA');
    case 'image/tiff':
    case 'image/x-adobe-dng':
      return tiffDirectories(source, tiffLayout(source)).some(({ entries }) =>
        entries.some(({ tag }) => tag === TIFF_TAG),
      );
    case 'image/gif':
      return bytes.includes('!\xff\x0bC2PA_GIF', 0, 'latin1');
    case 'image/svg+xml':
      return bytes.includes('<c2pa:manifest') || svgStores(bytes).some(hasPieceOfStore);
    case 'application/pdf':
      return bytes.includes('/C2PA_Manifest');
    case 'audio/mpeg':
      return GEOB_TYPES.some((type) => bytes.includes(type));
    case 'image/avif':
    case 'image/heic':
    case 'image/heif':
    case 'audio/mp4':
    case 'video/mp4':
    case 'video/quicktime':
      return bytes.includes(BMFF_USER_TYPE);
    default:
      return false;
  }
}

/** What an ID3 frame with a store says to be (A.3.4); the older name first. */
const GEOB_TYPES = ['application/x-c2pa-manifest-store', 'application/c2pa'];
/** Of a `uuid` box with a store (A.5.1). */
const BMFF_USER_TYPE = Buffer.from('75756964d8fec3d61b0e483c92975828877ec481', 'hex');

/** The name of a wrapper in variation selectors (A.8.3), without the marker that begins it. */
const WRAPPER = Buffer.from(
  String.fromCodePoint(
    ...Array.from('C2PATXT\0', (letter) => {
      const byte = letter.charCodeAt(0);
      return byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16;
    }),
  ),
);
/** An association of HTML (A.7), which counts in the head alone, and in no comment. */
const ASSOCIATION =
  /<script\b[^<>]{0,256}\btype\s{0,8}=\s{0,8}["']?\s{0,8}application\/c2pa\b|<link\b[^<>]{0,256}\brel\s{0,8}=[^<>]{0,64}\bc2pa-manifest\b/i;

/**
 * As {@link hasTraceOfStore}, of a text in which nothing like a credential was located.
 *
 * @param isHtml Elsewhere an element is an example of one.
 */
export function hasTraceInText(bytes: Uint8Array, isHtml: boolean): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return text.includes(WRAPPER) || (isHtml && ASSOCIATION.test(text.toString('latin1')));
}

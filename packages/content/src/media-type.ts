/**
 * The formats that a C2PA manifest can be embedded in or lie beside, by media type (C2PA 2.4 Annex A):
 * what their file names end with. The first extension is the usual one. JSON has no place for one.
 */
export const MEDIA_TYPES = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/heic': ['heic'],
  'image/heif': ['heif'],
  'image/tiff': ['tif', 'tiff'],
  'image/x-adobe-dng': ['dng'],
  'image/gif': ['gif'],
  'image/svg+xml': ['svg'],
  'audio/mpeg': ['mp3'],
  'audio/wav': ['wav'],
  'audio/mp4': ['m4a'],
  'audio/flac': ['flac'],
  'video/mp4': ['mp4'],
  'video/quicktime': ['mov'],
  'video/x-msvideo': ['avi'],
  'application/pdf': ['pdf'],
  'application/c2pa': ['c2pa'],
  'text/plain': ['txt', 'text', 'log'],
  'text/html': ['html', 'htm'],
  'application/xhtml+xml': ['xhtml'],
  'text/markdown': ['md', 'markdown'],
  'text/csv': ['csv'],
  'text/tab-separated-values': ['tsv'],
  'text/css': ['css'],
  'text/javascript': ['js', 'mjs', 'cjs'],
  'application/typescript': ['ts', 'mts', 'cts'],
  'text/x-python': ['py'],
  'application/x-sh': ['sh'],
  'application/sql': ['sql'],
  'application/xml': ['xml'],
  'application/yaml': ['yaml', 'yml'],
  'application/toml': ['toml'],
  'application/json': ['json'],
  'text/vtt': ['vtt'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

export type MediaType = keyof typeof MEDIA_TYPES;

/** How many leading bytes {@link detectMediaType} looks at. */
export const MEDIA_TYPE_HEADER_BYTES = 512;

const FTYP_BRANDS: ReadonlyMap<string, MediaType> = new Map([
  ['avif', 'image/avif'],
  ['avis', 'image/avif'],
  ['heic', 'image/heic'],
  ['heix', 'image/heic'],
  ['hevc', 'image/heic'],
  ['mif1', 'image/heif'],
  ['msf1', 'image/heif'],
  ['M4A ', 'audio/mp4'],
  ['qt  ', 'video/quicktime'],
]);

/**
 * The media type by content. Looks at fixed offsets of the first {@link MEDIA_TYPE_HEADER_BYTES}
 * bytes and parses nothing, so a hostile file costs nothing; a general detector (file-type) walks
 * containers and has had endless loops in them. DNG is a TIFF by content. Text has no signature: see
 * `looksLikeText`.
 *
 * @returns null if the content is none of {@link MEDIA_TYPES}, or text.
 */
export function detectMediaType(bytes: Uint8Array): MediaType | null {
  const at = (offset: number, text: string) => {
    if (offset + text.length > bytes.length) return false;
    for (let i = 0; i < text.length; i++) {
      if (bytes[offset + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  };
  if (at(0, '\xff\xd8\xff')) return 'image/jpeg';
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (at(0, 'GIF87a') || at(0, 'GIF89a')) return 'image/gif';
  if (at(0, 'II*\0') || at(0, 'MM\0*') || at(0, 'II+\0') || at(0, 'MM\0+')) return 'image/tiff';
  if (at(0, 'RIFF')) {
    if (at(8, 'WEBP')) return 'image/webp';
    if (at(8, 'WAVE')) return 'audio/wav';
    if (at(8, 'AVI ')) return 'video/x-msvideo';
    return null;
  }
  if (at(4, 'ftyp')) return ofBrands(bytes);
  if (at(4, 'jumb')) return 'application/c2pa';
  if (at(0, '%PDF-')) return 'application/pdf';
  if (at(0, 'fLaC')) return 'audio/flac';
  if (at(0, 'ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)) return 'audio/mpeg';
  return isSvg(bytes) ? 'image/svg+xml' : null;
}

/** The media type by the name's extension, or null. Only a fallback: the content decides. */
export function mediaTypeOfName(name: string): MediaType | null {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  for (const [mediaType, extensions] of Object.entries(MEDIA_TYPES)) {
    if ((extensions as readonly string[]).includes(extension)) return mediaType as MediaType;
  }
  return null;
}

/**
 * ISO/IEC 14496-12 file type box. The generic brand `mif1` says only that it is a picture: which
 * coding it uses stands among the compatible brands.
 */
function ofBrands(bytes: Uint8Array): MediaType {
  const brand = (offset: number) => String.fromCharCode(...bytes.subarray(offset, offset + 4));
  const major = FTYP_BRANDS.get(brand(8)) ?? 'video/mp4';
  if (major !== 'image/heif') return major;
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  const end = Math.min(length, bytes.length, MEDIA_TYPE_HEADER_BYTES);
  for (let offset = 16; offset + 4 <= end; offset += 4) {
    const compatible = FTYP_BRANDS.get(brand(offset));
    if (compatible === 'image/avif' || compatible === 'image/heic') return compatible;
  }
  return major;
}

/**
 * Byte order mark, XML declaration and comments may stand before the root element, or before the document type
 * that names it: what that declares can be longer than all that is looked at.
 */
const SVG =
  /^(?:\u00ef\u00bb\u00bf)?\s*(?:(?:<\?[^>]*>|<!--[\s\S]*?-->)\s*)*(?:<svg[\s>/]|<!DOCTYPE\s+svg[\s>[])/;

function isSvg(bytes: Uint8Array): boolean {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, MEDIA_TYPE_HEADER_BYTES));
  return SVG.test(head);
}

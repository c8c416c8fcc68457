import {
  ContainerError,
  contentsOf,
  gifApplication,
  gifParts,
  joinedBlocks,
  memorySource,
  xmlTags,
} from '@provenance/container';

/** How the extension of a GIF is named that has XMP, and the bytes of that name with its length. */
const GIF_NAME = 'XMP DataXMP';
const GIF_NAME_BYTES = 12;
/** What lets readers of sub-blocks fall out of a packet that stands there as it is (XMP part 3, 1.1.2). */
const GIF_TRAILER_BYTES = 258;
const MOST_URL = 4096;

/**
 * Where content says that its manifest store lies (C2PA 2.4 clause 11.5), for formats in which an engine does
 * not find that: none does in a GIF whose packet stands as XMP wants it, nor the one in WebAssembly in an SVG.
 * Null: it says nothing of the kind, or cannot be read.
 */
export function linkIn(mediaType: string | null, bytes: Uint8Array): string | null {
  try {
    if (mediaType === 'image/gif') return linkInGif(bytes);
    return mediaType === 'image/svg+xml' ? linkInXml(bytes, 'metadata') : null;
  } catch (error) {
    if (error instanceof ContainerError) return null;
    throw error;
  }
}

function linkInGif(bytes: Uint8Array): string | null {
  const { parts } = gifParts(memorySource(bytes));
  for (const part of parts) {
    if (gifApplication(bytes, part) !== GIF_NAME) continue;
    const contents = contentsOf(bytes, part).subarray(GIF_NAME_BYTES);
    const end = contents.length - GIF_TRAILER_BYTES;
    const isRaw = end > 0 && contents[end] === 0x01 && contents[end + 1] === 0xff;
    const link = linkInXml(isRaw ? contents.subarray(0, end) : joinedBlocks(contents), null);
    if (link !== null) return link;
  }
  return null;
}

const NAME = 'dcterms:provenance';
const ATTRIBUTE = /\sdcterms:provenance\s*=\s*(?:"([^"]*)"|'([^']*)')/;

/** @param within Only in this element, whatever else a drawing has: and in it, only what describes. */
function linkInXml(bytes: Uint8Array, within: string | null): string | null {
  const { buffer, byteOffset, length } = bytes;
  if (!Buffer.from(buffer, byteOffset, length).includes(NAME)) return null;
  const text = new TextDecoder().decode(bytes);
  let depth = within === null ? 1 : 0;
  let from = -1;
  for (const { kind, name, start, end } of xmlTags(text)) {
    if (name === within && kind !== 'empty') depth += kind === 'start' ? 1 : -1;
    if (depth < 1) continue;
    if (from !== -1) return urlOf(text.slice(from, start).trim());
    if (name === NAME && kind === 'start') from = end;
    if (name !== 'rdf:Description' || kind === 'end') continue;
    const [, quoted, single] = ATTRIBUTE.exec(text.slice(start, end)) ?? [];
    const link = quoted ?? single;
    if (link !== undefined) return urlOf(link);
  }
  return null;
}

function urlOf(written: string): string | null {
  const url = unescaped(written);
  if (url.length > MOST_URL || !URL.canParse(url)) return null;
  return /^https?:$/.test(new URL(url).protocol) ? url : null;
}

/** An attribute of XML, or its text, as it is meant. */
export function unescaped(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name]!);
}

import {
  ContainerError,
  contentsOf,
  gifParts,
  latin1,
  memorySource,
  pngParts,
  xmlTags,
} from '@provenance/container';
import { xmpInGif } from './gif-xmp.ts';
import { readPngText, xmpIn } from './png-text.ts';

const MOST_URL = 4096;
/** Of a packet in a PNG, uncompressed, and of all that is looked at for one. */
const MOST_PACKET = 16 * 2 ** 20;
const MOST_PACKETS = 16;

/**
 * Where content says that its manifest store lies (C2PA 2.4 clause 11.5), for formats in which an engine does
 * not find that: none does in a GIF whose packet stands as XMP wants it, nor in a PNG whose packet is compressed
 * or in a chunk of another kind than XMP wants, nor the one in WebAssembly in an SVG.
 * Null: it says nothing of the kind, or cannot be read.
 */
export function linkIn(mediaType: string | null, bytes: Uint8Array): string | null {
  try {
    if (mediaType === 'image/gif') return linkInGif(bytes);
    if (mediaType === 'image/png') return linkInPng(bytes);
    return mediaType === 'image/svg+xml' ? linkInXml(bytes, 'metadata') : null;
  } catch (error) {
    if (error instanceof ContainerError) return null;
    throw error;
  }
}

function linkInGif(bytes: Uint8Array): string | null {
  const { parts } = gifParts(memorySource(bytes));
  for (const part of parts) {
    const found = xmpInGif(bytes, part);
    const link = found && linkInXml(found.packet, null);
    if (link) return link;
  }
  return null;
}

function linkInPng(bytes: Uint8Array): string | null {
  const { parts, isTruncated } = pngParts(memorySource(bytes));
  let left = MOST_PACKETS;
  for (const part of isTruncated ? parts.slice(0, -1) : parts) {
    const { kind } = part;
    if (!/^(tEXt|zTXt|iTXt)$/.test(kind)) continue;
    const contents = contentsOf(bytes, part);
    // Told by its keyword before anything is uncompressed.
    if (!XMP_KEYWORD.test(latin1(contents, 0, Math.min(contents.length, 24)))) continue;
    if (left-- === 0) return null;
    const text = readPngText(kind, contents, MOST_PACKET);
    const packet = text && xmpIn(text);
    const link = packet && linkInXml(packet, null);
    if (link) return link;
  }
  return null;
}

const XMP_KEYWORD = /^(XML:com\.adobe\.xmp|Raw profile type (xmp|APP1))\0/;

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

import { startsWith } from '@provenance/container';
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import type { Reading } from '../field/reading.ts';
import { decodeText, decodeUtf16 } from '../field/text.ts';
import { knownName } from './xmp-names.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
/** The parser looks a prefix up along all open elements. XMP nests a dozen deep, drawings somewhat more. */
const DEEPEST = 200;
/** It looks at all attributes of an element for each: a packet has some dozen in one. */
const MOST_ATTRIBUTES = 2000;
/** It goes on behind what is not well-formed, and so does the reading, for a while. */
const MOST_FAULTS = 50;

/** Ends the parsing at once: no exception of anybody else is one. */
class Stop extends Error {}

/** A property while it is read. */
interface Property {
  /** How many elements were open when it began. */
  readonly depth: number;
  readonly name: string | null;
  text: string;
  hasItems: boolean;
}

/**
 * The properties of an XMP packet (ISO 16684-1) that can be labels: those of the resource itself, written
 * as elements or attributes, in any serialisation; of what is nested in others, only the software of the
 * history. An array gives a field for each item.
 *
 * The parser is saxes: namespaces, no entities of a document's own, nothing fetched, no tree. Packets that
 * are not well-formed are read as far as they go, and noted.
 *
 * @param bytes UTF-8 or UTF-16 (Part 1 7.2).
 */
export function readXmp(bytes: Uint8Array, part: string, reading: Reading): void {
  if (!reading.mayRead(part, bytes.length)) return;
  readRdf(decodePacket(bytes), part, reading);
}

/** @param text An XML document with RDF somewhere in it: a packet, an SVG. */
export function readRdf(text: string, part: string, reading: Reading): void {
  const parser = new SaxesParser({ xmlns: true });
  const open: { readonly uri: string; readonly local: string }[] = [];
  let property: Property | null = null;
  let agent: string | null = null;
  let faults = 0;
  let attributes = 0;

  const add = (name: string | null, value: string) => {
    if (name !== null) reading.add(part, 'xmp', name, value);
  };
  const inDescription = () => {
    const [above, own] = open.slice(-2);
    return isRdf(above, 'RDF') && isRdf(own, 'Description');
  };
  const readAttributes = (tag: SaxesTagNS, isOfResource: boolean) => {
    for (const attribute of Object.values(tag.attributes) as SaxesAttributeNS[]) {
      const name = knownName(attribute);
      if (isOfResource || name === 'stEvt:softwareAgent') add(name, attribute.value);
    }
  };

  parser.on('opentagstart', () => {
    attributes = 0;
    if (open.length >= DEEPEST) throw new Stop('limit');
  });
  parser.on('attribute', () => {
    if (++attributes > MOST_ATTRIBUTES) throw new Stop('limit');
  });
  parser.on('opentag', (tag) => {
    const isProperty = property === null && inDescription();
    open.push({ uri: tag.uri, local: tag.local });
    if (isProperty) {
      property = { depth: open.length, name: knownName(tag), text: '', hasItems: false };
      const resource = tag.attributes['rdf:resource'];
      if (resource?.uri === RDF) add(property.name, resource.value);
    } else if (property === null) {
      readAttributes(tag, inDescription());
      return;
    } else if (knownName(tag) === 'stEvt:softwareAgent') agent = '';
    else if (isRdf(tag, 'li')) {
      property.hasItems = true;
      property.text = '';
    }
    readAttributes(tag, false);
  });
  parser.on('text', (piece) => {
    if (agent !== null) agent += piece;
    else if (property !== null && isTransparent(open.slice(property.depth))) property.text += piece;
  });
  parser.on('cdata', (piece) => {
    if (property !== null && isTransparent(open.slice(property.depth))) property.text += piece;
  });
  parser.on('closetag', (tag) => {
    if (property !== null) {
      const isItem = isRdf(tag, 'li') && isTransparent(open.slice(property.depth));
      if (isItem) {
        add(property.name, property.text);
        property.text = '';
      }
      if (agent !== null && knownName(tag) === 'stEvt:softwareAgent') {
        add('stEvt:softwareAgent', agent);
        agent = null;
      }
      if (open.length === property.depth) {
        if (!property.hasItems) add(property.name, property.text);
        property = null;
      }
    }
    open.pop();
  });
  parser.on('error', () => {
    if (++faults >= MOST_FAULTS) throw new Stop('damaged');
  });

  try {
    parser.write(text).close();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.message === 'limit') reading.cannotRead(part, 'limit');
  }
  if (faults > 0) reading.cannotRead(part, 'damaged');
}

function isRdf(tag: { uri: string; local: string } | undefined, local: string): boolean {
  return tag?.uri === RDF && tag.local === local;
}

const CONTAINERS: ReadonlySet<string> = new Set([
  'Bag',
  'Seq',
  'Alt',
  'li',
  'Description',
  'value',
]);

/** Whether text inside these is the property's own, and not that of a field of a structure. */
function isTransparent(inside: readonly { uri: string; local: string }[]): boolean {
  return inside.every(({ uri, local }) => uri === RDF && CONTAINERS.has(local));
}

/** What stands before a packet in a JPEG, and by mistake before those of some HEIC and PNG. */
export const XMP_IDENTIFIER = 'http://ns.adobe.com/xap/1.0/\0';

/** Padding behind a packet is no part of the document, and zeros are none of XML. */
function decodePacket(whole: Uint8Array): string {
  const bytes = startsWith(whole, XMP_IDENTIFIER) ? whole.subarray(XMP_IDENTIFIER.length) : whole;
  const [first, second] = bytes;
  const isUtf16 =
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    (first === 0x3c && second === 0) ||
    (first === 0 && second === 0x3c);
  const text = isUtf16
    ? decodeUtf16(bytes, first === 0 ? 'be' : 'le')
    : decodeText(bytes).replace(/^\ufeff/, '');
  let [start, end] = [0, text.length];
  while (start < end && isPadding(text, start)) start++;
  while (end > start && isPadding(text, end - 1)) end--;
  return text.slice(start, end);
}

function isPadding(text: string, at: number): boolean {
  return text.charCodeAt(at) <= 0x20;
}

import {
  type DefaultTreeAdapterMap,
  defaultTreeAdapter,
  Parser,
  type Token,
  Tokenizer,
} from 'parse5';
import { decodeBase64 } from './base64.ts';
import type { Candidate } from './location.ts';
import { isUriReference, latin1 } from './reference.ts';

type Element = DefaultTreeAdapterMap['element'];
type CharacterType = Token.CharacterToken['type'];

/** Bytes in which the head must end: a few megabytes a second are read, and a store takes 10 kB. */
export const HEAD_LIMIT = 1 << 22;
/** parse5 compares every attribute of a tag with all before it. */
const ATTRIBUTE_LIMIT = 256;
/** Elements in one another; only `template` nests in a head. */
const DEPTH_LIMIT = 256;
const FED_AT_ONCE = 4096;

/** The head of an HTML document, as its manifest is concerned. */
export interface HtmlHead {
  /** In the order of the document. */
  readonly associations: readonly Candidate[];
  /** Where an element could be put in to be the last of the head, or nearly; the best first. */
  readonly places: readonly number[];
  /** False: it was not read to its end. */
  readonly complete: boolean;
  /** Bytes that an element put in can have, so that the head can still be read to its end. */
  readonly room: number;
}

class BoundedTokenizer extends Tokenizer {
  stopped = false;

  stop(): void {
    this.stopped = true;
    this.pause();
  }

  /** The text of elements is not needed: where it begins and ends is in its tags. */
  protected override _appendCharToCurrentCharacterToken(type: CharacterType, ch: string): void {
    if (this.currentCharacterToken?.type !== type) {
      super._appendCharToCurrentCharacterToken(type, ch);
    }
  }

  protected override _leaveAttrName(): void {
    const token = this.currentToken;
    if (token && 'attrs' in token && token.attrs.length >= ATTRIBUTE_LIMIT) this.stop();
    else super._leaveAttrName();
  }
}

/**
 * Reads an HTML document up to its body: C2PA 2.4 A.7. The parser follows the HTML standard, so what
 * counts as in the head is what a browser has in it, with or without tags. It reads one character a
 * byte, whatever the encoding, for the hash is over bytes; all encodings of the web but UTF-16 keep
 * ASCII.
 */
export function readHead(bytes: Uint8Array): HtmlHead {
  // A byte order mark is no text: with it in front the body would begin at once.
  const begin = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const associations: Candidate[] = [];
  let root: Element | undefined;
  let head: Element | undefined;
  let lastClosed: Element | undefined;
  let bodyReached = false;
  const close = (node: Element) => {
    lastClosed = node;
    if (isAssociation(node)) associations.push(associationOf(node, bytes, begin));
  };
  const children = new WeakSet<Element>();
  // The tree is not built: of a hostile head nothing is kept but what may be an association.
  const parser = new Parser<DefaultTreeAdapterMap>({
    sourceCodeLocationInfo: true,
    treeAdapter: {
      ...defaultTreeAdapter,
      // The parser wants a node to set the location of.
      insertText: (parent) => {
        parent.childNodes[0] ??= defaultTreeAdapter.createTextNode('');
      },
      appendChild: (parent, node) => {
        if (!('tagName' in node)) return;
        if (node.tagName === 'html') root ??= node;
        else if (parent === root && node.tagName === 'head') head ??= node;
        else if (parent === root) {
          bodyReached = true;
          tokenizer.stop();
        } else if (parent !== head) return;
        else if (VOID.has(node.tagName)) close(node);
        else children.add(node);
      },
      onItemPop: (node) => {
        if (children.has(node)) close(node);
      },
    },
  });
  const tokenizer = new BoundedTokenizer(parser.options, parser);
  parser.tokenizer = tokenizer;

  const end = Math.min(bytes.length, begin + HEAD_LIMIT);
  let at = begin;
  while (at < end && !tokenizer.stopped) {
    const next = Math.min(end, at + FED_AT_ONCE);
    tokenizer.write(latin1(bytes.subarray(at, next)), next === bytes.length);
    // Else a long comment would be copied with every piece of it.
    tokenizer.preprocessor.dropParsedChunk();
    if (parser.openElements.stackTop > DEPTH_LIMIT) tokenizer.stop();
    at = next;
  }

  const places = [
    head?.sourceCodeLocation?.endTag?.startOffset,
    lastClosed?.sourceCodeLocation?.endOffset,
    head?.sourceCodeLocation?.startTag?.endOffset,
    root?.sourceCodeLocation?.startTag?.endOffset,
    parser.document.childNodes[0]?.sourceCodeLocation?.endOffset,
    0,
  ];
  return {
    associations,
    places: places.flatMap((place) => (place === undefined ? [] : [begin + place])),
    complete: bodyReached || (!tokenizer.stopped && end === bytes.length),
    room: begin + HEAD_LIMIT - at,
  };
}

const VOID = new Set(['base', 'basefont', 'bgsound', 'link', 'meta']);

function attribute(element: Element, name: string): string | null {
  return element.attrs.find((attr) => attr.name === name)?.value ?? null;
}

/** A.7.1: a script by its type; a link by its relation alone. */
function isAssociation(element: Element): boolean {
  if (element.tagName === 'script') {
    return attribute(element, 'type')?.trim().toLowerCase() === 'application/c2pa';
  }
  if (element.tagName !== 'link') return false;
  return /(?:^|\s)c2pa-manifest(?:\s|$)/i.test(attribute(element, 'rel') ?? '');
}

function associationOf(element: Element, bytes: Uint8Array, begin: number): Candidate {
  const { startOffset, endOffset, startTag, endTag } = element.sourceCodeLocation!;
  const candidate = {
    method: 'html',
    range: { start: begin + startOffset, length: endOffset - startOffset },
    store: null,
    reference: null,
    problem: 'manifest.inaccessible.malformed',
  } as const;
  if (element.tagName === 'link') {
    const reference = percentEncoded((attribute(element, 'href') ?? '').trim());
    return isUriReference(reference) ? { ...candidate, reference, problem: null } : candidate;
  }
  if (startTag === undefined || endTag === undefined) return candidate;
  const content = bytes.subarray(begin + startTag.endOffset, begin + endTag.startOffset);
  const store = decodeBase64(content.filter((byte) => !isWhiteSpace(byte)));
  return store !== null && store.length > 0 ? { ...candidate, store, problem: null } : candidate;
}

/** ASCII white space of the HTML standard. */
function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x0c;
}

/** As a browser does with what is not ASCII in an address: here every character is one byte of it. */
function percentEncoded(address: string): string {
  return address.replace(/[\x80-\xff]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

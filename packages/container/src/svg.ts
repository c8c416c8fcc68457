import { malformed } from './part.ts';
import { type XmlTag, xmlTags } from './xml.ts';

/** An element with the places of its tags; `endTag` is null for an empty one. */
export interface SvgElement {
  readonly name: string;
  readonly startTag: XmlTag;
  readonly endTag: XmlTag | null;
}

/** What of an SVG matters to who puts something into its metadata. */
export interface SvgParts {
  readonly root: SvgElement;
  /** The `metadata` elements right below the root. */
  readonly metadata: readonly SvgElement[];
  /** The elements right below those, in their order. */
  readonly inMetadata: readonly SvgElement[];
}

/** Deeper than any drawing; the names of what is open are kept. */
const DEEPEST = 10_000;

/**
 * The root element of an SVG and its metadata, by their places in the text. Elements are told by their
 * names without prefix, wherever they are bound.
 *
 * @param text One character a byte is enough: all marks are ASCII.
 * @throws ContainerError malformed for a text whose root is no `svg`, or that does not end.
 */
export function svgParts(text: string): SvgParts {
  const metadata: SvgElement[] = [];
  const inMetadata: SvgElement[] = [];
  const open: { tag: XmlTag; isMetadata: boolean }[] = [];
  let root: SvgElement | null = null;
  const close = (tag: XmlTag, endTag: XmlTag | null, isMetadata: boolean) => {
    const element = { name: tag.name, startTag: tag, endTag };
    if (open.length === 0) root = element;
    else if (isMetadata) metadata.push(element);
    else if (open.at(-1)!.isMetadata) inMetadata.push(element);
  };
  for (const tag of xmlTags(text)) {
    if (root !== null) throw malformed('Something stands behind the root.');
    if (open.length === 0 && localName(tag.name) !== 'svg') throw malformed('The root is no svg.');
    const isMetadata = open.length === 1 && localName(tag.name) === 'metadata';
    if (tag.kind === 'empty') close(tag, null, isMetadata);
    else if (tag.kind === 'start') {
      if (open.length === DEEPEST) throw malformed('Elements nest too deep.');
      open.push({ tag, isMetadata });
    } else {
      const last = open.pop();
      if (last?.tag.name !== tag.name) throw malformed('An element does not end.');
      close(last.tag, tag, last.isMetadata);
    }
  }
  if (root === null) throw malformed('The root does not end.');
  return { root, metadata, inMetadata };
}

export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

import { ContainerError, latin1Bytes, type SvgElement, svgParts } from '@provenance/container';
import type { Embedding } from './embedding.ts';

const NAME = 'c2pa:manifest';
const OPEN = `<${NAME} xmlns:c2pa="http://c2pa.org/manifest">`;
const CLOSE = `</${NAME}>`;

/**
 * An SVG whose store is base64 in `<c2pa:manifest>`, in the `metadata` element of the root (C2PA 2.4 A.3.3).
 * Only the base64 is left out of the hash.
 *
 * @throws ContainerError
 */
export function embedInSvg(bytes: Uint8Array): Embedding {
  // One character a byte: all that is looked for is ASCII.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const { root, metadata, inMetadata } = svgParts(text);
  if (root.name !== 'svg') {
    throw new ContainerError('malformed', 'No validator looks into an SVG with a prefix.');
  }
  const old = inMetadata.filter(({ name }) => name === NAME);
  // The last one: of several c2pa-rs 0.92 takes none else for the manifest's place, and its hash then does not fit.
  const { at, resumed, before, after } = placeIn(root, metadata.at(-1), [OPEN, CLOSE]);
  const [head, tail] = [latin1Bytes(before), latin1Bytes(after)];
  const start = at + head.length;
  return {
    exclusions: (length) => [{ start, length: 4 * Math.ceil(length / 3) }],
    pieces: (store) => [
      bytes.subarray(0, at),
      head,
      Buffer.from(Buffer.from(store).toString('base64'), 'latin1'),
      tail,
      ...without(bytes, resumed, old),
    ],
  };
}

/** What an SVG is parted into: up to `at`, and from `resumed` on. */
export interface Place {
  readonly at: number;
  readonly resumed: number;
  readonly before: string;
  readonly after: string;
}

/** Where something goes into the metadata: into an element of that name, or into a new one in the root. */
export function placeIn(
  root: SvgElement,
  metadata: SvgElement | undefined,
  [open, close]: readonly [string, string],
): Place {
  if (metadata) return inElement(metadata, open, close);
  return inElement(root, `<metadata>${open}`, `${close}</metadata>`);
}

function inElement({ name, startTag, endTag }: SvgElement, before: string, after: string): Place {
  const resumed = startTag.end;
  if (endTag !== null) return { at: resumed, resumed, before, after };
  // An empty element has no inside: `/>` is its end.
  return { at: resumed - 2, resumed, before: `>${before}`, after: `${after}</${name}>` };
}

/** What stands behind a place, without some elements. */
function without(bytes: Uint8Array, from: number, removed: readonly SvgElement[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = from;
  for (const { startTag, endTag } of removed) {
    pieces.push(bytes.subarray(at, startTag.start));
    at = (endTag ?? startTag).end;
  }
  return [...pieces, bytes.subarray(at)];
}

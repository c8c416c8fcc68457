/** A JUMBF superbox's children begin after its description box (ISO 19566-5, C2PA 2.4 clause 11.1). */
interface Box {
  readonly type: string;
  readonly start: number;
  readonly contents: number;
  readonly end: number;
}

/**
 * Label of the active manifest: the last manifest of a store, by its position (C2PA 2.4 clause
 * 11.1.4.2). Reading it here spares a second parse of what has just been signed.
 *
 * @throws RangeError if the bytes are no manifest store.
 */
export function activeLabelOf(store: Uint8Array): string {
  const [outer] = boxes(store, 0, store.length);
  const manifest = outer ? boxes(store, outer.contents, outer.end).at(-1) : undefined;
  const label = manifest ? labelOf(store, manifest) : null;
  if (label === null) throw new RangeError('The bytes are no manifest store');
  return label;
}

/** A manifest's superbox as it lies in a store, its header included. */
export interface ManifestBox {
  readonly label: string;
  readonly bytes: Uint8Array;
}

/**
 * The manifests of a store, in its order.
 *
 * @throws RangeError if the bytes are no manifest store.
 */
export function manifestsOf(store: Uint8Array): ManifestBox[] {
  const [outer] = boxes(store, 0, store.length);
  return (outer ? boxes(store, outer.contents, outer.end) : []).flatMap((box) => {
    const label = box.type === 'jumb' ? labelOf(store, box) : null;
    return label === null ? [] : [{ label, bytes: store.subarray(box.start, box.end) }];
  });
}

/**
 * The COSE_Sign1 of a manifest: the content of its signature box.
 *
 * @throws RangeError if the store has no such manifest, or the manifest no signature.
 */
export function signatureOf(store: Uint8Array, manifest: string): Uint8Array {
  const content = contentOf(store, manifest, 'c2pa.signature');
  if (content === null) throw new RangeError('The manifest has no signature');
  return content;
}

/**
 * The claim of a manifest, in CBOR; null if it has none.
 *
 * @throws RangeError if the bytes are no manifest store.
 */
export function claimOf(store: Uint8Array, manifest: string): Uint8Array | null {
  return contentOf(store, manifest, 'c2pa.claim.v2') ?? contentOf(store, manifest, 'c2pa.claim');
}

/**
 * A superbox by the labels on the way to it, its header included; null if there is none.
 *
 * @throws RangeError if the bytes are no manifest store.
 */
export function superboxOf(store: Uint8Array, ...path: readonly string[]): Uint8Array | null {
  const found = descendant(store, path);
  return found ? store.subarray(found.start, found.end) : null;
}

/**
 * The content of a manifest's first assertion whose label matches; null if there is none.
 *
 * @throws RangeError if the bytes are no manifest store.
 */
export function assertionOf(
  store: Uint8Array,
  manifest: string,
  label: RegExp,
): { label: string; content: Uint8Array } | null {
  const [outer] = boxes(store, 0, store.length);
  const found = outer && child(store, outer, manifest);
  const assertions = found && child(store, found, 'c2pa.assertions');
  for (const box of assertions ? boxes(store, assertions.contents, assertions.end) : []) {
    const name = box.type === 'jumb' ? labelOf(store, box) : null;
    if (name === null || !label.test(name)) continue;
    const content = boxes(store, box.contents, box.end)[1];
    if (content?.type !== 'cbor') continue;
    return { label: name, content: store.subarray(content.contents, content.end) };
  }
  return null;
}

function contentOf(store: Uint8Array, ...path: readonly string[]): Uint8Array | null {
  const found = descendant(store, path);
  const content = found && boxes(store, found.contents, found.end)[1];
  return content?.type === 'cbor' ? store.subarray(content.contents, content.end) : null;
}

function descendant(store: Uint8Array, path: readonly string[]): Box | undefined {
  let [found] = boxes(store, 0, store.length);
  for (const label of path) found = found && child(store, found, label);
  return found;
}

function child(store: Uint8Array, parent: Box, label: string): Box | undefined {
  return boxes(store, parent.contents, parent.end).find(
    (box) => box.type === 'jumb' && labelOf(store, box) === label,
  );
}

function labelOf(store: Uint8Array, box: Box): string | null {
  const [description] = boxes(store, box.contents, box.end);
  if (description?.type !== 'jumd') return null;
  // 16 bytes of type, one of toggles, then the label up to a zero byte.
  const start = description.contents + 17;
  const end = store.indexOf(0, start);
  return new TextDecoder().decode(store.subarray(start, Math.min(end, description.end)));
}

function boxes(bytes: Uint8Array, start: number, end: number): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Box[] = [];
  for (let at = start; at + 8 <= end; ) {
    const length = view.getUint32(at);
    if (length < 8 || length > end - at) throw new RangeError('A box ends after its container');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    found.push({ type, start: at, contents: at + 8, end: at + length });
    at += length;
  }
  return found;
}

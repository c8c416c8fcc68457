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
  const [description] = manifest ? boxes(store, manifest.contents, manifest.end) : [];
  if (description?.type !== 'jumd') throw new RangeError('The bytes are no manifest store');
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

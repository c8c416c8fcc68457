import { Problem } from '../http/problem.ts';

interface Box {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  /** Of its contents. */
  readonly body: number;
}

/** No store has as many manifests. */
const MOST_BOXES = 10_000;

/**
 * Whether bytes are one manifest store and nothing besides: a superbox of the type `c2pa` that ends where
 * they end (C2PA 2.4 clause 11.1.4).
 */
export function isOneStore(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const [store, ...others] = boxesIn(view, 0, view.length);
    if (store === undefined || others.length > 0 || store.type !== 'jumb') return false;
    const [description] = boxesIn(view, store.body, store.end);
    if (description?.type !== 'jumd') return false;
    return view.toString('latin1', description.body, description.body + 4) === 'c2pa';
  } catch {
    return false;
  }
}

/**
 * A store that holds the active manifest of another one alone: the last manifest (clause 11.1.4.2), its box
 * byte for byte.
 *
 * @throws Problem INTERNAL for what {@link isOneStore} refuses.
 */
export function activeManifestOnly(bytes: Uint8Array): Uint8Array {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const [store] = boxesIn(view, 0, view.length);
  if (store === undefined) throw new Problem('INTERNAL', 'There is no store.');
  const [description, ...contents] = boxesIn(view, store.body, store.end);
  const active = contents.findLast(({ type }) => type === 'jumb');
  if (description === undefined || active === undefined) {
    throw new Problem('INTERNAL', 'The store has no manifest.');
  }
  const parts = [description, active].map(({ start, end }) => view.subarray(start, end));
  const header = Buffer.alloc(8);
  header.writeUInt32BE(parts.reduce((sum, { length }) => sum + length, header.length));
  header.write('jumb', 4, 'latin1');
  return new Uint8Array(Buffer.concat([header, ...parts]));
}

/** @throws RangeError for a length that leads out of what it is in. */
function boxesIn(view: Buffer, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at < end; ) {
    if (end - at < 8 || boxes.length >= MOST_BOXES) throw new RangeError('No box.');
    const short = view.readUInt32BE(at);
    const isLong = short === 1;
    const length = isLong ? Number(view.readBigUInt64BE(at + 8)) : short;
    const body = at + (isLong ? 16 : 8);
    const last = short === 0 ? end : at + length;
    if (last < body || last > end) throw new RangeError('No box.');
    boxes.push({ start: at, end: last, type: view.toString('latin1', at + 4, at + 8), body });
    at = last;
  }
  return boxes;
}

import { viewOf } from './source.ts';
import type { TiffDirectory, TiffLayout } from './tiff.ts';

/** Types of fields that are written here (TIFF 6.0 section 2, BigTIFF). */
const TYPE = { short: 3, long: 4, long8: 16 } as const;
const BYTES = { short: 2, long: 4, long8: 8 } as const;

/** Bytes of a field in a directory. */
export function tiffFieldBytes({ isBig }: TiffLayout): number {
  return isBig ? 20 : 12;
}

export interface TiffField {
  readonly tag: number;
  /** As it stands in a directory. */
  readonly bytes: Uint8Array;
}

/** A copy of a file that is changed in place and grows at its end. */
export class TiffFile {
  #bytes: Uint8Array;
  #length: number;

  constructor(original: Uint8Array) {
    this.#bytes = new Uint8Array(original.length + (original.length >> 2) + 65_536);
    this.#bytes.set(original);
    this.#length = original.length;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  set(bytes: Uint8Array, at: number): void {
    this.#bytes.set(bytes, at);
  }

  clear(start: number, end: number): void {
    this.#bytes.fill(0, start, end);
  }

  /** Takes a range off the end. False if the file ends elsewhere. */
  cut(start: number, end: number): boolean {
    if (end !== this.#length) return false;
    this.#length = start;
    return true;
  }

  /** On an even position, as fields and directories have to be (TIFF 6.0 section 2). */
  append(bytes: Uint8Array): number {
    const at = this.#length + (this.#length & 1);
    const needed = at + bytes.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(needed + (needed >> 2));
      larger.set(this.bytes());
      this.#bytes = larger;
    }
    this.#bytes.fill(0, this.#length, at);
    this.#bytes.set(bytes, at);
    this.#length = needed;
    return at;
  }

  setPlace({ littleEndian, isBig }: TiffLayout, at: number, value: number): void {
    const view = viewOf(this.#bytes);
    if (isBig) view.setBigUint64(at, BigInt(value), littleEndian);
    else view.setUint32(at, value, littleEndian);
  }

  /** A field, whose values are appended if they do not fit into it. */
  entry(
    layout: TiffLayout,
    tag: number,
    type: keyof typeof TYPE,
    values: readonly number[],
  ): TiffField {
    const { littleEndian, isBig } = layout;
    const bytes = new Uint8Array(tiffFieldBytes(layout));
    const view = viewOf(bytes);
    view.setUint16(0, tag, littleEndian);
    view.setUint16(2, TYPE[type], littleEndian);
    if (isBig) view.setBigUint64(4, BigInt(values.length), littleEndian);
    else view.setUint32(4, values.length, littleEndian);
    const size = BYTES[type];
    const data = new Uint8Array(size * values.length);
    const dataView = viewOf(data);
    for (const [i, value] of values.entries()) {
      if (type === 'short') dataView.setUint16(size * i, value, littleEndian);
      else if (type === 'long') dataView.setUint32(size * i, value, littleEndian);
      else dataView.setBigUint64(size * i, BigInt(value), littleEndian);
    }
    const at = isBig ? 12 : 8;
    if (data.length <= bytes.length - at) bytes.set(data, at);
    else {
      const start = this.append(data);
      if (isBig) view.setBigUint64(at, BigInt(start), littleEndian);
      else view.setUint32(at, start, littleEndian);
    }
    return { tag, bytes };
  }

  /**
   * Writes a directory in the place of the old one, or at the end if it is longer.
   *
   * @param fields In ascending order of their tags (TIFF 6.0 section 2).
   * @param linkAt Where the place of the directory stands; of the first, in the header.
   * @returns Where it stands now.
   */
  directory(
    layout: TiffLayout,
    old: TiffDirectory,
    fields: readonly TiffField[],
    linkAt: number = layout.firstAt,
  ): number {
    const { littleEndian, isBig } = layout;
    const [counted, width] = isBig ? [8, 8] : [2, 4];
    const next = this.#bytes.slice(old.nextAt, old.nextAt + width);
    const bytes = new Uint8Array(counted + fields.length * tiffFieldBytes(layout) + width);
    const view = viewOf(bytes);
    if (isBig) view.setBigUint64(0, BigInt(fields.length), littleEndian);
    else view.setUint16(0, fields.length, littleEndian);
    let at = counted;
    for (const field of fields) {
      bytes.set(field.bytes, at);
      at += field.bytes.length;
    }
    bytes.set(next, at);
    this.clear(old.start, old.end);
    if (fields.length <= old.entries.length) {
      this.set(bytes, old.start);
      return old.start;
    }
    const start = this.append(bytes);
    this.setPlace(layout, linkAt, start);
    return start;
  }
}

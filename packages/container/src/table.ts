import { malformed } from './part.ts';
import { viewOf } from './source.ts';

/** Big-endian fields one after the other, of sizes that a table says itself. */
export class Table {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = viewOf(bytes);
  }

  get position(): number {
    return this.#at;
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  /**
   * @param size 0, 1, 2, 4 or 8 bytes.
   * @throws ContainerError malformed behind the end.
   */
  next(size: number): number {
    if (size > this.left) throw malformed('A table ends too early.');
    const at = this.#at;
    this.#at += size;
    switch (size) {
      case 0:
        return 0;
      case 1:
        return this.#view.getUint8(at);
      case 2:
        return this.#view.getUint16(at);
      case 4:
        return this.#view.getUint32(at);
      default:
        return Number(this.#view.getBigUint64(at));
    }
  }

  /**
   * A number of entries that a table says to have.
   *
   * @param bytesEach Each takes so many at least.
   */
  count(size: number, bytesEach = 1): number {
    const count = this.next(size);
    if (count * bytesEach > this.left) throw malformed('A table has fewer entries than it says.');
    return count;
  }
}

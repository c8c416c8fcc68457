/** A set of log indexes, a bit each: a million records are 125 kB. */
export class Bitmap {
  #bits = new Uint8Array(1024);

  add(index: number): void {
    const at = Math.floor(index / 8);
    if (at >= this.#bits.length) {
      const larger = new Uint8Array(2 * (at + 1));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[at]! |= 1 << (index % 8);
  }

  has(index: number): boolean {
    return ((this.#bits[Math.floor(index / 8)] ?? 0) & (1 << (index % 8))) !== 0;
  }

  /** In order. */
  *[Symbol.iterator](): Generator<number> {
    for (const [at, byte] of this.#bits.entries()) {
      for (let bit = 0; byte >> bit > 0; bit++) if ((byte >> bit) & 1) yield 8 * at + bit;
    }
  }
}

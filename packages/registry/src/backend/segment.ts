import { BANDS, bandOf, bandProbes, hashDistance } from './multi-index.ts';

/** Fingerprints of a segment: positions in it have 16 bits. */
export const SEGMENT = 65_536;
const HASH_BYTES = 32;
const HASH_WORDS = HASH_BYTES / 4;
/** Values of a band, and where the last one ends. */
const OFFSETS = 65_536 + 1;

/** What a fingerprint is met with: the record that it is of, and the bits that differ. */
export type Meet = (index: number, distance: number) => void;

/**
 * Fingerprints of 256 bits in memory, in the order of the log. They are compared one after the other, or,
 * once they are indexed, by their bands alone: for each band the positions sorted by its value. Made from
 * what is stored and never written, so that it needs no durability. 40 bytes a fingerprint, 136 with its
 * index.
 */
export class Segment {
  readonly #hashes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #indexes: Float64Array;
  #offsets: Uint32Array | null = null;
  #positions: Uint16Array | null = null;
  #size = 0;

  /** @param capacity 1..65,536 fingerprints. */
  constructor(capacity: number = SEGMENT) {
    this.#hashes = new Uint8Array(capacity * HASH_BYTES);
    this.#words = new Uint32Array(this.#hashes.buffer);
    this.#indexes = new Float64Array(capacity);
  }

  get isFull(): boolean {
    return this.#size === this.#indexes.length;
  }

  /** Fingerprints that it still takes. */
  get room(): number {
    return this.#indexes.length - this.#size;
  }

  get isIndexed(): boolean {
    return this.#offsets !== null;
  }

  /** @throws RangeError where it is full, or indexed. */
  add(hash: Uint8Array, index: number): void {
    if (this.isFull || this.#offsets) throw new RangeError('The segment takes no more.');
    this.#hashes.set(hash, this.#size * HASH_BYTES);
    this.#indexes[this.#size++] = index;
  }

  /** By counting: two ways through the fingerprints for each band. */
  makeIndex(): void {
    const offsets = new Uint32Array(BANDS * OFFSETS);
    const positions = new Uint16Array(BANDS * this.#size);
    const next = new Uint32Array(OFFSETS);
    for (let band = 0; band < BANDS; band++) {
      const own = offsets.subarray(band * OFFSETS, (band + 1) * OFFSETS);
      for (let at = 0; at < this.#size; at++) own[this.#value(at, band) + 1]!++;
      for (let value = 1; value < OFFSETS; value++) own[value]! += own[value - 1]!;
      next.set(own);
      for (let at = 0; at < this.#size; at++) {
        positions[band * this.#size + next[this.#value(at, band)]!++] = at;
      }
    }
    [this.#offsets, this.#positions] = [offsets, positions];
  }

  /**
   * Meets every fingerprint within `distance` bits of `value` once, and no other.
   *
   * @param radii Of `bandRadii(distance)`.
   */
  search(value: Uint8Array, distance: number, radii: Int8Array, meet: Meet): void {
    if (this.#offsets && this.#positions) {
      this.#lookUp(this.#offsets, this.#positions, value, distance, radii, meet);
    } else this.#scan(value, distance, meet);
  }

  #lookUp(
    offsets: Uint32Array,
    positions: Uint16Array,
    value: Uint8Array,
    distance: number,
    radii: Int8Array,
    meet: Meet,
  ): void {
    const asked = wordsOf(value);
    for (let band = 0; band < BANDS; band++) {
      for (const probe of bandProbes(bandOf(value, band), radii[band]!)) {
        const end = offsets[band * OFFSETS + probe + 1]!;
        for (let i = offsets[band * OFFSETS + probe]!; i < end; i++) {
          const at = positions[band * this.#size + i]!;
          // Nearly all that share a band by chance.
          if (this.#distance(asked, at, distance) > distance) continue;
          const hash = this.#hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
          const found = hashDistance(value, hash, radii, band);
          if (found >= 0) meet(this.#indexes[at]!, found);
        }
      }
    }
  }

  #scan(value: Uint8Array, distance: number, meet: Meet): void {
    const asked = wordsOf(value);
    for (let at = 0; at < this.#size; at++) {
      const found = this.#distance(asked, at, distance);
      if (found <= distance) meet(this.#indexes[at]!, found);
    }
  }

  /** Counts no further than it takes to be more than `most`. */
  #distance(asked: Uint32Array, at: number, most: number): number {
    let found = 0;
    for (let i = 0, word = at * HASH_WORDS; i < HASH_WORDS && found <= most; i++, word++) {
      found += bitsOf(asked[i]! ^ this.#words[word]!);
    }
    return found;
  }

  #value(at: number, band: number): number {
    const byte = at * HASH_BYTES + 2 * band;
    return this.#hashes[byte]! * 256 + this.#hashes[byte + 1]!;
  }
}

/** In the machine's order of bytes, as those of a segment. */
function wordsOf(hash: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(hash).buffer);
}

/** Bits that are set, of 32. */
function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

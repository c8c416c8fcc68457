import { assertImage, type Image } from '../picture/image.ts';
import { type PdqVariants, pdqShrinking, pdqVariantsOf } from '../picture/pdq.ts';
import { shrink } from '../picture/shrink.ts';
import { rounded, type Shrinking, thinned, type Weights } from '../picture/weights.ts';
import { createBlobFinder, LEAST_SIDE, SIGMA } from './blobs.ts';

/** Names the fingerprint of a picture's parts in records. */
export const PARTS_ALG = 'org.provenance.parts.2';

/** Bytes of a part in a fingerprint: its place, and 64 bits of how it looks. */
export const PART_BYTES = 12;
/** Parts of a protected work, at most. */
export const MOST_PARTS = 240;

/**
 * Parts of a picture by which it is found when it was cut, scaled, mirrored or turned: surroundings of blobs, at
 * several sizes. Each is laid in one of eight ways that its own look chooses; one whose choice is close is here
 * in the other ways too. Plain arrays, so that threads can send it.
 */
export interface PictureParts {
  readonly count: number;
  /** Of which blob: the first with a number is the one that a fingerprint keeps. */
  readonly blobs: Uint16Array;
  /** Eleven bits of x and of y, seven of the size, three of how it was laid: see {@link placeOf}. */
  readonly places: Uint32Array;
  /** Signs of frequencies, see {@link FREQUENCIES}. */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** Of each, the {@link DOUBTS} bits of its key that are likeliest to be otherwise in a copy. */
  readonly doubts: Uint8Array;
}

/** How a picture is looked at. */
interface Manner {
  /** Longest side of the picture in which blobs are looked for: most of the time goes with its square. */
  readonly side: number;
  /** Share of the parts that each octave may have, the finest first. */
  readonly shares: readonly number[];
}

const OCTAVES = 4;
/** A crop shows the fine blobs of its work as coarse ones: of a work they are kept, of what may be a crop all. */
const WORK: Manner = { side: 352, shares: [0.78, 0.15, 0.05, 0.02] };
const SOUGHT: Manner = { side: 304, shares: [0.44, 0.32, 0.16, 0.08] };
/** Of large pictures no more rows are read than so many for each of that picture: they are blurred anyway. */
const ROWS_A_SAMPLE = 1.5;
/** Weights of rows are whole numbers of so many: such rows are added up faster. */
const ROW_PARTS = 256;
/** Units of a place to a pixel of that picture. */
const PLACE_UNITS = 5;
/** Steps of a size to a doubling. */
const SIZE_STEPS = 24;

/** Samples a side of the patch that is transformed, and its side in sigmas of the blob. */
const PATCH = 16;
const HALF = PATCH / 2;
const REACH = 14;
const KEPT = 8;

/** Bits of the key that an index is entered by: the polarity of the blob, and the lowest frequencies. */
export const KEY_BITS = 21;
export const DOUBTS = 3;
/** Shares of the usual size of a frequency below which a choice of how to lay a part is close. */
const CLOSE = 0.25;

/**
 * Which frequency each bit is of: bit 0 says whether the blob is bright, then come row and column of the
 * frequencies, the lowest first. The last two choose how a part is laid, and are always positive.
 */
const FREQUENCIES: readonly (readonly [number, number])[] = (() => {
  const all = Array.from({ length: KEPT * KEPT }, (_, k) => [k >> 3, k & 7] as const);
  const order = ([i, j]: readonly [number, number]) => (i + j === 1 ? 99 : i + j);
  return all
    .slice(1)
    .sort(
      (a, b) => order(a) - order(b) || Math.abs(a[0] - a[1]) - Math.abs(b[0] - b[1]) || a[0] - b[0],
    );
})();
const bitOf = (i: number, j: number) => 1 + FREQUENCIES.findIndex(([a, b]) => a === i && b === j);
const ACROSS = bitOf(0, 1);
const DOWN = bitOf(1, 0);
/** The bit of each frequency, by rows; the mean has none, and 0 is of the polarity. */
const BITS = Uint8Array.from({ length: KEPT * KEPT }, (_, k) => bitOf(k >> 3, k & 7));

/** A way to lay a part, by its number: rows and columns change places (4), then are reversed (2, 1). */
interface Laying {
  /** Bit k of the laid part is bit `from[k]`, of the other sign where `sign[k]` is -1. */
  readonly from: Uint8Array;
  readonly sign: Int8Array;
}

const LAYINGS: readonly Laying[] = Array.from({ length: 8 }, (_, way): Laying => {
  const from = new Uint8Array(64);
  const sign = new Int8Array(64).fill(1);
  for (const [k, [i, j]] of FREQUENCIES.entries()) {
    from[k + 1] = way & 4 ? bitOf(j, i) : k + 1;
    // A frequency that is odd changes its sign where a side is reversed.
    if (way & 2 && i & 1) sign[k + 1]! *= -1;
    if (way & 1 && j & 1) sign[k + 1]! *= -1;
  }
  return { from, sign };
});

/** What a way does to places around the origin: new x of x and y, new y of x and y. */
export function turnOf(way: number): readonly [number, number, number, number] {
  const x = way & 1 ? -1 : 1;
  const y = way & 2 ? -1 : 1;
  return way & 4 ? [0, x, y, 0] : [x, 0, 0, y];
}

/** Where a part lies, in pixels of the picture as long as its {@link Manner} has it; its size in doublings; how it was laid. */
export function placeOf(place: number) {
  return {
    x: (place >>> 21) / PLACE_UNITS,
    y: ((place >>> 10) & 2047) / PLACE_UNITS,
    size: ((place >>> 3) & 127) / SIZE_STEPS,
    way: place & 7,
  };
}

/** What is further from the middle moves more when a copy is turned or scaled, and counts for less. */
const windows = Float64Array.from({ length: PATCH }, (_, u) => {
  const x = (u - (PATCH - 1) / 2) / PATCH;
  return Math.exp((-x * x) / (2 * 0.35 * 0.35));
});
const windowSum = windows.reduce((sum, value) => sum + value, 0);
/** Rows of the DCT-II times the window; only the first half: the other has the same values or their negatives. */
const cosines = Float64Array.from({ length: KEPT * HALF }, (_, at) => {
  const u = at % HALF;
  return windows[u]! * Math.cos((Math.PI / (2 * PATCH)) * Math.floor(at / HALF) * (2 * u + 1));
});
/** What each row makes of a patch of ones. */
const flat = Float64Array.from({ length: KEPT }, (_, j) =>
  j & 1 ? 0 : 2 * cosines.subarray(j * HALF, (j + 1) * HALF).reduce((sum, value) => sum + value, 0),
);

/** Looks at pictures, one at a time: its memory is taken once, some 5 MB. */
export interface PartsDescriber {
  /**
   * The parts of a work, for a list; those first of each size that are likeliest to be found again.
   *
   * Blobs are extremes of differences of Gaussians (D. Lowe, 2004). A part is the signs of the lowest 63
   * frequencies of its surroundings, as PDQ has them of a whole picture, and whether it is bright; it is laid
   * so that its two slowest waves are positive and that along rows is the stronger. A quarter turn and a mirror
   * change nothing then, and a small turn few bits. Refused: a direction of its own for each part, which is
   * seldom the same in a copy; pairs of samples (BRIEF, M. Calonder 2010), whose bits depend on each other so
   * that lists of an index are uneven, and which take four times the room; and to ask in all eight ways, which
   * takes eight times as long.
   *
   * @param most blobs, 1..1024
   * @throws TypeError, RangeError if the picture contradicts itself
   */
  describe(image: Image, most: number): PictureParts;

  /**
   * What a list is asked with: the parts of a picture that may be a copy, and what `pdqVariants` says of it, from
   * one reading of its pixels.
   *
   * @throws TypeError, RangeError as `describe`
   */
  look(image: Image, most: number): PictureLook;
}

/** What a list of works is asked with. */
export interface PictureLook extends PdqVariants {
  readonly parts: PictureParts;
}

let made: PartsDescriber | undefined;

/** The same for all who ask: engines know where the arrays lie that loops close over if they are made once. */
export function createPartsDescriber(): PartsDescriber {
  made ??= makeDescriber();
  return made;
}

function makeDescriber(): PartsDescriber {
  const finder = createBlobFinder(Math.max(WORK.side, SOUGHT.side));
  const { planes } = finder;
  const columns = new Int32Array(PATCH);
  const offsets = new Float64Array(PATCH);
  const line = new Float64Array(PATCH);
  const even = new Float64Array(KEPT * HALF);
  const odd = new Float64Array(KEPT * HALF);
  const values = new Float64Array(64);

  /** Fills `values` with the frequencies of what is around a place. */
  function transform(plane: number, w: number, h: number, x: number, y: number, by: number) {
    for (let u = 0; u < PATCH; u++) {
      const px = Math.max(0, Math.min(w - 1.001, x + (u - (PATCH - 1) / 2) * by));
      columns[u] = Math.floor(px);
      offsets[u] = px - columns[u]!;
    }
    let mean = 0;
    for (let v = 0; v < PATCH; v++) {
      const py = Math.max(0, Math.min(h - 1.001, y + (v - (PATCH - 1) / 2) * by));
      const top = Math.floor(py);
      const t = py - top;
      const row = plane + top * w;
      const next = row + w;
      let sum = 0;
      for (let u = 0; u < PATCH; u++) {
        const left = columns[u]!;
        const s = offsets[u]!;
        const a = planes[row + left]!;
        const b = planes[next + left]!;
        const upper = a + s * (planes[row + left + 1]! - a);
        const value = upper + t * (b + s * (planes[next + left + 1]! - b) - upper);
        line[u] = value;
        sum += value * windows[u]!;
      }
      mean += sum * windows[v]!;
      // Rows from both ends together, as columns are: what they have in common, and what they have not.
      const mirrored = v >= HALF;
      const to = mirrored ? PATCH - 1 - v : v;
      const s0 = line[0]! + line[15]!;
      const s1 = line[1]! + line[14]!;
      const s2 = line[2]! + line[13]!;
      const s3 = line[3]! + line[12]!;
      const s4 = line[4]! + line[11]!;
      const s5 = line[5]! + line[10]!;
      const s6 = line[6]! + line[9]!;
      const s7 = line[7]! + line[8]!;
      const d0 = line[0]! - line[15]!;
      const d1 = line[1]! - line[14]!;
      const d2 = line[2]! - line[13]!;
      const d3 = line[3]! - line[12]!;
      const d4 = line[4]! - line[11]!;
      const d5 = line[5]! - line[10]!;
      const d6 = line[6]! - line[9]!;
      const d7 = line[7]! - line[8]!;
      for (let j = 0; j < KEPT; j += 2) {
        const at = j * HALF;
        const next = at + HALF;
        const slow =
          cosines[at]! * s0 +
          cosines[at + 1]! * s1 +
          cosines[at + 2]! * s2 +
          cosines[at + 3]! * s3 +
          cosines[at + 4]! * s4 +
          cosines[at + 5]! * s5 +
          cosines[at + 6]! * s6 +
          cosines[at + 7]! * s7;
        const fast =
          cosines[next]! * d0 +
          cosines[next + 1]! * d1 +
          cosines[next + 2]! * d2 +
          cosines[next + 3]! * d3 +
          cosines[next + 4]! * d4 +
          cosines[next + 5]! * d5 +
          cosines[next + 6]! * d6 +
          cosines[next + 7]! * d7;
        if (mirrored) {
          const first = even[at + to]!;
          even[at + to] = first + slow;
          odd[at + to] = first - slow;
          const second = even[next + to]!;
          even[next + to] = second + fast;
          odd[next + to] = second - fast;
        } else {
          even[at + to] = slow;
          even[next + to] = fast;
        }
      }
    }
    mean /= windowSum * windowSum;
    for (let j = 0; j < KEPT; j++) {
      const from = j * HALF;
      const s0 = even[from + 0]!;
      const s1 = even[from + 1]!;
      const s2 = even[from + 2]!;
      const s3 = even[from + 3]!;
      const s4 = even[from + 4]!;
      const s5 = even[from + 5]!;
      const s6 = even[from + 6]!;
      const s7 = even[from + 7]!;
      const d0 = odd[from + 0]!;
      const d1 = odd[from + 1]!;
      const d2 = odd[from + 2]!;
      const d3 = odd[from + 3]!;
      const d4 = odd[from + 4]!;
      const d5 = odd[from + 5]!;
      const d6 = odd[from + 6]!;
      const d7 = odd[from + 7]!;
      for (let i = 0; i < KEPT; i += 2) {
        const at = i * HALF;
        const next = at + HALF;
        const slow =
          cosines[at]! * s0 +
          cosines[at + 1]! * s1 +
          cosines[at + 2]! * s2 +
          cosines[at + 3]! * s3 +
          cosines[at + 4]! * s4 +
          cosines[at + 5]! * s5 +
          cosines[at + 6]! * s6 +
          cosines[at + 7]! * s7;
        const fast =
          cosines[next]! * d0 +
          cosines[next + 1]! * d1 +
          cosines[next + 2]! * d2 +
          cosines[next + 3]! * d3 +
          cosines[next + 4]! * d4 +
          cosines[next + 5]! * d5 +
          cosines[next + 6]! * d6 +
          cosines[next + 7]! * d7;
        values[BITS[at + j]!] = slow - mean * flat[i]! * flat[j]!;
        values[BITS[next + j]!] = fast - mean * flat[i + 1]! * flat[j]!;
      }
    }
  }

  /** The bits of the key whose frequencies are the least. */
  function doubt(from: Uint8Array, out: Uint8Array, to: number) {
    let [first, second, third] = [0, 0, 0];
    let [least, less, low] = [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ];
    for (let bit = 1; bit < KEY_BITS; bit++) {
      const size = Math.abs(values[from[bit]!]!);
      if (size >= low) continue;
      if (size < less) {
        third = second;
        low = less;
        if (size < least) {
          second = first;
          less = least;
          first = bit;
          least = size;
        } else {
          second = bit;
          less = size;
        }
      } else {
        third = bit;
        low = size;
      }
    }
    out[to] = first;
    out[to + 1] = second;
    out[to + 2] = third;
  }

  function partsOf(
    plane: Float64Array | null,
    { w, h }: Plane,
    shares: readonly number[],
    most: number,
  ): PictureParts {
    const forms = most * LAYINGS.length;
    const blobs = new Uint16Array(forms);
    const places = new Uint32Array(forms);
    const low = new Uint32Array(forms);
    const high = new Uint32Array(forms);
    const doubts = new Uint8Array(forms * DOUBTS);
    let blob = 0;
    let count = 0;
    if (plane !== null) {
      finder.begin(plane, w, h);
      let carried = 0;
      for (let octave = 0; octave < OCTAVES; octave++) {
        if (octave > 0 && !finder.halve()) break;
        const found = finder.find();
        const { x, y, sigma, level, response, order } = found;
        const wanted = Math.min(most - blob, Math.round(shares[octave]! * most + carried));
        const taken = Math.min(wanted, order.length);
        carried += shares[octave]! * most - taken;
        for (let n = 0; n < taken; n++) {
          const i = order[n]!;
          const plane = found.levels[level[i]!]!;
          const step = (REACH * sigma[i]!) / PATCH;
          transform(plane, found.width, found.height, x[i]!, y[i]!, step);
          const grow = 2 ** octave;
          const size = Math.round(SIZE_STEPS * (octave + Math.log2(sigma[i]! / SIGMA)));
          const place =
            (units((x[i]! + 0.5) * grow) << 21) |
            (units((y[i]! + 0.5) * grow) << 10) |
            (Math.max(0, Math.min(127, size)) << 3);
          const across = values[ACROSS]!;
          const down = values[DOWN]!;
          let usual = 0;
          for (let bit = 1; bit < KEY_BITS; bit++) usual += values[bit]! ** 2;
          usual = CLOSE * Math.sqrt(usual / (KEY_BITS - 1));
          const isClose =
            (Math.abs(Math.abs(across) - Math.abs(down)) < usual ? 4 : 0) |
            (Math.min(Math.abs(across), Math.abs(down)) < usual ? 2 : 0) |
            (Math.max(Math.abs(across), Math.abs(down)) < usual ? 1 : 0);
          const chosen = Math.abs(down) > Math.abs(across) ? 4 : 0;
          for (let other = 0; other < LAYINGS.length; other++) {
            if ((other & isClose) !== other) continue;
            const swap = chosen ^ (other & 4);
            const columns = (swap ? down : across) < 0 ? 1 : 0;
            const rows = (swap ? across : down) < 0 ? 2 : 0;
            const way = swap | ((columns | rows) ^ (other & 3));
            const { from, sign } = LAYINGS[way]!;
            // A blob that is brighter than around it has a negative difference.
            let l = response[i]! < 0 ? 1 : 0;
            let u = 0;
            for (let bit = 1; bit < 64; bit++) {
              if (values[from[bit]!]! * sign[bit]! <= 0) continue;
              if (bit < 32) l |= 1 << bit;
              else u |= 1 << (bit - 32);
            }
            blobs[count] = blob;
            places[count] = place | way;
            low[count] = l;
            high[count] = u;
            doubt(from, doubts, count * DOUBTS);
            count++;
          }
          blob++;
        }
      }
    }
    return {
      count,
      blobs: blobs.slice(0, count),
      places: places.slice(0, count),
      low: low.slice(0, count),
      high: high.slice(0, count),
      doubts: doubts.slice(0, count * DOUBTS),
    };
  }

  return {
    describe(image, most) {
      assertLook(image, most);
      const size = planeOf(image, WORK);
      const plane = size && shrink(image, [partsShrinking(image, size)])[0]!;
      return partsOf(plane, size ?? NONE, WORK.shares, most);
    },
    look(image, most) {
      assertLook(image, most);
      const size = planeOf(image, SOUGHT);
      const [whole, plane = null] = shrink(image, [
        pdqShrinking(image),
        ...(size === null ? [] : [partsShrinking(image, size)]),
      ]);
      const parts = partsOf(plane, size ?? NONE, SOUGHT.shares, most);
      return { parts, ...pdqVariantsOf(whole!) };
    },
  };
}

function assertLook(image: Image, most: number): void {
  assertImage(image);
  if (!Number.isInteger(most) || most < 1 || most > 1024) {
    throw new RangeError(`The number of parts is an integer 1..1024, not ${most}.`);
  }
}

/** Columns and rows of the picture in which blobs are looked for. */
interface Plane {
  readonly w: number;
  readonly h: number;
}

const NONE: Plane = { w: 0, h: 0 };

/** Null: there is nothing to cut parts of. */
function planeOf({ width, height }: Image, { side }: Manner): Plane | null {
  const longest = Math.max(width, height);
  const w = Math.round((width * side) / longest);
  const h = Math.round((height * side) / longest);
  return Math.min(width, height, w, h) < LEAST_SIDE ? null : { w, h };
}

function partsShrinking({ width, height }: Image, { w, h }: Plane): Shrinking {
  const step = Math.max(1, Math.floor(height / h / ROWS_A_SAMPLE));
  const rows = rounded(thinned(scaling(height, h), step), ROW_PARTS);
  return { columns: scaling(width, w), rows, step };
}

/** The fingerprint of a work: {@link PART_BYTES} a part, places and bits as big-endian words. */
export function partsFingerprint({ count, blobs, places, low, high }: PictureParts): Uint8Array {
  const words: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i === 0 || blobs[i] !== blobs[i - 1]) words.push(places[i]!, high[i]!, low[i]!);
  }
  const out = new Uint8Array(words.length * 4);
  const view = new DataView(out.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word);
  return out;
}

function units(at: number): number {
  return Math.max(0, Math.min(2047, Math.round(at * PLACE_UNITS)));
}

/**
 * Weights that make a side longer or shorter. Where that is to less than half, each sample is the mean of what it
 * covers, and each pixel is read once; else of a triangle.
 */
function scaling(length: number, count: number): Weights {
  const ratio = length / count;
  const reach = ratio >= 2 ? ratio / 2 : Math.max(1, ratio);
  const share = ratio >= 2 ? covered : risen;
  const first = new Int32Array(count);
  const at = new Int32Array(count + 1);
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    const middle = (i + 0.5) * ratio - 0.5;
    const from = Math.max(0, Math.ceil(middle - reach - 0.5 + 1e-9));
    const to = Math.min(length - 1, Math.floor(middle + reach + 0.5 - 1e-9));
    let sum = 0;
    for (let k = from; k <= to; k++) sum += share(reach, Math.abs(k - middle));
    for (let k = from; k <= to; k++) weights.push(share(reach, Math.abs(k - middle)) / sum);
    first[i] = from;
    at[i + 1] = weights.length;
  }
  return { first, at, weights: Float64Array.from(weights), total: 1 };
}

/** How much of a pixel lies within reach, at a distance from the middle. */
function covered(reach: number, distance: number): number {
  return Math.max(0, Math.min(1, reach + 0.5 - distance));
}

function risen(reach: number, distance: number): number {
  return Math.max(0, reach - distance);
}

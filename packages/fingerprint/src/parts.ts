import { assertImage, type Image } from './image.ts';
import { shrink, type Weights } from './shrink.ts';

/** Names the fingerprint of a picture's parts in records. */
export const PARTS_ALG = 'org.provenance.parts.1';

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

/** Longest side of the picture in which blobs are looked for. */
const SIDE = 384;
/** Below this there is nothing to cut parts of. */
const LEAST_SIDE = 32;
/** Units of a place to a pixel of that picture. */
const PLACE_UNITS = 5;
/** Steps of a size to a doubling. */
const SIZE_STEPS = 24;

const OCTAVES = 4;
/** Sizes an octave, as D. Lowe measured to be best ("Distinctive Image Features", 2004, section 3.3). */
const SCALES = 3;
const LEVELS = SCALES + 3;
const SIGMA = 1.6;
/** Blur of a picture as it comes, once it was made small. */
const OWN_SIGMA = 0.6;
/** Differences below it, of 255, are noise. */
const LEAST_CONTRAST = 1;
/** Lowe's ratio of curvatures, above which a blob is an edge and has no place along it. */
const MOST_RATIO = 10;
const EDGE = (MOST_RATIO + 1) ** 2 / MOST_RATIO;
/** Share of the parts that each octave may have: a crop shows the fine ones of its work as coarse ones. */
const SHARES = [0.44, 0.32, 0.16, 0.08];
/** Cells a side within which parts compete, so that every region has some. */
const CELLS = 8;
/** Blobs that are kept of an octave, at most, before they compete. */
const MOST_FOUND = 4096;

/** Samples a side of the patch that is transformed, and its side in sigmas of the blob. */
const PATCH = 16;
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

/** Where a part lies, in pixels of the picture made {@link SIDE} long; its size in doublings; how it was laid. */
export function placeOf(place: number) {
  return {
    x: (place >>> 21) / PLACE_UNITS,
    y: ((place >>> 10) & 2047) / PLACE_UNITS,
    size: ((place >>> 3) & 127) / SIZE_STEPS,
    way: place & 7,
  };
}

const cosines = Float32Array.from({ length: KEPT * PATCH }, (_, at) =>
  Math.cos((Math.PI / (2 * PATCH)) * Math.floor(at / PATCH) * (2 * (at % PATCH) + 1)),
);
/** What is further from the middle moves more when a copy is turned or scaled, and counts for less. */
const windows = Float32Array.from({ length: PATCH * PATCH }, (_, at) => {
  const x = ((at % PATCH) - (PATCH - 1) / 2) / PATCH;
  const y = (Math.floor(at / PATCH) - (PATCH - 1) / 2) / PATCH;
  return Math.exp(-(x * x + y * y) / (2 * 0.35 * 0.35));
});
const windowSum = windows.reduce((sum, value) => sum + value, 0);

/** Looks at pictures, one at a time: its memory is taken once, some 8 MB. */
export interface PartsDescriber {
  /**
   * The parts of a picture, those first of each size that are likeliest to be found again.
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
}

export function createPartsDescriber(): PartsDescriber {
  const levels = Array.from({ length: LEVELS }, () => new Float32Array(SIDE * SIDE));
  const differences = Array.from({ length: LEVELS - 1 }, () => new Float32Array(SIDE * SIDE));
  const scratch = new Float32Array(SIDE * SIDE);
  const line = new Float32Array(SIDE + 64);
  const first = kernel(Math.sqrt(SIGMA ** 2 - OWN_SIGMA ** 2));
  const kernels = Array.from({ length: LEVELS - 1 }, (_, i) =>
    kernel(SIGMA * 2 ** (i / SCALES) * Math.sqrt(2 ** (2 / SCALES) - 1)),
  );
  const found = Array.from({ length: OCTAVES }, () => ({
    count: 0,
    x: new Float32Array(MOST_FOUND),
    y: new Float32Array(MOST_FOUND),
    sigma: new Float32Array(MOST_FOUND),
    level: new Uint8Array(MOST_FOUND),
    /** Of the difference: its sign is the polarity. */
    response: new Float32Array(MOST_FOUND),
  }));
  const patch = new Float32Array(PATCH * PATCH);
  const half = new Float32Array(KEPT * PATCH);
  const values = new Float32Array(64);

  /** Blurs, with the edge repeated. `out` may be the plane. */
  function blur(plane: Float32Array, out: Float32Array, w: number, h: number, taps: Float32Array) {
    const radius = taps.length - 1;
    for (let y = 0; y < h; y++) {
      const row = y * w;
      for (let x = 0; x < w; x++) line[x + radius] = plane[row + x]!;
      for (let k = 0; k < radius; k++) {
        line[k] = plane[row]!;
        line[w + radius + k] = plane[row + w - 1]!;
      }
      for (let x = 0; x < w; x++) {
        let sum = taps[0]! * line[x + radius]!;
        for (let k = 1; k <= radius; k++) {
          sum += taps[k]! * (line[x + radius - k]! + line[x + radius + k]!);
        }
        scratch[row + x] = sum;
      }
    }
    for (let y = 0; y < h; y++) {
      const row = y * w;
      const middle = taps[0]!;
      for (let x = 0; x < w; x++) out[row + x] = middle * scratch[row + x]!;
      for (let k = 1; k <= radius; k++) {
        const tap = taps[k]!;
        const above = Math.max(0, y - k) * w;
        const below = Math.min(h - 1, y + k) * w;
        for (let x = 0; x < w; x++) {
          out[row + x]! += tap * (scratch[above + x]! + scratch[below + x]!);
        }
      }
    }
  }

  function detect(octave: number, w: number, h: number) {
    const list = found[octave]!;
    list.count = 0;
    for (let s = 1; s <= SCALES; s++) {
      const below = differences[s - 1]!;
      const here = differences[s]!;
      const above = differences[s + 1]!;
      for (let y = 2; y < h - 2; y++) {
        for (let x = 2; x < w - 2; x++) {
          const at = y * w + x;
          const value = here[at]!;
          if (value < LEAST_CONTRAST && value > -LEAST_CONTRAST) continue;
          const sign = value > 0 ? 1 : -1;
          const size = sign * value;
          let isExtreme = true;
          for (let dy = -w; isExtreme && dy <= w; dy += w) {
            for (let to = at + dy - 1; to <= at + dy + 1; to++) {
              if (
                sign * below[to]! >= size ||
                sign * above[to]! >= size ||
                (to !== at && sign * here[to]! >= size)
              ) {
                isExtreme = false;
                break;
              }
            }
          }
          if (!isExtreme) continue;
          const dx = (here[at + 1]! - here[at - 1]!) / 2;
          const dy = (here[at + w]! - here[at - w]!) / 2;
          const ds = (above[at]! - below[at]!) / 2;
          const xx = here[at + 1]! + here[at - 1]! - 2 * value;
          const yy = here[at + w]! + here[at - w]! - 2 * value;
          const ss = above[at]! + below[at]! - 2 * value;
          const xy =
            (here[at + w + 1]! - here[at + w - 1]! - here[at - w + 1]! + here[at - w - 1]!) / 4;
          const det = xx * yy - xy * xy;
          if (!(det > 0) || (xx + yy) ** 2 >= EDGE * det || list.count === MOST_FOUND) continue;
          const n = list.count++;
          list.x[n] = x + within(-dx / xx);
          list.y[n] = y + within(-dy / yy);
          list.sigma[n] = SIGMA * 2 ** ((s + within(-ds / ss)) / SCALES);
          list.level[n] = s;
          list.response[n] = value;
        }
      }
    }
  }

  /** Order in which the blobs of an octave are taken: strong ones, those in crowded cells later. */
  function ranked(octave: number, w: number, h: number): Uint32Array {
    const { count, x, y, response } = found[octave]!;
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    order.sort((a, b) => Math.abs(response[b]!) - Math.abs(response[a]!) || a - b);
    const taken = new Uint16Array(CELLS * CELLS);
    const score = new Float32Array(count);
    for (const i of order) {
      const cell =
        Math.min(CELLS - 1, Math.floor((y[i]! / h) * CELLS)) * CELLS +
        Math.min(CELLS - 1, Math.floor((x[i]! / w) * CELLS));
      score[i] = Math.abs(response[i]!) / (1 + taken[cell]!++);
    }
    return order.sort((a, b) => score[b]! - score[a]! || a - b);
  }

  /** Fills `values` with the frequencies of a blob's surroundings. */
  function transform(octave: number, i: number, w: number, h: number) {
    const { x, y, sigma, level } = found[octave]!;
    const plane = levels[level[i]!]!;
    const step = (REACH * sigma[i]!) / PATCH;
    let mean = 0;
    for (let v = 0, to = 0; v < PATCH; v++) {
      const py = Math.max(0, Math.min(h - 1.001, y[i]! + (v - (PATCH - 1) / 2) * step));
      const top = Math.floor(py);
      const t = py - top;
      const row = top * w;
      const next = row + (top + 1 < h ? w : 0);
      for (let u = 0; u < PATCH; u++, to++) {
        const px = Math.max(0, Math.min(w - 1.001, x[i]! + (u - (PATCH - 1) / 2) * step));
        const left = Math.floor(px);
        const s = px - left;
        const a = plane[row + left]! + s * (plane[row + left + 1]! - plane[row + left]!);
        const b = plane[next + left]! + s * (plane[next + left + 1]! - plane[next + left]!);
        const value = a + t * (b - a);
        patch[to] = value;
        mean += value * windows[to]!;
      }
    }
    mean /= windowSum;
    for (let to = 0; to < patch.length; to++) patch[to] = (patch[to]! - mean) * windows[to]!;
    for (let v = 0; v < PATCH; v++) {
      for (let j = 0; j < KEPT; j++) {
        let sum = 0;
        for (let u = 0; u < PATCH; u++) sum += patch[v * PATCH + u]! * cosines[j * PATCH + u]!;
        half[j * PATCH + v] = sum;
      }
    }
    for (let k = 0; k < FREQUENCIES.length; k++) {
      const [row, column] = FREQUENCIES[k]!;
      let sum = 0;
      for (let v = 0; v < PATCH; v++) sum += half[column * PATCH + v]! * cosines[row * PATCH + v]!;
      values[k + 1] = sum;
    }
  }

  /** The bits of the key whose frequencies are the least. */
  function doubt(from: Uint8Array, out: Uint8Array) {
    for (let d = 0; d < DOUBTS; d++) {
      let least = 0;
      for (let bit = 1; bit < KEY_BITS; bit++) {
        let isTaken = false;
        for (let e = 0; e < d; e++) isTaken ||= out[e] === bit;
        if (isTaken) continue;
        if (least === 0 || Math.abs(values[from[bit]!]!) < Math.abs(values[from[least]!]!)) {
          least = bit;
        }
      }
      out[d] = least;
    }
  }

  return {
    describe(image, most) {
      assertImage(image);
      if (!Number.isInteger(most) || most < 1 || most > 1024) {
        throw new RangeError(`The number of parts is an integer 1..1024, not ${most}.`);
      }
      const { width, height } = image;
      const longest = Math.max(width, height);
      let w = Math.max(1, Math.round((width * SIDE) / longest));
      let h = Math.max(1, Math.round((height * SIDE) / longest));
      const forms = most * LAYINGS.length;
      const blobs = new Uint16Array(forms);
      const places = new Uint32Array(forms);
      const low = new Uint32Array(forms);
      const high = new Uint32Array(forms);
      const doubts = new Uint8Array(forms * DOUBTS);
      let blob = 0;
      let count = 0;
      if (Math.min(width, height) >= LEAST_SIDE && Math.min(w, h) >= LEAST_SIDE) {
        levels[0]!.set(shrink(image, triangles(width, w), triangles(height, h)));
        blur(levels[0]!, levels[0]!, w, h, first);
        let carried = 0;
        for (let octave = 0; octave < OCTAVES && Math.min(w, h) >= LEAST_SIDE; octave++) {
          const size = w * h;
          for (let i = 1; i < LEVELS; i++) {
            blur(levels[i - 1]!, levels[i]!, w, h, kernels[i - 1]!);
            const upper = levels[i]!;
            const lower = levels[i - 1]!;
            const difference = differences[i - 1]!;
            for (let at = 0; at < size; at++) difference[at] = upper[at]! - lower[at]!;
          }
          detect(octave, w, h);
          const wanted = Math.min(most - blob, Math.round(SHARES[octave]! * most + carried));
          const order = ranked(octave, w, h);
          const taken = Math.min(wanted, order.length);
          carried += SHARES[octave]! * most - taken;
          for (let n = 0; n < taken; n++) {
            const i = order[n]!;
            transform(octave, i, w, h);
            const { x, y, sigma, response } = found[octave]!;
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
              doubt(from, doubts.subarray(count * DOUBTS, (count + 1) * DOUBTS));
              count++;
            }
            blob++;
          }
          // Twice the sigma of the first: the next octave begins with it, at half the size.
          const from = levels[SCALES]!;
          const to = levels[0]!;
          const next = w >> 1;
          const rows = h >> 1;
          for (let y = 0; y < rows; y++) {
            for (let x = 0; x < next; x++) {
              const at = 2 * y * w + 2 * x;
              to[y * next + x] =
                (from[at]! + from[at + 1]! + from[at + w]! + from[at + w + 1]!) / 4;
            }
          }
          w = next;
          h = rows;
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
    },
  };
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

function within(offset: number): number {
  return Number.isNaN(offset) ? 0 : Math.max(-0.5, Math.min(0.5, offset));
}

function units(at: number): number {
  return Math.max(0, Math.min(2047, Math.round(at * PLACE_UNITS)));
}

/** Middle and one side of a Gaussian. */
function kernel(sigma: number): Float32Array {
  const radius = Math.ceil(2.6 * sigma);
  const taps = Float32Array.from({ length: radius + 1 }, (_, k) =>
    Math.exp((-k * k) / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((total, tap) => total + 2 * tap, -taps[0]!);
  return taps.map((tap) => tap / sum);
}

/** Weights that make a side longer or shorter: triangles as wide as a sample of the coarser of both. */
function triangles(length: number, count: number): Weights {
  const ratio = length / count;
  const reach = Math.max(1, ratio);
  const first = new Int32Array(count);
  const at = new Int32Array(count + 1);
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    const middle = (i + 0.5) * ratio - 0.5;
    const from = Math.max(0, Math.ceil(middle - reach + 1e-9));
    const to = Math.min(length - 1, Math.floor(middle + reach - 1e-9));
    let sum = 0;
    for (let k = from; k <= to; k++) sum += reach - Math.abs(k - middle);
    for (let k = from; k <= to; k++) weights.push((reach - Math.abs(k - middle)) / sum);
    first[i] = from;
    at[i + 1] = weights.length;
  }
  return { first, at, weights: Float64Array.from(weights) };
}

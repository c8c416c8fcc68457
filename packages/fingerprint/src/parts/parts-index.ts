import { DOUBTS, KEY_BITS, PART_BYTES, type PictureParts, placeOf, turnOf } from './parts.ts';

/** A work of which parts were found in a picture, lying to each other as they do in the work. */
export interface PartsMatch {
  /** Place in the list that the index was made of. */
  readonly work: number;
  /** Parts that agree with one placement of the work. */
  readonly parts: number;
}

/** Works by their parts, held in memory: 16 bytes a part, and 8 MB for all. */
export interface PartsIndex {
  readonly works: number;
  readonly bytes: number;
  /** Works of which at least {@link LEAST_AGREEING} parts are in the picture, the most first. */
  find(parts: PictureParts): PartsMatch[];
}

/** Bits of 64 in which a part and its copy differ, at most; parts that are not alike differ in 32, give or take 5. */
const MOST_BITS = 14;
/** The eight ways to lay a picture. */
const WAYS = 8;
/** How a picture is to be laid, by how its part and that of the work were: at eight times the former and the latter. */
const RELATIONS = Uint8Array.from({ length: WAYS * WAYS }, (_, at) => {
  const [a, b, c, d] = turnOf(at >> 3);
  // Turns back: the transpose.
  const [p, r, q, s] = turnOf(at & 7);
  const turn = [p * a + q * c, p * b + q * d, r * a + s * c, r * b + s * d];
  return Array.from({ length: WAYS }, (_, way) => way).find((way) =>
    turnOf(way).every((value, i) => value === turn[i]),
  )!;
});

/** Parts that have to agree. */
const LEAST_AGREEING = 8;
/** With so many no better placement is looked for. */
const ENOUGH = 24;
/** So many parts ahead of the one that is looked at, its lists are fetched. */
const AHEAD = 3;
/** A list of more than so many parts is of what every picture has, and is not read. */
const MOST_LISTED = 1024;
/** Pairs of parts that are held against each other for one picture, at most. */
const MOST_PAIRS = 1 << 16;
/** Pairs of one work that are placed, at most: those that are most alike. */
const MOST_PLACED = 64;
/** Of placements by two pairs, how many are tried. */
const MOST_TRIED = 256;

/** How far a part may lie from where a placement has it, in pixels of the work: see `SIDE`. */
const NEAR = 7;
/** Two parts that make a placement lie at least so far apart, in pixels of either. */
const APART = 16;
/** How much a placement may be larger or smaller than the sizes of its parts say. */
const MOST_GROWTH = 1.35;
/** Sine of the largest turn besides the eight ways. */
const MOST_TURN = 0.34;
/** Both sides of what the agreeing parts span in the picture, of its pixels. */
const LEAST_SPAN = 32;

/**
 * @param works fingerprints, as `partsFingerprint` makes them
 * @throws RangeError for one whose length is none
 */
export function createPartsIndex(works: readonly Uint8Array[]): PartsIndex {
  let total = 0;
  for (const work of works) {
    if (work.length % PART_BYTES !== 0) {
      throw new RangeError(`A fingerprint of parts has ${PART_BYTES} bytes a part.`);
    }
    total += work.length / PART_BYTES;
  }
  const lists = 2 ** KEY_BITS;
  const mask = lists - 1;
  /** Where each list begins; while they are filled, where it ends so far. */
  const starts = new Uint32Array(lists + 1);
  /** Of each part the low and high bits, its place and its work: what is read together lies together. One more, so that a list may begin where all end. */
  const listed = new Int32Array(4 * total + 1);
  const views = works.map((work) => new DataView(work.buffer, work.byteOffset, work.length));
  for (const view of views) {
    for (let at = 0; at < view.byteLength; at += PART_BYTES) {
      starts[(view.getUint32(at + 8) & mask) + 1]!++;
    }
  }
  for (let k = 0; k < lists; k++) starts[k + 1]! += starts[k]!;
  const filled = starts.slice(0, lists);
  for (const [owner, view] of views.entries()) {
    for (let at = 0; at < view.byteLength; at += PART_BYTES) {
      const low = view.getUint32(at + 8);
      const to = filled[low & mask]!++;
      listed[4 * to] = low;
      listed[4 * to + 1] = view.getUint32(at + 4);
      listed[4 * to + 2] = view.getUint32(at);
      listed[4 * to + 3] = owner;
    }
  }

  /** Pairs of each work. */
  const votes = new Uint16Array(works.length);
  const pairs = {
    count: 0,
    /** Of no use but that no engine leaves the reading out. */
    fetched: 0,
    work: new Int32Array(MOST_PAIRS),
    /** Part of the picture, and of the works. */
    seen: new Uint16Array(MOST_PAIRS),
    known: new Int32Array(MOST_PAIRS),
    bits: new Uint8Array(MOST_PAIRS),
  };

  /** Where the lists that a part is looked for in begin and end, of one part after the other. */
  let begins = new Int32Array(0);
  let ends = new Int32Array(0);

  /** Of all parts first: what lies anywhere in memory is waited for together, and not once for each. */
  function lookUp(parts: PictureParts): void {
    if (begins.length < parts.count << DOUBTS) {
      begins = new Int32Array(parts.count << DOUBTS);
      ends = new Int32Array(parts.count << DOUBTS);
    }
    for (let i = 0, to = 0; i < parts.count; i++) {
      const low = parts.low[i]! & mask;
      for (let flips = 0; flips < 1 << DOUBTS; flips++, to++) {
        let key = low;
        for (let d = 0; d < DOUBTS; d++) {
          key ^= ((flips >> d) & 1) << parts.doubts[i * DOUBTS + d]!;
        }
        begins[to] = 4 * starts[key]!;
        ends[to] = 4 * starts[key + 1]!;
      }
    }
  }

  function gather(parts: PictureParts): void {
    const { work, seen, known, bits } = pairs;
    let count = 0;
    votes.fill(0);
    lookUp(parts);
    for (let i = 0; i < parts.count; i++) {
      const low = parts.low[i]! | 0;
      const high = parts.high[i]! | 0;
      const end = (i + 1) << DOUBTS;
      fetch(
        end + (AHEAD << DOUBTS),
        Math.min(end + ((AHEAD + 1) << DOUBTS), parts.count << DOUBTS),
      );
      for (let list = i << DOUBTS; list < end; list++) {
        const last = ends[list]!;
        const first = begins[list]!;
        if (last - first > 4 * MOST_LISTED) continue;
        for (let at = first; at < last; at += 4) {
          const differ = ones(listed[at]! ^ low, listed[at + 1]! ^ high);
          if (differ > MOST_BITS || count === MOST_PAIRS) continue;
          const owner = listed[at + 3]!;
          work[count] = owner;
          seen[count] = i;
          known[count] = at;
          bits[count] = differ;
          count++;
          votes[owner]!++;
        }
      }
    }
    pairs.count = count;
  }

  /** Reads where lists begin, so that they are near when their turn comes. */
  function fetch(list: number, end: number): void {
    for (; list < end; list++) pairs.fetched ^= listed[begins[list]!]!;
  }

  const placed = {
    x: new Float64Array(MOST_PLACED),
    y: new Float64Array(MOST_PLACED),
    toX: new Float64Array(MOST_PLACED),
    toY: new Float64Array(MOST_PLACED),
    growth: new Float64Array(MOST_PLACED),
    seen: new Uint16Array(MOST_PLACED),
    known: new Uint32Array(MOST_PLACED),
  };

  /** Parts that agree with the best placement of these pairs, all of one work and one way to lay it. */
  function agreeing(chosen: readonly number[], parts: PictureParts, way: number): number {
    const count = Math.min(chosen.length, MOST_PLACED);
    const [xx, xy, yx, yy] = turnOf(way);
    const { x, y, toX, toY, growth, seen, known } = placed;
    for (let n = 0; n < count; n++) {
      const pair = chosen[n]!;
      const from = placeOf(parts.places[pairs.seen[pair]!]!);
      const to = placeOf(listed[pairs.known[pair]! + 2]!);
      x[n] = xx * from.x + xy * from.y;
      y[n] = yx * from.x + yy * from.y;
      toX[n] = to.x;
      toY[n] = to.y;
      growth[n] = 2 ** (to.size - from.size);
      seen[n] = parts.blobs[pairs.seen[pair]!]!;
      known[n] = pairs.known[pair]!;
    }
    let best = 0;
    let tried = 0;
    for (let b = 1; b < count && tried < MOST_TRIED && best < ENOUGH; b++) {
      for (let a = 0; a < b && tried < MOST_TRIED && best < ENOUGH; a++) {
        const dx = x[b]! - x[a]!;
        const dy = y[b]! - y[a]!;
        const ex = toX[b]! - toX[a]!;
        const ey = toY[b]! - toY[a]!;
        const square = dx * dx + dy * dy;
        if (square < APART * APART || ex * ex + ey * ey < APART * APART) continue;
        // As complex numbers: what the distance in the picture is multiplied with.
        const re = (ex * dx + ey * dy) / square;
        const im = (ey * dx - ex * dy) / square;
        const grown = Math.sqrt(re * re + im * im);
        if (re <= 0 || Math.abs(im) > MOST_TURN * grown) continue;
        if (apart(grown, growth[a]!) > MOST_GROWTH || apart(grown, growth[b]!) > MOST_GROWTH)
          continue;
        tried++;
        best = Math.max(best, agreeingWith(a, re, im, grown, count));
      }
    }
    return best;
  }

  /** Pairs that lie where a placement has them: each part of either counts once. */
  function agreeingWith(a: number, re: number, im: number, grown: number, count: number): number {
    const { x, y, toX, toY, growth, seen, known } = placed;
    let [left, right, top, bottom] = [1e9, -1e9, 1e9, -1e9];
    let agreed = 0;
    for (let n = 0; n < count; n++) {
      if (apart(grown, growth[n]!) > MOST_GROWTH) continue;
      const dx = x[n]! - x[a]!;
      const dy = y[n]! - y[a]!;
      const offX = toX[a]! + re * dx - im * dy - toX[n]!;
      const offY = toY[a]! + im * dx + re * dy - toY[n]!;
      if (offX * offX + offY * offY > NEAR * NEAR) continue;
      let isNew = true;
      for (let k = 0; isNew && k < agreed; k++) {
        const other = taken[k]!;
        isNew = seen[other] !== seen[n] && known[other] !== known[n];
      }
      if (!isNew) continue;
      taken[agreed++] = n;
      left = Math.min(left, x[n]!);
      right = Math.max(right, x[n]!);
      top = Math.min(top, y[n]!);
      bottom = Math.max(bottom, y[n]!);
    }
    return right - left >= LEAST_SPAN && bottom - top >= LEAST_SPAN ? agreed : 0;
  }
  const taken = new Uint16Array(MOST_PLACED);

  return {
    works: works.length,
    bytes: 4 * (lists + 1) + 16 * total,
    find(parts) {
      gather(parts);
      /** Of each work with so many pairs, those of each way to lay it. */
      const likely = new Map<number, number[][]>();
      for (let n = 0; n < pairs.count; n++) {
        const work = pairs.work[n]!;
        if (votes[work]! < LEAST_AGREEING) continue;
        let ways = likely.get(work);
        if (ways === undefined) {
          ways = Array.from({ length: WAYS }, () => []);
          likely.set(work, ways);
        }
        const seen = parts.places[pairs.seen[n]!]! & (WAYS - 1);
        const known = listed[pairs.known[n]! + 2]! & (WAYS - 1);
        ways[RELATIONS[seen * WAYS + known]!]!.push(n);
      }
      const matches: PartsMatch[] = [];
      for (const [work, ways] of likely) {
        let best: PartsMatch | null = null;
        for (const [way, chosen] of ways.entries()) {
          if (chosen.length < LEAST_AGREEING) continue;
          chosen.sort((a, b) => pairs.bits[a]! - pairs.bits[b]! || a - b);
          const agreed = agreeing(chosen, parts, way);
          if (agreed >= LEAST_AGREEING && agreed > (best?.parts ?? 0)) {
            best = { work, parts: agreed };
          }
        }
        if (best !== null) matches.push(best);
      }
      return matches.sort((a, b) => b.parts - a.parts || a.work - b.work);
    },
  };
}

/** By how much the larger of two is the multiple of the other. */
function apart(a: number, b: number): number {
  return a > b ? a / b : b / a;
}

/** Bits that are set in two words: the usual sums in parallel, together as soon as there is room for both. */
function ones(one: number, other: number): number {
  const a = one - ((one >>> 1) & 0x55555555);
  const b = other - ((other >>> 1) & 0x55555555);
  const c =
    (a & 0x33333333) + ((a >>> 2) & 0x33333333) + (b & 0x33333333) + ((b >>> 2) & 0x33333333);
  return Math.imul((c & 0x0f0f0f0f) + ((c >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
}

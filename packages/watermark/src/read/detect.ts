import { BAND_MAX, TILE } from '../format/layout.ts';
import { assertPayload, CHECK_BITS, LIST_SIZE } from '../format/payload.ts';
import { type KeyTables, type Plan, tablesOf } from '../format/plan.ts';
import { tileScaleOf } from '../format/tile.ts';
import { assertImage, halve, type Image, lumaOf, lumaOfPart, type Plane } from '../image.ts';
import { projectionOf, type WindowMap } from './climb.ts';
import { type Affine, createSpectrum, type Homography, IDENTITY, takeLow } from './fold.ts';
import { type Candidate, searchShears, searchSimilarities, searchStretches } from './geometry.ts';
import {
  createSearch,
  foldUnder,
  type Hypothesis,
  type Reading,
  readMissed,
  type Search,
  testHypothesis,
} from './hypothesis.ts';
import { type Localisation, localise } from './localise.ts';
import { searchPerspective } from './perspective.ts';
import { prefilter, type Residual } from './prefilter.ts';
import { refine, simplify, toTile } from './refine.ts';
import { BLOCK, blur, type WhiteSpectrum, whiteSpectrum } from './spectrum.ts';
import { searchTilts } from './tilt.ts';
import { totalMap } from './total-map.ts';
import { windowsOf } from './windows.ts';

/**
 * How far to look. `fast`: crops, flips, quarter turns and scales by powers of two. `standard`: also any
 * rotation with any scale .2 .. 2.4 of a pyramid level, unequal scales without rotation, and shear without either.
 * `exhaustive`: also shear and unequal scales with rotation, and perspective, more pyramid levels, the whole area of
 * large pictures, and parts of the picture by themselves. Without a mark that takes over ten times as long.
 */
export type Effort = 'fast' | 'standard' | 'exhaustive';

export interface DetectOptions {
  /** By default `standard`. */
  readonly effort?: Effort;
  /** Also say where in the picture the mark is. By default false. */
  readonly localise?: boolean;
  /** 8 bytes: only this payload is looked for, past others that a picture marked twice has as well. */
  readonly expect?: Uint8Array;
}

/** How the marked picture was turned into this one. */
export interface Geometry {
  /** Degrees clockwise, above -180 up to 180, to 1/100; of a mirrored picture after the mirroring. */
  readonly rotation: number;
  /** Size against the tile: times `tileScale` of the embedding the size against the marked picture. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Whether the picture is mirrored left to right. */
  readonly flip: boolean;
  /** Tile coordinates of the first pixel, 0 .. 255. */
  readonly offset: readonly [number, number];
  /**
   * Whether the picture is a negative of the marked one.
   */
  readonly inverted: boolean;
  /**
   * Pixels to tile coordinates: u = (a x + b y + e) / (1 + g x + h y), v = (c x + d y + f) / (1 + g x + h y).
   * In perspective g or h is not 0, and rotation and scales are those in the middle of the picture.
   */
  readonly toTile: Homography;
}

/** What {@link detect} found. There is a payload if and only if the mark is present. */
export interface Detection {
  readonly present: boolean;
  /** 8 bytes, or null. */
  readonly payload: Uint8Array | null;
  /**
   * A bound on the probability that a picture without a mark of these keys gets the answer "present":
   * words checked times 2^-44. 1 if absent.
   */
  readonly falsePositiveProbability: number;
  readonly geometry: Geometry | null;
  /** Of the 1024 code bits, those that were read wrong and corrected. */
  readonly correctedBits: number;
  readonly effort: Effort;
  /** The key that reads the mark. */
  readonly keyId: string | null;
  /** Highest pilot score of any test, in standard deviations; never decides. */
  readonly score: number;
  /** Code words decoded, each with up to 16 checks. */
  readonly decodes: number;
  /** Where the mark is, if asked for and present. */
  readonly localisation: Localisation | null;
}

/** Decodings a key: the whole search stays below 400 x 16 x 2^-44 = 3.6e-10 false positives. */
const MOST_DECODES = { fast: 40, standard: 60, exhaustive: 400 } as const;
/** Side of the middle part that is read of a plane. */
const MOST_SIDE = { fast: 1024, standard: 1024, exhaustive: 4096 } as const;
/**
 * Tile scale from which on the middle of a picture is looked at by itself first. Where a payload is expected, that
 * is so at any scale: who has just marked a picture reads it back in less than half of the time.
 */
const FIRST_MIDDLE = 4;
/** Pyramid levels, each half the size of the one before. */
const LEVELS = 4;
/** Candidates of the geometry search below this score are noise. */
const MIN_CANDIDATE = 4;
/** Of those of {@link searchShears}: noise comes to 5.2 there, and sheared marks began at 14 in 80 of 80. */
const MIN_SHEARED = 8;
/** Pictures of fewer pixels are small. */
const SMALL = 0.6 * BLOCK * BLOCK;
/** Below this side, in pixels, a level says nothing. */
const LEAST_LEVEL = 96;
/** Below this side a level of the pyramid is not searched for turned marks: its spectrum is too coarse. */
const LEAST_SEARCHED = 128;
/** From pixels of a level to the tile of the level above. */
const DOUBLE: Affine = { ...IDENTITY, a: 2, d: 2, e: 0.5, f: 0.5 };
/** Pixels of the level that is searched in windows, at most; and its shorter side, at least. */
const MOST_IN_WINDOWS = 0.9e6;
const LEAST_IN_WINDOWS = 192;
/** Side of the overlapping parts that are looked at by themselves, and how far apart they begin. */
const PART = 192;
const PART_STEP = 64;
/** Radii in bins: up to where a spectrum is taken from the level below, and then pilots count. */
const MERGED = 32;
const MERGED_PILOTS = 36;

/**
 * Looks for the mark of one or several keys, without the original. A picture that was marked more than
 * once answers with one of its payloads: that of the stronger mark, the latest among equals; of a large one
 * that of the stronger in its middle.
 *
 * @throws TypeError, RangeError if the picture contradicts itself, or an effort or payload is none
 */
export function detect(
  image: Image,
  plans: Plan | readonly Plan[],
  options: DetectOptions = {},
): Detection {
  assertImage(image);
  const effort = options.effort ?? 'standard';
  if (!Object.hasOwn(MOST_DECODES, effort)) {
    throw new RangeError(`effort must be ${Object.keys(MOST_DECODES).join(', ')}, not ${effort}.`);
  }
  const list = (Array.isArray(plans) ? plans : [plans]).map(tablesOf);
  const { expect = null } = options;
  if (expect) assertPayload(expect);
  const search = createSearch(list, MOST_DECODES[effort] * list.length, expect);
  const pyramid = createPyramid(image);
  const found =
    findInMiddle(image, search, expect ? 1 : FIRST_MIDDLE) ??
    findAligned(pyramid, effort, search) ??
    (effort === 'fast' ? null : findTurned(pyramid, effort, search)) ??
    readMissed(search) ??
    (effort === 'exhaustive'
      ? (findInPerspective(pyramid, search) ?? findInParts(pyramid, search) ?? readMissed(search))
      : null);
  const common = { effort, score: search.score, decodes: search.decodes };
  if (!found) {
    return {
      present: false,
      payload: null,
      falsePositiveProbability: 1,
      geometry: null,
      correctedBits: 0,
      keyId: null,
      localisation: null,
      ...common,
    };
  }
  const map = totalMap(found.map, found.phase, found.level);
  const { inverted } = found.phase;
  return {
    present: true,
    payload: found.payload,
    falsePositiveProbability: (search.decodes * LIST_SIZE) / 2 ** CHECK_BITS,
    geometry: describe(map, inverted, image),
    correctedBits: found.correctedBits,
    keyId: found.tables.keyId,
    localisation: options.localise
      ? localise(pyramid.plane(0), found.tables, found.payload, map, inverted)
      : null,
    ...common,
  };
}

/** Planes of half the size each, made when they are first asked for; level 0 is the picture. */
interface Pyramid {
  readonly levels: number;
  plane(level: number): Plane;
  /** The middle of a level, prefiltered, up to a side in pixels. */
  middle(level: number, side: number): Residual;
}

function createPyramid(image: Image): Pyramid {
  const planes: Plane[] = [];
  const known: Residual[][] = [];
  let levels = 1;
  while (levels < LEVELS && Math.min(image.width, image.height) >> levels >= LEAST_LEVEL) levels++;
  const plane = (level: number) => {
    if (planes.length === 0) planes.push(lumaOf(image));
    while (planes.length <= level) planes.push(halve(planes[planes.length - 1]!));
    return planes[level]!;
  };
  return {
    levels,
    plane,
    // Only larger parts than all before are asked for, and those that were asked for.
    middle(level, side) {
      const { width, height } = plane(level);
      const w = Math.min(side, width);
      const h = Math.min(side, height);
      known[level] ??= [];
      const same = known[level].find((part) => part.width === w && part.height === h);
      if (same) return same;
      const last = known[level].at(-1);
      const residual = prefilter(plane(level), (width - w) >> 1, (height - h) >> 1, w, h, last);
      known[level].push(residual);
      return residual;
    },
  };
}

/**
 * One period of the tile in the middle of a large picture is enough where nobody has touched it, and saves
 * looking at the other pixels.
 */
function findInMiddle(image: Image, search: Search, leastScale: number): Reading | null {
  const { width, height } = image;
  const scale = tileScaleOf(width, height);
  const side = TILE * scale;
  if (scale < leastScale || Math.min(width, height) < side) return null;
  // On the grid of the pyramid: the part is that of the whole picture's level.
  const x0 = ((width - side) >> 1) & -scale;
  const y0 = ((height - side) >> 1) & -scale;
  let plane = lumaOfPart(image, x0, y0, side, side);
  while (plane.width > TILE) plane = halve(plane);
  const residual = prefilter(plane, 0, 0, TILE, TILE);
  const placed = { ...residual, x0: x0 / scale, y0: y0 / scale };
  return testHypothesis(search, foldUnder(search, placed, IDENTITY));
}

/** Neither turned nor scaled, but by a power of two: the commonest cases, and the cheapest. */
function findAligned(pyramid: Pyramid, effort: Effort, search: Search): Reading | null {
  const { width, height } = pyramid.plane(0);
  // The level on which an untouched picture of this size has its mark comes first.
  const likely = Math.min(31 - Math.clz32(tileScaleOf(width, height)), pyramid.levels - 1);
  const others = Array.from({ length: pyramid.levels }, (_, i) => i).filter((i) => i !== likely);
  const hypotheses: Hypothesis[] = [];
  for (const level of [likely, ...others]) {
    const residual = pyramid.middle(level, BLOCK);
    hypotheses[level] = foldUnder(search, residual, IDENTITY, createSpectrum());
    const reading = testHypothesis(search, hypotheses[level]);
    if (reading) return reading;
  }
  // The low frequencies from the level below: blur and coarse codecs leave only those.
  for (const level of [likely, ...others]) {
    const plane = pyramid.plane(level + 1);
    if (Math.min(plane.width, plane.height) < LEAST_LEVEL) continue;
    const { spectrum } = hypotheses[level]!;
    const low = foldUnder(search, pyramid.middle(level + 1, BLOCK), DOUBLE);
    takeLow(spectrum, low.spectrum, MERGED);
    const reading = testHypothesis(search, { ...low, spectrum }, MERGED_PILOTS);
    if (reading) return reading;
  }
  const side = MOST_SIDE[effort];
  for (let level = 0; level < pyramid.levels; level++) {
    const plane = pyramid.plane(level);
    if (Math.min(side, plane.width) * Math.min(side, plane.height) < 2 * BLOCK * BLOCK) continue;
    const reading = testHypothesis(
      search,
      foldUnder(search, pyramid.middle(level, side), IDENTITY),
    );
    if (reading) return reading;
  }
  return null;
}

/** Turned, scaled or stretched: the pilots are looked for in the spectrum of some pyramid levels. */
function findTurned(pyramid: Pyramid, effort: Effort, search: Search): Reading | null {
  for (const level of levelsToSearch(pyramid, effort)) {
    const reading = searchResidual(pyramid.middle(level, MOST_SIDE[effort]), effort, search);
    if (reading) return reading;
  }
  return null;
}

/** In perspective or sheared: pilots are looked for in the windows of the level that has about a megapixel. */
function findInPerspective(pyramid: Pyramid, search: Search): Reading | null {
  const { width, height } = pyramid.plane(0);
  let level = 0;
  while (level + 1 < pyramid.levels && (width * height) / 4 ** level > MOST_IN_WINDOWS) level++;
  if (Math.min(width, height) >> level < LEAST_IN_WINDOWS) return null;
  const residual = pyramid.middle(level, MOST_SIDE.exhaustive);
  const windows = windowsOf(residual);
  const longer = Math.max(residual.width, residual.height);
  const find = (tables: KeyTables, list: readonly WindowMap[]) => {
    for (const found of list) {
      const map = projectionOf(found, residual);
      if (!map) continue;
      const only = { tables, layout: found.layout };
      const reading = testHypothesis(search, foldUnder(search, residual, map), BAND_MAX, only);
      if (reading) return reading;
    }
    return null;
  };
  for (const tables of search.keys) {
    const reading =
      find(tables, searchPerspective(windows, tables.layouts, longer)) ??
      find(tables, searchTilts(windows, tables.layouts));
    if (reading) return reading;
  }
  return null;
}

/** Overlapping parts, neither turned nor scaled: a small piece of a marked picture in another one. */
function findInParts(pyramid: Pyramid, search: Search): Reading | null {
  const { width, height } = pyramid.plane(0);
  let level = 0;
  while (level + 1 < pyramid.levels && (width * height) / 4 ** level > MOST_IN_WINDOWS) level++;
  const whole = pyramid.middle(level, MOST_SIDE.exhaustive);
  const starts = (length: number) => {
    const steps = Math.max(0, Math.ceil((length - PART) / PART_STEP));
    return Array.from({ length: steps + 1 }, (_, i) =>
      Math.round((i * Math.max(0, length - PART)) / Math.max(1, steps)),
    );
  };
  for (const top of starts(whole.height)) {
    for (const left of starts(whole.width)) {
      const part = partOf(whole, left, top, PART);
      const reading = testHypothesis(search, foldUnder(search, part, IDENTITY));
      if (reading) return reading;
    }
  }
  return null;
}

function partOf(whole: Residual, left: number, top: number, side: number): Residual {
  const width = Math.min(side, whole.width);
  const height = Math.min(side, whole.height);
  const data = new Int8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * whole.width + left;
    data.set(whole.data.subarray(from, from + width), y * width);
  }
  return { ...whole, data, width, height, x0: whole.x0 + left, y0: whole.y0 + top };
}

function searchResidual(residual: Residual, effort: Effort, search: Search): Reading | null {
  const spectrum = whiteSpectrum(residual, 8);
  // The true candidate is nearly always the first; in small pictures, whose pilots are weak, among eight.
  const small = residual.width * residual.height < SMALL;
  const tries = effort === 'exhaustive' ? 16 : small ? 8 : 5;
  for (const tables of search.keys) {
    for (const { find, least } of searches(spectrum, tables, tries)) {
      const candidates = find()
        .map((candidate) => refine(spectrum, candidate))
        .filter((candidate) => candidate.score >= least)
        .sort((a, b) => b.score - a.score)
        .slice(0, tries);
      for (const [i, candidate] of candidates.entries()) {
        const { matrix, layout, score } = candidate;
        // Two searches may have come to the same place.
        const last = candidates[i - 1];
        if (last && last.layout === layout && Math.abs(last.score - score) < 1e-3) continue;
        const simpler = small ? simplify(spectrum, candidate) : null;
        const only = { tables, layout };
        const read = (of: Candidate['matrix']) =>
          testHypothesis(search, foldUnder(search, residual, toTile(of)), BAND_MAX, only);
        const reading = read(matrix) ?? (simpler && read(simpler));
        if (reading) return reading;
      }
    }
  }
  return null;
}

/** A search for maps, and the score from which on what it finds is tried. */
interface MapSearch {
  readonly find: () => Candidate[];
  readonly least: number;
}

function searches(
  spectrum: WhiteSpectrum,
  { layouts }: KeyTables,
  tries: number,
): readonly MapSearch[] {
  const cheap = () => [
    ...searchSimilarities(spectrum, layouts, tries),
    ...searchStretches(spectrum, layouts, tries),
  ];
  const shears = () => searchShears(blur(spectrum, 1), layouts, tries);
  return [
    { find: cheap, least: MIN_CANDIDATE },
    { find: shears, least: MIN_SHEARED },
  ];
}

/**
 * The level of about half a megapixel, where a picture fills one or two blocks; and a neighbour if it
 * costs little: a picture that was enlarged has its pilots closer together a level further down.
 */
function levelsToSearch(pyramid: Pyramid, effort: Effort): readonly number[] {
  const { width, height } = pyramid.plane(0);
  const pixels = (level: number) => (width * height) / 4 ** level;
  let first = 0;
  const searched = (level: number) =>
    level < pyramid.levels &&
    Math.min(width, height) >> level >= (level === 0 ? LEAST_LEVEL : LEAST_SEARCHED);
  while (searched(first + 1) && pixels(first) > 0.55e6) first++;
  const order =
    effort === 'exhaustive'
      ? [first, first + 1, first - 1, first + 2]
      : first === 0
        ? [0, 1]
        : pixels(first - 1) <= 1.3e6
          ? [first, first - 1]
          : [first];
  return order.filter((level) => level >= 0 && searched(level));
}

function describe(map: Homography, inverted: boolean, { width, height }: Image): Geometry {
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  const depth = 1 + map.g * x + map.h * y;
  const u = (map.a * x + map.b * y + map.e) / depth;
  const v = (map.c * x + map.d * y + map.f) / depth;
  const a = (map.a - u * map.g) / depth;
  const b = (map.b - u * map.h) / depth;
  const c = (map.c - v * map.g) / depth;
  const d = (map.d - v * map.h) / depth;
  const flip = a * d - b * c < 0;
  const degrees = (Math.atan2(flip ? c : -c, flip ? -a : a) * 180) / Math.PI;
  const rounded = Math.round(degrees * 100) / 100 + 0;
  return {
    rotation: rounded === -180 ? 180 : rounded,
    scaleX: 1 / Math.sqrt(a * a + c * c),
    scaleY: 1 / Math.sqrt(b * b + d * d),
    flip,
    offset: [map.e, map.f],
    inverted,
    toTile: map,
  };
}

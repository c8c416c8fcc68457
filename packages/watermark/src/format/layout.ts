import { createRandom, shuffle } from '../numeric/random.ts';
import { unitVector } from '../numeric/turn.ts';
import { CODE_LENGTH } from './polar.ts';

/** Side of the periodic tile, in pixels at tile scale 1. */
export const TILE = 256;
/** Radii are in tile bins: bin k is k/256 cycles a pixel. */
export const BAND_MIN = 18;
export const BAND_MAX = 68;
/**
 * How amplitudes go with the radius: they rise up to a shoulder and fall beyond it. Chosen among some
 * twenty shapes by what is left after codecs, blur, scaling and crops at equal butteraugli distance: low
 * frequencies survive a blur and show most, high ones survive in a small crop. Which one a picture has
 * (`profileOf` in tile.ts) is no secret that a reader needs: it measures the gain of each band.
 */
const PROFILES: readonly ((radius: number) => number)[] = [
  (r) => (r < 40 ? r / 40 : (40 / r) * Math.sqrt(40 / r)),
  (r) => (r < 40 ? r / 40 : (40 / r) * (40 / r)),
];
/** Pilot share of the tile's energy. */
const PILOT_SHARE = 0.22;
/** Pilot orbits a ring: inner radius, outer radius, orbits. */
const PILOT_RINGS = [
  [18, 26, 4],
  [26, 36, 4],
  [36, 48, 4],
  [48, 62, 3],
] as const;

/**
 * One arrangement of carriers. A carrier is a frequency (kx, ky) of the tile, in one half plane, with
 * a keyed phase and an amplitude.
 */
export interface Layout {
  readonly pilots: Carriers;
  readonly data: Carriers;
  /** The code bits of data carrier i: `bits[2 i]` on its cosine, `bits[2 i + 1]` on its sine. */
  readonly bits: Uint16Array;
  /** XORed to the code bits. */
  readonly scrambler: Uint8Array;
  /** One pilot an orbit, kx > ky > 0. */
  readonly orbits: readonly (readonly [number, number])[];
}

export interface Carriers {
  readonly count: number;
  readonly kx: Int16Array;
  readonly ky: Int16Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Relative to a tile of unit root mean square, by profile. */
  readonly amplitudes: readonly Float64Array[];
}

/** @param seed 32 keyed bytes */
export function createLayout(seed: Uint8Array): Layout {
  const random = createRandom(seed);
  const orbits = pilotOrbits(random.below);
  const isPilot = new Set<number>();
  const pilotList: [number, number][] = [];
  for (const [a, b] of orbits) {
    for (const [x, y] of [
      [a, b],
      [a, -b],
      [b, a],
      [b, -a],
    ] as const) {
      isPilot.add(x * 1024 + y);
      pilotList.push([x, y]);
    }
  }
  const dataList: [number, number][] = [];
  for (let kx = 2; kx <= BAND_MAX; kx++) {
    for (let ky = -BAND_MAX; ky <= BAND_MAX; ky++) {
      const r2 = kx * kx + ky * ky;
      if (r2 < BAND_MIN * BAND_MIN || r2 > BAND_MAX * BAND_MAX) continue;
      // Lines and edges along the axes, and the 8 x 8 grid of JPEG, sit on these frequencies.
      if (Math.abs(ky) < 2 || ((kx & 31) === 0 && (ky & 31) === 0)) continue;
      if (!isPilot.has(kx * 1024 + ky)) dataList.push([kx, ky]);
    }
  }
  dataList.sort(
    (p, q) => p[0] * p[0] + p[1] * p[1] - q[0] * q[0] - q[1] * q[1] || p[0] - q[0] || p[1] - q[1],
  );
  const pilots = carriers(pilotList, PILOT_SHARE, random.below);
  const data = carriers(dataList, 1 - PILOT_SHARE, random.below);
  // Every run of 1024 dimensions of like radius carries the whole code once: a codec that erases the
  // high frequencies erases whole copies, never single code bits.
  const bits = new Uint16Array(2 * data.count);
  const order = new Uint16Array(CODE_LENGTH);
  for (let at = 0; at < bits.length; at += CODE_LENGTH) {
    for (let i = 0; i < CODE_LENGTH; i++) order[i] = i;
    shuffle(order, random);
    bits.set(order.subarray(0, Math.min(CODE_LENGTH, bits.length - at)), at);
  }
  const scrambler = new Uint8Array(CODE_LENGTH);
  for (let i = 0; i < CODE_LENGTH; i++) scrambler[i] = random.below(2);
  return { pilots, data, bits, scrambler, orbits };
}

/** @param share of the tile's energy */
function carriers(
  list: [number, number][],
  share: number,
  below: (bound: number) => number,
): Carriers {
  const count = list.length;
  const kx = new Int16Array(count);
  const ky = new Int16Array(count);
  const cos = new Float64Array(count);
  const sin = new Float64Array(count);
  list.forEach(([x, y], i) => {
    kx[i] = x;
    ky[i] = y;
    const [c, s] = unitVector(below(4096) / 4096);
    cos[i] = c;
    sin[i] = s;
  });
  const amplitudes = PROFILES.map((profile) => {
    const shape = Float64Array.from(list, ([x, y]) => profile(Math.sqrt(x * x + y * y)));
    const gain = Math.sqrt(share / shape.reduce((sum, a) => sum + (a * a) / 2, 0));
    return shape.map((a) => gain * a);
  });
  return { count, kx, ky, cos, sin, amplitudes };
}

/**
 * Pilots come in orbits of the symmetries of the square, so that mirrored and quarter-turned pictures
 * have their pilots at the same places.
 */
function pilotOrbits(below: (bound: number) => number): [number, number][] {
  const orbits: [number, number][] = [];
  for (const [inner, outer, count] of PILOT_RINGS) {
    const width = (outer - inner) / count;
    for (let i = 0; i < count; i++) {
      const from = inner + i * width;
      const choices: [number, number][] = [];
      for (let kx = 1; kx < outer; kx++) {
        // Off the axes and the diagonals: the eight points of an orbit stay apart from each other.
        for (let ky = 6; ky <= kx - 4; ky++) {
          const r2 = kx * kx + ky * ky;
          if (r2 >= from * from && r2 < (from + width) * (from + width)) choices.push([kx, ky]);
        }
      }
      orbits.push(choices[below(choices.length)]!);
    }
  }
  return orbits;
}

import type { Search, Trial } from './trial.ts';

/** What one search costs with the 256 bits cut into `bands`, by multi-index hashing. */
export interface Cut {
  readonly bands: number;
  /** Of a band, the widest first: 256 bits are not always divided evenly. */
  readonly bits: number;
  /** Bits that are turned over in the bands that are looked through furthest. */
  readonly radius: number;
  /** Index look-ups for one value. */
  readonly probes: number;
  /** Rows that are compared, for one value in 10^9 random hashes. */
  readonly candidates: number;
}

/** Norouzi, Punjani and Fleet 2012: distance = bands * r + a; the first a + 1 bands to r bits, others to r - 1. */
export function cut(bands: number, distance: number, records: number): Cut {
  const radius = Math.floor(distance / bands);
  const far = (distance % bands) + 1;
  let probes = 0;
  let candidates = 0;
  for (let band = 0; band < bands; band++) {
    const bits = Math.floor((256 + bands - 1 - band) / bands);
    const looks = ball(bits, band < far ? radius : radius - 1);
    probes += looks;
    candidates += (looks * records) / 2 ** bits;
  }
  return { bands, bits: Math.ceil(256 / bands), radius, probes, candidates };
}

/** Numbers of `bits` bits within `radius` of one of them. */
function ball(bits: number, radius: number): number {
  let sum = 0;
  let choose = 1;
  for (let i = 0; i <= radius; i++) {
    sum += choose;
    choose = (choose * (bits - i)) / (i + 1);
  }
  return sum;
}

/** Microseconds of one look-up in a band, and of one candidate, where two large sizes were measured. */
export interface Costs {
  readonly probe: number;
  readonly candidate: number;
}

/** Below it most fingerprints are in no full segment, and compared one after the other. */
const LEAST = 100_000;

/**
 * From the two largest sizes: what grows with the records is the candidates' share, what does not is the
 * look-ups'. Half of the hashes are in clusters and a few bands are crowded, so it is an upper bound for
 * random ones.
 */
export function costsOf({ steps }: Trial): Costs | null {
  const [smaller, larger] = steps.slice(-2);
  if (smaller === undefined || larger === undefined || smaller.records < LEAST) return null;
  const isIt = ({ kind, values, distance }: Search) =>
    kind === 'nothing like it' && values === 8 && distance === 31;
  const [less, more] = [smaller, larger].map(({ records, searches }) => ({
    milliseconds: searches.find(isIt)!.p50,
    candidates: 8 * cut(16, 31, records).candidates,
  }));
  const { probes } = cut(16, 31, 1);
  const candidate =
    ((more!.milliseconds - less!.milliseconds) * 1000) / (more!.candidates - less!.candidates);
  const probe = (less!.milliseconds * 1000 - less!.candidates * candidate) / (8 * probes);
  return { probe, candidate };
}

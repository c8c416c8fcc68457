import { setImmediate } from 'node:timers/promises';
import type { SimilarHit, SimilarQuery } from '../backend/backend.ts';
import { BANDS, bandOf, bandProbes, bandRadii, hashDistance } from '../backend/multi-index.ts';
import { Nearest } from '../backend/nearest.ts';
import type { Table } from './environment.ts';
import { afterPrefix, join, readUint64 } from './keys.ts';
import { algorithmNumber, hashOfBandKey, readEntry, type Tables } from './tables.ts';

/** Keys that are read before others get a turn: a band that a million records share blocks nobody. */
const PAGE = 2048;

/** `Backend.similar` over the tables `bands` and `fingerprints`. */
export async function findSimilar(tables: Tables, query: SimilarQuery): Promise<SimilarHit[]> {
  const alg = algorithmNumber(tables, query.alg);
  if (!alg) return [];
  const nearest = new Nearest(query.limit);
  const radii = bandRadii(query.distance);
  let looks = 0;
  for (const [variant, value] of query.values.entries()) {
    for (let band = 0; band < BANDS; band++) {
      for (const probe of bandProbes(bandOf(value, band), radii[band]!)) {
        const prefix = join(alg, Uint8Array.of(band, probe >> 8, probe & 0xff));
        const end = afterPrefix(prefix);
        let start: Uint8Array | undefined = prefix;
        while (start) {
          const page = { start, end, limit: PAGE, exclusiveStart: start !== prefix };
          let last: Uint8Array | undefined;
          let read = 0;
          for (const key of tables.bands.getKeys(page)) {
            read++;
            last = key;
            const hash = hashOfBandKey(key, band);
            const distance = hashDistance(value, hash, radii, band);
            if (distance < 0 || distance > query.distance || !nearest.wants(distance)) continue;
            for (const index of indexesOf(tables.fingerprints, join(alg, hash), query.limit)) {
              nearest.offer({ index, distance, variant });
            }
          }
          start = read < PAGE ? undefined : last;
          looks += 1 + read;
          if (looks > PAGE) {
            looks = 0;
            await setImmediate();
          }
        }
      }
    }
  }
  return nearest.all().flatMap(({ index, distance, variant }) => {
    const entry = readEntry(tables, index);
    // Erased since it was found.
    return entry?.bytes ? [{ entry, distance, variant }] : [];
  });
}

/** The oldest `limit` records with a key of this prefix. */
export function indexesOf(table: Table, prefix: Uint8Array, limit: number): number[] {
  const range = { start: prefix, end: afterPrefix(prefix), limit };
  return Array.from(table.getKeys(range))
    .filter((key) => key.length === prefix.length + 8)
    .map((key) => readUint64(key, prefix.length));
}

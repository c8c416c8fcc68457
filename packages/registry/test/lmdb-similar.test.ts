import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashDistance } from '../src/backend/multi-index.ts';
import { encodeEntry } from '../src/lmdb/entry.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { uint64 } from '../src/lmdb/keys.ts';
import { addLikenesses, eraseLikenesses, hasLikeness } from '../src/lmdb/likenesses.ts';
import { SimilarSearch } from '../src/lmdb/similar.ts';
import { TABLES, type Tables, tablesOf } from '../src/lmdb/tables.ts';
import { sha256 } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ALG = 'org.example.look';
/** Smaller than it is, so that a few hundred records fill some, and others are beyond them. */
const MEMORY = { segments: 3, capacity: 40 };

/** Eight pictures, and what is near to them. */
function look(number: number, bits: readonly number[]): Uint8Array {
  const hash = sha256(`look ${number % 8}`);
  for (const bit of bits) hash[bit >> 3]! ^= 1 << (bit & 7);
  return hash;
}

it('finds what a scan finds, in memory and beyond it, whoever adds and erases meanwhile', async () => {
  const options = { kind: 'registry', version: 7, tables: TABLES, create: true, readOnly: false };
  const environment = await openEnvironment(await temporaryFolder(), options);
  const tables: Tables = tablesOf(environment);
  // One that has everything in memory from early on, and others that begin anew.
  const old = new SimilarSearch(tables, MEMORY);
  const records = new Map<number, Uint8Array[]>();
  let next = 0;

  const put = (index: number, bytes: Uint8Array | null) =>
    tables.entries.putSync(
      uint64(index),
      encodeEntry(tables, { kind: 'record', leafHash: sha256('leaf'), bytes }, null),
    );
  const fingerprints = (hashes: readonly Uint8Array[]) =>
    hashes.map((value) => ({ alg: ALG, value }));
  const add = (looks: readonly Uint8Array[][]) =>
    environment.write(() => {
      const added = looks.map((hashes) => ({ index: next++, hashes }));
      for (const { index, hashes } of added) {
        put(index, Uint8Array.of(1));
        records.set(index, hashes);
      }
      addLikenesses(
        tables,
        added.map(({ index, hashes }) => ({ index, fingerprints: fingerprints(hashes) })),
      );
    });
  const erase = (index: number) =>
    environment.write(() => {
      put(index, null);
      eraseLikenesses(tables, index);
      for (const value of records.get(index) ?? []) {
        expect(hasLikeness(tables, index, { alg: ALG, value })).toBe(false);
      }
      records.delete(index);
    });
  const scan = (values: readonly Uint8Array[], distance: number, limit: number) =>
    Array.from(records, ([index, hashes]) => {
      const all = values.flatMap((value, variant) =>
        hashes.map((hash) => ({ index, distance: hashDistance(value, hash), variant })),
      );
      return all.sort((a, b) => a.distance - b.distance || a.variant - b.variant)[0];
    })
      .filter((near) => near !== undefined && near.distance <= distance)
      .sort((a, b) => a!.distance - b!.distance || a!.index - b!.index)
      .slice(0, limit);

  const bits = fc.array(fc.nat(255), { maxLength: 36 });
  const hash = fc.tuple(fc.nat(7), bits).map(([number, at]) => look(number, at));
  const looks = fc.uniqueArray(hash, { maxLength: 3, selector: String });
  await fc.assert(
    fc.asyncProperty(
      fc.array(looks, { maxLength: 70 }),
      fc.array(fc.nat(), { maxLength: 4 }),
      fc.array(hash, { minLength: 1, maxLength: 4 }),
      fc.nat(31),
      fc.integer({ min: 1, max: 20 }),
      async (added, erased, values, distance, limit) => {
        add(added);
        for (const n of erased) erase(n % Math.max(1, next));
        const expected = scan(values, distance, limit);
        const query = { alg: ALG, values, distance, limit };
        const fresh = new SimilarSearch(tables, MEMORY);
        // At the same time, on what the first of them reads.
        const answers = await Promise.all([old, fresh, fresh].map((each) => each.find(query)));
        for (const hits of answers) {
          const plain = hits.map(({ entry, ...hit }) => ({ index: entry.index, ...hit }));
          expect(plain).toEqual(expected);
        }
        for (const [index, hashes] of records) {
          for (const value of hashes) {
            expect(hasLikeness(tables, index, { alg: ALG, value })).toBe(true);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(next).toBeGreaterThan(MEMORY.segments * MEMORY.capacity);
  await environment.close();
});

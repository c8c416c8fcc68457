import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { open as openRaw } from 'lmdb';
import { readEntry, readKeys } from '../src/lmdb/entry.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { uint64 } from '../src/lmdb/keys.ts';
import { readCounts, TABLES, tablesOf } from '../src/lmdb/tables.ts';
import { appendLeaves } from '../src/log/merkle.ts';

const TRAITS = ['requestId', 'model', 'issuer', 'day'] as const;
const KINDS = ['record', 'erasure', 'event'];
const NOTHING = Buffer.alloc(0);

/**
 * Makes a folder of this layout, of at most 512 entries, one that an earlier version has written. Up to layout 6 log,
 * keys and nodes were tables of their own, and keys had whole texts; 5 had no traits; up to 3 there were no events; 1
 * and 2 had a row for each fingerprint, and for each of its sixteen bands; 1 had no guard.
 */
export async function makeOlder(folder: string, layout: number): Promise<void> {
  const { entries, nodes } = await contentOf(folder);
  const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false, maxDbs: 32 });
  const table = (name: string) =>
    raw.openDB<Buffer, Buffer>(name, { encoding: 'binary', keyEncoding: 'binary' });
  await table('format').put(Buffer.from('version'), Buffer.from(String(layout)));
  for (const name of ['entries', 'tiles', 'hashes', 'manifests', 'traits'])
    await table(name).drop();
  const state = table('state');
  for (const key of Array.from(state.getKeys())) {
    if (String(key).startsWith('header')) await state.remove(key);
  }
  const [log, keysTable, hashes, manifests] = ['log', 'keys', 'hashes', 'manifests'].map(table);
  const places = new Map<string, number[]>();
  for (const { index, row } of entries) {
    const at = uint64(index);
    const kind = Buffer.of(KINDS.indexOf(row.kind));
    await log!.put(at, Buffer.concat([kind, row.leafHash, row.bytes ?? NOTHING]));
    if (!row.keys) continue;
    const { traits, ...keys } = row.keys;
    await hashes!.put(Buffer.concat([keys.contentHash, at]), NOTHING);
    if (keys.manifestId !== null) {
      await manifests!.put(Buffer.concat([Buffer.from(`${keys.manifestId}\0`), at]), NOTHING);
    }
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const json = {
      ...keys,
      contentHash: hex(keys.contentHash),
      fingerprints: keys.fingerprints.map(({ alg, value }) => ({ alg, value: hex(value) })),
      ...(layout > 5 && { traits: TRAITS.map((trait) => traits[trait]) }),
    };
    await keysTable!.put(at, Buffer.from(JSON.stringify(json)));
    for (const [number, trait] of TRAITS.entries()) {
      const name = `${String.fromCharCode(number)}${traits[trait]}\0`;
      if (traits[trait] !== null) places.set(name, [...(places.get(name) ?? []), index]);
    }
  }
  for (const { level, index, hash } of nodes) {
    await table('nodes').put(Buffer.concat([Buffer.of(level), uint64(index)]), Buffer.from(hash));
  }
  if (layout > 5) {
    for (const [name, indexes] of places) {
      const row = Buffer.from(indexes.flatMap((index) => [index >> 8, index & 0xff]));
      await table('traits').put(Buffer.concat([Buffer.from(name), uint64(0)]), row);
    }
  }
  if (layout < 4) {
    for (const name of ['events', 'subjects']) await table(name).drop();
    const counts = Buffer.from('log');
    await state.put(counts, state.get(counts)!.subarray(0, 24));
  }
  if (layout < 3) {
    const [fingerprints, bands] = ['fingerprints', 'bands'].map(table);
    for (const { index, row } of entries) {
      for (const { alg, value } of row.keys?.fingerprints ?? []) {
        const number = state.get(Buffer.from(`algorithm:${alg}`))!;
        const hash = Buffer.from(value);
        await fingerprints!.put(Buffer.concat([number, hash, uint64(index)]), NOTHING);
        for (let band = 0; band < 16; band++) {
          const turned = [hash.subarray(2 * band), hash.subarray(0, 2 * band)];
          await bands!.put(Buffer.concat([number, Buffer.of(band), ...turned]), NOTHING);
        }
      }
    }
    await table('likenesses').drop();
  }
  await raw.close();
  if (layout > 1) return;
  for (const name of ['guard.mdb', 'guard.mdb-lock']) await rm(join(folder, name));
}

async function contentOf(folder: string) {
  const options = { kind: 'registry', version: 7, tables: TABLES, create: false, readOnly: true };
  const environment = await openEnvironment(folder, options);
  const tables = tablesOf(environment);
  const { size } = readCounts(tables);
  const entries = Array.from({ length: size }, (_, index) => ({
    index,
    row: { ...readEntry(tables, index)!, keys: readKeys(tables, index) },
  }));
  await environment.close();
  const leaves = entries.map(({ row }) => row.leafHash);
  return { entries, nodes: appendLeaves({ size: 0, peaks: [] }, leaves).nodes };
}

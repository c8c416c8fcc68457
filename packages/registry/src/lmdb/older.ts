import { setImmediate } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import type { EntryKeys, StoredEntry } from '../backend/backend.ts';
import { NO_TRAITS, TRAITS, type Traits } from '../backend/traits.ts';
import { encodeUnguarded, UNGUARDED } from '../backend/unguarded.ts';
import { keysOf } from '../log/check.ts';
import { readReceipt } from '../signed/receipt.ts';
import { rowsOf } from './append.ts';
import { encodeEntry } from './entry.ts';
import type { Environment, Table } from './environment/environment.ts';
import { coded } from './environment/failure.ts';
import { append, readUint64, uint64 } from './keys.ts';
import { addLikenesses } from './likenesses.ts';
import { NOTHING, OLDER_TABLES, readCounts, type Tables, tablesOf } from './tables.ts';
import { addNodes } from './tiles.ts';
import { addTraits } from './traits.ts';

/** In `state`: what older layouts have has not all been moved. */
const WAITING = Buffer.from('older');
/** The same of layout 6, of what it had to list. */
const LISTING = Buffer.from('traits');
/** Rows of a transaction. */
const LOT = 1024;
const LEAF_HASH = 32;
/** By the first byte of an entry. */
const KINDS: readonly StoredEntry['kind'][] = ['record', 'erasure', 'event'];

/** Runs in the transaction that makes a folder one of this layout. */
export function awaitMove(tables: Tables, from: number): void {
  const { size } = readCounts(tables);
  // What is in it now was written without the guard.
  if (from < 2 && size > 0) tables.meta.putSync(Buffer.from(UNGUARDED), encodeUnguarded(size));
  if (from < 3 && tables.keys) moveLikenesses(tables, tables.keys);
  // They are made anew of what is moved.
  for (const table of [tables.hashes, tables.manifests, tables.traits]) table.clearSync();
  tables.state.removeSync(LISTING);
  tables.state.putSync(WAITING, Uint8Array.of(1));
}

/**
 * Moves what waits, a lot at a time: whoever is killed in between leaves what is done. It is done before anything is
 * appended, so that rows stay in order.
 *
 * @throws ProvenanceError REGISTRY_UNAVAILABLE where some waits and nothing may be written.
 */
export async function moveAll(environment: Environment, readOnly: boolean): Promise<void> {
  const tables = tablesOf(environment);
  if (!coded(() => tables.state.get(WAITING))) return;
  if (readOnly) {
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      'The registry was made by an older version, and is not yet brought to this one: open it once to write.',
    );
  }
  while (environment.write(() => moveLot(tables, LOT))) await setImmediate();
}

/** Runs in a write transaction. False: nothing waits any more. */
export function moveLot(tables: Tables, limit: number): boolean {
  // Another process has moved the rest, and these tables are no more.
  if (!tables.state.get(WAITING)) return false;
  if (moveNodes(tables, limit) || moveEntries(tables, limit)) return true;
  for (const name of OLDER_TABLES) tables[name]?.dropSync();
  tables.state.removeSync(WAITING);
  return false;
}

/** Nodes stood in a row each: level (1), index (8). */
function moveNodes(tables: Tables, limit: number): boolean {
  const { nodes } = tables;
  const rows = nodes ? Array.from(nodes.getRange({ limit })) : [];
  const found = rows.flatMap(({ key, value }) =>
    key.length === 9 && value.length === LEAF_HASH
      ? [{ level: key[0]!, index: readUint64(key, 1), hash: Uint8Array.from(value) }]
      : [],
  );
  addNodes(tables, found);
  for (const { key } of rows) nodes!.removeSync(key);
  return rows.length > 0;
}

/** An entry was kind (1), leaf hash (32) and what was signed, and its keys were a row of their own. */
function moveEntries(tables: Tables, limit: number): boolean {
  const { log, keys } = tables;
  const rows = log ? Array.from(log.getRange({ limit })) : [];
  const listed: { index: number; traits: Traits }[] = [];
  for (const { key, value } of rows) {
    const index = readUint64(key);
    const entry = {
      kind: KINDS[value[0]!] ?? 'record',
      leafHash: Uint8Array.from(value.subarray(1, 1 + LEAF_HASH)),
      bytes: value.length > 1 + LEAF_HASH ? Uint8Array.from(value.subarray(1 + LEAF_HASH)) : null,
    };
    const own = entry.kind === 'record' && entry.bytes ? keysAt(keys, key, entry.bytes) : null;
    append(tables.entries, key, encodeEntry(tables, entry, own));
    if (own) {
      for (const [table, at] of rowsOf(tables, uint64(index), own)) table.putSync(at, NOTHING);
      listed.push({ index, traits: own.traits });
    }
    log!.removeSync(key);
    keys?.removeSync(key);
  }
  addTraits(tables, listed);
  return rows.length > 0;
}

/**
 * What a record was found by: it has to be found by the same, so that it can be erased, also where it cannot be read any
 * more. Layouts up to 5 did not list it.
 */
function keysAt(keys: Table | undefined, key: Uint8Array, bytes: Uint8Array): EntryKeys | null {
  const stored = decodeKeys(keys?.get(key));
  if (stored?.traits) return { ...stored, traits: stored.traits };
  let own: EntryKeys | null = null;
  try {
    own = keysOf(readReceipt(bytes).record);
  } catch {
    // `verifyLog` says what is wrong with it.
  }
  return stored ? { ...stored, traits: own?.traits ?? NO_TRAITS } : own;
}

type OlderKeys = Omit<EntryKeys, 'traits'> & { readonly traits: Traits | null };

/** From JSON. Null: it is none. */
function decodeKeys(bytes: Uint8Array | undefined): OlderKeys | null {
  try {
    const keys = JSON.parse(Buffer.from(bytes ?? []).toString());
    const list: unknown[] | null = keys.traits ?? null;
    return {
      contentId: text(keys.contentId),
      contentHash: Buffer.from(text(keys.contentHash), 'hex'),
      manifestId: keys.manifestId === null ? null : text(keys.manifestId),
      fingerprints: Array.from<{ alg: unknown; value: unknown }, EntryKeys['fingerprints'][number]>(
        keys.fingerprints,
        ({ alg, value }) => ({ alg: text(alg), value: Buffer.from(text(value), 'hex') }),
      ),
      retainUntil: keys.retainUntil === null ? null : text(keys.retainUntil),
      traits:
        list &&
        (Object.fromEntries(
          TRAITS.map((trait, i) => [trait, list[i] == null ? null : text(list[i])]),
        ) as Traits),
    };
  } catch {
    return null;
  }
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('A text is expected.');
}

/** Layouts 1 and 2 had fingerprints in sixteen places of a tree each. */
function moveLikenesses(tables: Tables, keys: Table): void {
  tables.likenesses.clearSync();
  for (let from = 0; ; ) {
    const rows = Array.from(keys.getRange({ start: uint64(from), limit: LOT }));
    if (rows.length === 0) return;
    addLikenesses(
      tables,
      rows.map(({ key, value }) => ({
        index: readUint64(key),
        fingerprints: decodeKeys(value)?.fingerprints ?? [],
      })),
    );
    from = readUint64(rows.at(-1)!.key) + 1;
  }
}

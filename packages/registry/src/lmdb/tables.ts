import { ProvenanceError } from '@provenance/content';
import type { EntryKeys, StoredEntry } from '../backend/backend.ts';
import { TRAITS, type Traits } from '../backend/traits.ts';
import type { Environment, Table } from './environment.ts';
import { join, readUint64, uint64 } from './keys.ts';

/** Version 6 of the layout. `index` is a position in the log, 8 bytes, big-endian. */
export const TABLES = [
  /** index -> kind (1 byte), leaf hash (32), receipt; ends after the leaf hash when it is erased. */
  'log',
  /** index -> C2PA manifest store. */
  'stores',
  /** index -> the keys below, as JSON: what has to go when the record is erased. */
  'keys',
  /** level (1), index -> hash. */
  'nodes',
  /** size -> signed head. */
  'heads',
  /** content id -> index. */
  'contents',
  /** manifest id, 0, index -> nothing. */
  'manifests',
  /** content hash (32), index -> nothing. */
  'hashes',
  /** algorithm (2), number of the row (8) -> 32 fingerprints with their indexes: see likenesses.ts. */
  'likenesses',
  /** trait (1), text, 0, block of the log (8) -> places in it: see traits.ts. */
  'traits',
  /** day (10), index -> nothing: of records and of events. */
  'retention',
  /** index -> subject and last day of an event, as JSON: what has to go when it is erased. */
  'events',
  /** subject of an event, 0, index -> nothing. */
  'subjects',
  /** What the registry wants to be kept. */
  'meta',
  /**
   * `log`: size, records, erased, events; `algorithm:` and a name: its number; `traits`: from which index on records
   * of an older layout wait to be listed, where some do.
   */
  'state',
] as const;

/** Of versions 1 and 2, which had a place for each of the sixteen bands of a fingerprint. */
export const RETIRED_TABLES = ['fingerprints', 'bands'] as const;

export type Tables = Readonly<Record<(typeof TABLES)[number], Table>>;

export function tablesOf(environment: Environment): Tables {
  return environment.tables as Tables;
}

export const NOTHING = new Uint8Array();

const LOG = Buffer.from('log');
const ALGORITHM = 'algorithm:';
/** By the first byte of an entry. */
const KINDS = ['record', 'erasure', 'event'] as const satisfies StoredEntry['kind'][];
const LEAF_HASH = 32;

export interface Counts {
  readonly size: number;
  readonly records: number;
  readonly erased: number;
  readonly events: number;
}

export function readCounts({ state }: Tables): Counts {
  const bytes = state.get(LOG);
  if (!bytes) return { size: 0, records: 0, erased: 0, events: 0 };
  return {
    size: readUint64(bytes, 0),
    records: readUint64(bytes, 8),
    erased: readUint64(bytes, 16),
    // Layouts up to 3 had none.
    events: bytes.length > 24 ? readUint64(bytes, 24) : 0,
  };
}

export function writeCounts({ state }: Tables, counts: Counts): void {
  const { size, records, erased, events } = counts;
  state.putSync(LOG, join(uint64(size), uint64(records), uint64(erased), uint64(events)));
}

export function encodeEntry(entry: Pick<StoredEntry, 'kind' | 'leafHash' | 'bytes'>): Buffer {
  const kind = Uint8Array.of(KINDS.indexOf(entry.kind));
  return join(kind, entry.leafHash, entry.bytes ?? NOTHING);
}

export function readEntry(tables: Tables, index: number): StoredEntry | null {
  const key = uint64(index);
  const value = tables.log.get(key);
  return value ? decodeEntry(tables, key, value) : null;
}

/** Whether there is no record at this index, any more or at all. */
export function isErased({ log }: Tables, index: number): boolean {
  const value = log.get(uint64(index));
  return value === undefined || value.length <= 1 + LEAF_HASH;
}

/** What was signed there, without its manifest store. Null: it was erased, or is not there. */
export function readBytes({ log }: Tables, index: number): Uint8Array | null {
  const value = log.get(uint64(index));
  return value && value.length > 1 + LEAF_HASH
    ? Uint8Array.from(value.subarray(1 + LEAF_HASH))
    : null;
}

export function decodeEntry(tables: Tables, key: Uint8Array, value: Uint8Array): StoredEntry {
  const bytes =
    value.length > 1 + LEAF_HASH ? Uint8Array.from(value.subarray(1 + LEAF_HASH)) : null;
  const store = bytes && tables.stores.get(key);
  return {
    index: readUint64(key),
    // What is none of them is taken for a record, and found to be no receipt.
    kind: KINDS[value[0]!] ?? 'record',
    leafHash: Uint8Array.from(value.subarray(1, 1 + LEAF_HASH)),
    bytes,
    manifestStore: store ? Uint8Array.from(store) : null,
  };
}

/** The number that stands for an algorithm's name in keys; null for one that no record has. */
export function algorithmNumber({ state }: Tables, alg: string): Buffer | null {
  const number = state.get(Buffer.from(ALGORITHM + alg));
  return number ? Buffer.from(number) : null;
}

export function makeAlgorithmNumber(tables: Tables, alg: string): Buffer {
  const known = algorithmNumber(tables, alg);
  if (known) return known;
  const names = { start: Buffer.from(ALGORITHM), end: Buffer.from(`${ALGORITHM}\xff`, 'latin1') };
  const number = Buffer.alloc(2);
  number.writeUInt16BE(tables.state.getKeysCount(names));
  tables.state.putSync(Buffer.from(ALGORITHM + alg), number);
  return number;
}

/** JSON and not CBOR: it never leaves the folder, and is read when a record is erased. */
export function encodeKeys(keys: EntryKeys): Buffer {
  return Buffer.from(
    JSON.stringify({
      ...keys,
      contentHash: Buffer.from(keys.contentHash).toString('hex'),
      fingerprints: keys.fingerprints.map(({ alg, value }) => ({
        alg,
        value: Buffer.from(value).toString('hex'),
      })),
      traits: TRAITS.map((trait) => keys.traits[trait]),
    }),
  );
}

/** @throws ProvenanceError REGISTRY_CORRUPT. */
export function decodeKeys(bytes: Uint8Array): EntryKeys {
  try {
    const keys = JSON.parse(Buffer.from(bytes).toString());
    return {
      contentId: text(keys.contentId),
      contentHash: Buffer.from(text(keys.contentHash), 'hex'),
      manifestId: keys.manifestId === null ? null : text(keys.manifestId),
      fingerprints: Array.from<{ alg: unknown; value: unknown }, EntryKeys['fingerprints'][number]>(
        keys.fingerprints,
        ({ alg, value }) => ({ alg: text(alg), value: Buffer.from(text(value), 'hex') }),
      ),
      retainUntil: keys.retainUntil === null ? null : text(keys.retainUntil),
      // Layouts up to 5 had none, nor has what could not be read when it was brought to this one.
      traits: traitsIn(keys.traits ?? []),
    };
  } catch (cause) {
    throw new ProvenanceError('REGISTRY_CORRUPT', 'The keys of an entry cannot be read.', {
      cause,
    });
  }
}

function traitsIn(texts: readonly unknown[]): Traits {
  const all = TRAITS.map((trait, i) => [trait, texts[i] == null ? null : text(texts[i])]);
  return Object.fromEntries(all) as Traits;
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('A text is expected.');
}

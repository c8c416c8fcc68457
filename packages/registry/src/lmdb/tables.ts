import type { Environment, Table } from './environment/environment.ts';
import { join, readUint64, uint64 } from './keys.ts';

/** Version 7 of the layout. `index` is a position in the log, 8 bytes, big-endian; a digest has 16 bytes. */
export const TABLES = [
  /** index -> what was signed, with its keys: see entry.ts. */
  'entries',
  /** index -> C2PA manifest store. */
  'stores',
  /** Five levels of the tree -> their hashes: see tiles.ts. */
  'tiles',
  /** size -> signed head. */
  'heads',
  /** content id -> index. */
  'contents',
  /** digest of a manifest id, index -> nothing. */
  'manifests',
  /** first 16 bytes of a content hash, index -> nothing. */
  'hashes',
  /** algorithm (2), number of the row (8) -> 32 fingerprints with their indexes: see likenesses.ts. */
  'likenesses',
  /** trait (1), what it is, block of the log (8) -> places in it: see traits.ts. */
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
   * `log`: size, records, erased, events; `algorithm:` and a name: its number; `header:` and `header`: see entry.ts;
   * `older`: there where what an older layout has is not yet all in the tables of this one: see older.ts.
   */
  'state',
] as const;

/** Of versions 1 and 2, which had a place for each of the sixteen bands of a fingerprint. */
export const RETIRED_TABLES = ['fingerprints', 'bands'] as const;

/** Of versions up to 6, until what is in them has been moved. */
export const OLDER_TABLES = ['log', 'keys', 'nodes'] as const;

export type Tables = Readonly<
  Record<(typeof TABLES)[number], Table> & Partial<Record<(typeof OLDER_TABLES)[number], Table>>
>;

export function tablesOf(environment: Environment): Tables {
  return environment.tables as Tables;
}

export const NOTHING = new Uint8Array();

const LOG = Buffer.from('log');
const ALGORITHM = 'algorithm:';
/** lmdb writes into the object that it is given: a copy for each call. */
const NAMES = {
  start: Buffer.from(ALGORITHM),
  end: Buffer.from(`${ALGORITHM}\xff`, 'latin1'),
} as const;

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

/** The number that stands for an algorithm's name in keys; null for one that no record has. */
export function algorithmNumber({ state }: Tables, alg: string): Buffer | null {
  const number = state.get(Buffer.from(ALGORITHM + alg));
  return number ? Buffer.from(number) : null;
}

/** Of all algorithms that any record has had. */
export function algorithmNumbers({ state }: Tables): Uint8Array[] {
  return Array.from(state.getRange({ ...NAMES }), ({ value }) => Uint8Array.from(value));
}

export function makeAlgorithmNumber(tables: Tables, alg: string): Buffer {
  const known = algorithmNumber(tables, alg);
  if (known) return known;
  const number = Buffer.alloc(2);
  number.writeUInt16BE(tables.state.getKeysCount({ ...NAMES }));
  tables.state.putSync(Buffer.from(ALGORITHM + alg), number);
  return number;
}

import { ProvenanceError } from '@provenance/content';
import type {
  EventKeys,
  EventQuery,
  IndexedEvent,
  Lookup,
  MissingLookup,
  StoredEntry,
} from '../backend/backend.ts';
import { readEntry } from './entry.ts';
import { afterPrefix, join, readUint64, uint64 } from './keys.ts';
import { NOTHING, type Tables } from './tables.ts';

/** Writes what an event is found by. */
export function addEvent(tables: Tables, index: Uint8Array, keys: EventKeys): void {
  tables.events.putSync(index, encodeEventKeys(keys));
  tables.subjects.putSync(join(subjectPrefix(keys.subject), index), NOTHING);
  if (keys.retainUntil !== null) tables.retention.putSync(retentionKey(index, keys), NOTHING);
}

/** Deletes that again. */
export function eraseEvent(tables: Tables, index: Uint8Array): void {
  const stored = tables.events.get(index);
  tables.events.removeSync(index);
  if (!stored) return;
  const keys = decodeEventKeys(stored);
  tables.subjects.removeSync(join(subjectPrefix(keys.subject), index));
  if (keys.retainUntil !== null) tables.retention.removeSync(retentionKey(index, keys));
}

/** `Backend.events`. */
export function eventsIn(tables: Tables, { subject, from, limit }: EventQuery): StoredEntry[] {
  const prefix = subject === null ? NOTHING : subjectPrefix(subject);
  const table = subject === null ? tables.events : tables.subjects;
  const end = subject === null ? {} : { end: afterPrefix(prefix) };
  const range = { start: join(prefix, uint64(from)), limit, ...end };
  return Array.from(table.getKeys(range)).flatMap(
    (key) => readEntry(tables, readUint64(key, prefix.length)) ?? [],
  );
}

/** `Backend.missingEvents`. */
export function missingEvents(tables: Tables, events: readonly IndexedEvent[]): MissingLookup[] {
  return events.flatMap(({ index, event }) =>
    missingOf(tables, uint64(index), event).map((lookup) => ({ index, lookup })),
  );
}

function missingOf(tables: Tables, index: Uint8Array, keys: EventKeys): Lookup[] {
  const missing: Lookup[] = [];
  const { subject, retainUntil } = keys;
  const own = tables.events.get(index);
  if (!own || Buffer.compare(own, encodeEventKeys(keys)) !== 0) missing.push('erasure');
  if (!tables.subjects.get(join(subjectPrefix(subject), index))) missing.push('subject');
  if (retainUntil !== null && !tables.retention.get(retentionKey(index, keys))) {
    missing.push('retention');
  }
  return missing;
}

/** The id ends with a zero byte, which no subject holds. */
export function subjectPrefix(subject: string): Buffer {
  return Buffer.from(`${subject}\0`);
}

function retentionKey(index: Uint8Array, { retainUntil }: EventKeys): Buffer {
  return join(Buffer.from(retainUntil!), index);
}

function encodeEventKeys({ subject, retainUntil }: EventKeys): Buffer {
  return Buffer.from(JSON.stringify([subject, retainUntil]));
}

/** @throws ProvenanceError REGISTRY_CORRUPT. */
export function decodeEventKeys(bytes: Uint8Array): EventKeys {
  try {
    const [subject, retainUntil] = JSON.parse(Buffer.from(bytes).toString());
    if (typeof subject === 'string' && (retainUntil === null || typeof retainUntil === 'string')) {
      return { subject, retainUntil };
    }
    throw new TypeError('A subject and a day are expected.');
  } catch (cause) {
    throw new ProvenanceError('REGISTRY_CORRUPT', 'The keys of an event cannot be read.', {
      cause,
    });
  }
}

import { ProvenanceError } from '@provenance/content';
import {
  type Cbor,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import { openEnvironment, type Table } from './lmdb/environment/environment.ts';
import { coded } from './lmdb/environment/failure.ts';
import { readUint64, uint64 } from './lmdb/keys.ts';
import type { Registry } from './registry.ts';
import type { OriginRecord } from './signed/record.ts';
import { checkRecord } from './signed/record-check.ts';
import { decodeRecord, encodeRecord } from './signed/record-encode.ts';

/**
 * Records on their way to a registry that may be out of reach: a folder on this machine. What is in it
 * is on disk, and is given to the registry once, whoever is killed when.
 */
export interface Outbox {
  /**
   * Resolves when the record is on disk.
   *
   * @throws ProvenanceError RECORD_MALFORMED, REGISTRY_UNAVAILABLE.
   */
  enqueue(record: OriginRecord, manifestStore?: Uint8Array | null): Promise<void>;
  /**
   * Hands over what there is, oldest first, and takes out what the registry has acknowledged. Several
   * processes may do so at once: what is handed over twice is one record, as `put` is idempotent.
   *
   * What the registry will never take (RECORD_EXISTS, RECORD_MALFORMED) is set aside. Anything else
   * that it rejects with ends the delivery, and everything not acknowledged stays.
   */
  deliver(registry: Pick<Registry, 'put'>, options?: { signal?: AbortSignal }): Promise<Delivery>;
  /** Records that wait. */
  size(): Promise<number>;
  /** What was set aside, oldest first. It stays there until {@link Outbox.discard}. */
  refused(): Promise<RefusedRecord[]>;
  /** Takes out what was set aside. @returns How many. */
  discard(): Promise<number>;
  close(): Promise<void>;
}

export interface Delivery {
  readonly delivered: number;
  /** Set aside in this delivery. */
  readonly refused: readonly RefusedRecord[];
}

export interface RefusedRecord {
  /** Null: what lay there is no record. */
  readonly record: OriginRecord | null;
  readonly code: ProvenanceError['code'];
}

/** 2: whoever opens, closes or writes it holds the guard. */
const VERSION = 2;
/** Handed over at the same time, so that the registry can make one batch of them. */
const AT_ONCE = 64;
/** What another attempt would end in as well. */
const FINAL = new Set<string>(['RECORD_EXISTS', 'RECORD_MALFORMED']);
/** Bytes of them, unless one alone has more. */
const MOST_BYTES = 2 ** 24;
/** Refused records that are listed. */
const MOST_LISTED = 1000;

const NEXT = Buffer.from('next');

interface Waiting {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

interface Outcome extends Waiting {
  readonly record: OriginRecord | null;
  /** What it is set aside with. */
  readonly refused: ProvenanceError['code'] | null;
  readonly error: unknown;
}

/**
 * Opens the outbox in a folder, and makes it where there is none. By LMDB, as the registry: several
 * processes at once, and nothing lost when one is killed.
 *
 * @throws ProvenanceError REGISTRY_UNAVAILABLE where the folder cannot be used.
 */
export async function openOutbox(folder: string): Promise<Outbox> {
  const environment = await openEnvironment(folder, {
    kind: 'outbox',
    version: VERSION,
    tables: ['waiting', 'refused', 'state'],
    create: true,
    readOnly: false,
  });
  const { waiting, refused, state } = environment.tables as Readonly<
    Record<'waiting' | 'refused' | 'state', Table>
  >;

  /**
   * A number that was never given before. One that is free again would be taken out by who has just
   * delivered what had it before.
   */
  const nextKey = (): Buffer => {
    const next = readUint64(state.get(NEXT) ?? uint64(0));
    state.putSync(NEXT, uint64(next + 1));
    return uint64(next);
  };

  /** The oldest, as many as may be in memory. */
  const readPage = () => {
    const page: Waiting[] = [];
    let bytes = 0;
    for (const { key, value } of waiting.getRange({ limit: AT_ONCE })) {
      bytes += value.length;
      if (page.length > 0 && bytes > MOST_BYTES) break;
      page.push({ key, value });
    }
    return page;
  };

  const handOver = async (
    { key, value }: Waiting,
    registry: Pick<Registry, 'put'>,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> => {
    let record: OriginRecord | null = null;
    try {
      const waiting = readWaiting(value);
      record = waiting.record;
      const { manifestStore } = waiting;
      await registry.put(record, { manifestStore, ...(signal ? { signal } : {}) });
      return { key, value, record, refused: null, error: null };
    } catch (error) {
      const final = error instanceof ProvenanceError && FINAL.has(error.code);
      return { key, value, record, refused: final ? error.code : null, error };
    }
  };

  return {
    async enqueue(record, manifestStore = null) {
      const value = encodeDeterministic([encodeRecord(checkRecord(record)), manifestStore]);
      environment.write(() => waiting.putSync(nextKey(), value));
    },
    async deliver(registry, { signal } = {}) {
      const aside: RefusedRecord[] = [];
      let delivered = 0;
      for (;;) {
        signal?.throwIfAborted();
        const page = coded(readPage);
        if (page.length === 0) return { delivered, refused: aside };
        const outcomes = await Promise.all(page.map((each) => handOver(each, registry, signal)));
        environment.write(() => {
          for (const { key, value, refused: code, error } of outcomes) {
            if (error !== null && code === null) continue;
            // False: another process was faster.
            const mine = waiting.removeSync(key);
            if (mine && code !== null)
              refused.putSync(nextKey(), encodeDeterministic([code, value]));
          }
        });
        for (const { record, refused: code, error } of outcomes) {
          if (code !== null) aside.push({ record, code });
          else if (error === null) delivered++;
        }
        const failed = outcomes.find((each) => each.error !== null && each.refused === null);
        if (failed) throw failed.error;
      }
    },
    size: async () => coded(() => waiting.getKeysCount()),
    refused: async () =>
      coded(() =>
        Array.from(refused.getRange({ limit: MOST_LISTED }), ({ value }) => readRefused(value)),
      ),
    discard: async () =>
      environment.write(() => {
        const keys = Array.from(refused.getKeys());
        for (const key of keys) refused.removeSync(key);
        return keys.length;
      }),
    close: () => environment.close(),
  };
}

/** @throws ProvenanceError RECORD_MALFORMED. */
function readWaiting(value: Uint8Array) {
  const parts = readPair(value);
  const [record, manifestStore] = parts ?? [];
  if (!(record instanceof Uint8Array) || !(manifestStore === null || isBytes(manifestStore))) {
    throw new ProvenanceError('RECORD_MALFORMED', 'What waits in the outbox is no record.');
  }
  return { record: decodeRecord(record), manifestStore };
}

function readRefused(value: Uint8Array): RefusedRecord {
  const [code, waiting] = readPair(value) ?? [];
  let record: OriginRecord | null = null;
  try {
    if (isBytes(waiting)) record = readWaiting(waiting).record;
  } catch {}
  return { record, code: code === 'RECORD_EXISTS' ? code : 'RECORD_MALFORMED' };
}

function readPair(value: Uint8Array): readonly Cbor[] | null {
  try {
    const pair = decodeDeterministic(value);
    return Array.isArray(pair) && pair.length === 2 ? pair : null;
  } catch {
    return null;
  }
}

function isBytes(value: Cbor | undefined): value is Uint8Array {
  return value instanceof Uint8Array;
}

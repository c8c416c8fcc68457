import { describeCertificates } from '@provenance/c2pa';
import { type Message, say } from '@provenance/messages';
import type { RegistrySettings } from '../options/registry.ts';
import { counted, sized } from '../terminal/counted.ts';
import { registryReader } from './open.ts';
import { waiting } from './outbox.ts';

export interface RegistryStats {
  /** `lmdb` or `postgresql`. */
  readonly backend: string;
  /** Of the log: records and events, those that were erased, and the erasures. */
  readonly entries: number;
  readonly records: number;
  readonly events: number;
  readonly erased: number;
  readonly bytes: number;
  /** The newest signed head; null of an empty log. */
  readonly head: HeadStats | null;
  /** Records in the outbox. */
  readonly waiting: number;
}

export interface HeadStats {
  readonly size: number;
  /** Hexadecimal. */
  readonly root: string;
  /** RFC 3339. */
  readonly time: string;
  readonly issuer: string | null;
}

/** @throws ProvenanceError REGISTRY_*. */
export async function registryStats(settings: RegistrySettings): Promise<RegistryStats> {
  const reader = registryReader(settings);
  try {
    const registry = await reader.open();
    const [stats, head] = [await registry.stats(), await registry.head()];
    return {
      backend: registry.backend,
      ...stats,
      head: head && {
        size: head.size,
        root: Buffer.from(head.root).toString('hex'),
        time: head.time,
        issuer: await issuerOf(head.certificates),
      },
      waiting: await waiting(settings.outbox),
    };
  } finally {
    await reader.close();
  }
}

/** Whose signature it is, also where a record key has made it. */
export async function issuerOf(pem: string): Promise<string | null> {
  const { describeRecordKey } = await import('@provenance/registry');
  const recordKey = await describeRecordKey(pem);
  if (recordKey !== null) return recordKey.organization;
  const [leaf] = describeCertificates(pem);
  return leaf?.organization ?? leaf?.commonName ?? null;
}

/** In a line, for people. */
export function statsSays(stats: RegistryStats): Message {
  const { backend, records: kept, erased, bytes, head, waiting } = stats;
  const all = counted('records', kept);
  const records =
    erased === 0 ? all : say('registry.stats.erased', { records: all, count: erased });
  const log =
    head === null
      ? say('registry.log.empty')
      : say('registry.log.of', { entries: counted('entries', head.size), time: head.time });
  const outbox =
    waiting === 0
      ? say('registry.outbox.nothing')
      : say('registry.outbox.records', { records: counted('records', waiting) });
  return say('registry.stats', { backend, records, size: sized(bytes), log, outbox });
}

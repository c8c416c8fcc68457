import { describeCertificates } from '@provenance/c2pa';
import type { RegistrySettings } from '../options/registry.ts';
import { plural } from '../terminal/plural.ts';
import { registryReader } from './open.ts';
import { waiting } from './outbox.ts';

export interface RegistryStats {
  /** `lmdb` or `postgresql`. */
  readonly backend: string;
  /** Of the log: records, those that were erased, and the erasures. */
  readonly entries: number;
  readonly records: number;
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
        issuer: issuerOf(head.certificates),
      },
      waiting: await waiting(settings.outbox),
    };
  } finally {
    await reader.close();
  }
}

export function issuerOf(pem: string): string | null {
  const [leaf] = describeCertificates(pem);
  return leaf?.organization ?? leaf?.commonName ?? null;
}

/** In a line, for people. */
export function statsText({
  backend,
  records,
  erased,
  bytes,
  head,
  waiting,
}: RegistryStats): string {
  const gone = erased === 0 ? '' : `, ${erased} erased`;
  const log =
    head === null
      ? 'an empty log'
      : `a log of ${plural(head.size, 'entry', 'entries')}, signed at ${head.time}`;
  const outbox = waiting === 0 ? 'nothing' : plural(waiting, 'record');
  return `${backend}: ${plural(records, 'record')}${gone}, ${sizeText(bytes)}; ${log}; ${outbox} in the outbox`;
}

export function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

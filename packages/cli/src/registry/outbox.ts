import { access } from 'node:fs/promises';
import { ProvenanceError } from '@provenance/content';
import { type Message, say } from '@provenance/messages';
import type { Outbox, Registry } from '@provenance/registry';
import { counted } from '../terminal/counted.ts';
import { type OpenedOnce, openedOnce } from './opened-once.ts';

/** Where records wait while the registry cannot be reached. Made when the first one has to. */
export function outboxAt(folder: string): OpenedOnce<Outbox> {
  return openedOnce(async () => {
    const { openOutbox } = await import('@provenance/registry');
    return openOutbox(folder);
  });
}

/** How many records wait. Makes no outbox where there is none. */
export async function waiting(folder: string): Promise<number> {
  if (!(await isThere(folder))) return 0;
  const outbox = outboxAt(folder);
  try {
    return await (await outbox.open()).size();
  } finally {
    await outbox.close();
  }
}

/** What came of delivering what waits. */
export interface Delivered {
  readonly delivered: number;
  /** Refused by the registry, and kept aside. */
  readonly refused: number;
  readonly waiting: number;
}

/** Writes what waits. While the registry cannot be reached it goes on waiting. */
export async function deliverAll(
  outbox: OpenedOnce<Outbox>,
  registry: OpenedOnce<Registry>,
): Promise<Delivered> {
  const box = await outbox.open();
  const before = await box.size();
  if (before === 0) return { delivered: 0, refused: 0, waiting: 0 };
  try {
    const { delivered, refused } = await box.deliver(await registry.open());
    return { delivered, refused: refused.length, waiting: await box.size() };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    const waiting = await box.size();
    return { delivered: Math.max(0, before - waiting), refused: 0, waiting };
  }
}

/** A sentence for each that is not nothing. */
export function deliveredSays({ delivered, refused, waiting }: Delivered): Message[] {
  const records = counted('records', waiting);
  return [
    ...(delivered > 0 ? [say('outbox.delivered', { records: counted('records', delivered) })] : []),
    ...(refused > 0 ? [say('outbox.refused', { records: counted('records', refused) })] : []),
    ...(waiting === 1 ? [say('outbox.waits', { records })] : []),
    ...(waiting > 1 ? [say('outbox.wait', { records })] : []),
  ];
}

export async function isThere(folder: string): Promise<boolean> {
  return access(folder).then(
    () => true,
    () => false,
  );
}

export const isUnavailable = (error: unknown): boolean =>
  error instanceof ProvenanceError && error.code === 'REGISTRY_UNAVAILABLE';

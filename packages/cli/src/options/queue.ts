import { resolve } from 'node:path';
import { say } from '@provenance/messages';
import type { LoadedConfig } from '../config/config.ts';
import { isDatabase, isRegistryLocation } from '../config/registry-location.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

/** The flags that name a queue. */
export interface QueueOptions {
  /** A postgresql: URL. */
  database?: string;
  queue?: string;
  /** The folder that all workers share. */
  root?: string;
  json?: boolean;
  quiet?: boolean;
  config?: string | false;
}

export const QUEUE_SCHEMA_ID = 'provenance.queue/1';

/**
 * The database of the queue, never shown: of the flag, of PROVENANCE_QUEUE, else that of the registry.
 *
 * @throws UsageError where none of them is a PostgreSQL database.
 */
export function queueDatabase(
  { env }: Io,
  { database: flag }: Pick<QueueOptions, 'database'>,
  { registry }: LoadedConfig,
): string {
  const url = flag ?? env.PROVENANCE_QUEUE ?? registry?.location;
  if (url !== undefined && isDatabase(url) && isRegistryLocation(url)) return url;
  throw new UsageError(say('mistake.queue-database'));
}

export const queueName = ({ queue = 'mark' }: Pick<QueueOptions, 'queue'>): string => queue;

/** Absolute. */
export const sharedFolder = ({ cwd }: Io, { root = '.' }: Pick<QueueOptions, 'root'>): string =>
  resolve(cwd, root);

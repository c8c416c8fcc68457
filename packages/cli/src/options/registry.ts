import { dirname, join, resolve } from 'node:path';
import { say } from '@provenance/messages';
import type { Retention } from '@provenance/sdk';
import type { LoadedConfig } from '../config/config.ts';
import {
  isDatabase,
  locatedFrom,
  type RecordMode,
  type RetentionConfig,
} from '../config/registry-location.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

/** The flags that name a registry. */
export interface RegistryOptions {
  /** False: `--no-registry`. */
  registry?: string | false;
}

/** Of content alone: how long requests are kept is nothing that marking asks for. */
export function contentRetention({ retention }: Pick<RegistrySettings, 'retention'>): Retention {
  const { request: _, ...content } = retention;
  return content;
}

/** The registry in force. */
export interface RegistrySettings {
  /** An absolute folder, or a postgresql: URL, which is never shown: see shownDatabase(). */
  readonly location: string;
  readonly recordMode: RecordMode;
  /** An absolute folder. */
  readonly outbox: string;
  /** Days that records and requests are kept, by their kind. */
  readonly retention: RetentionConfig;
}

export const DEFAULT_RECORD_MODE: RecordMode = 'require';

/**
 * The registry of the flag, else of the environment or the configuration. Null where none is named, and
 * with `--no-registry`.
 *
 * @throws UsageError for a location that is none, and for a configuration that says how records are kept
 *   and not where: they would be lost in silence.
 */
export function registryOf(
  { cwd }: Io,
  { registry: flag }: RegistryOptions,
  { registry, source }: LoadedConfig,
): RegistrySettings | null {
  if (flag === false) return null;
  const location = flag === undefined ? registry?.location : locatedFrom(cwd, flag);
  if (location === undefined) {
    if (registry === undefined) return null;
    throw new UsageError(say('mistake.registry-without-location'));
  }
  const folder = source === null ? cwd : dirname(resolve(cwd, source));
  const beside = isDatabase(location)
    ? join(folder, '.provenance', 'outbox')
    : `${location}.outbox`;
  return {
    location,
    recordMode: registry?.recordMode ?? DEFAULT_RECORD_MODE,
    outbox: registry?.outbox ?? beside,
    retention: registry?.retention ?? {},
  };
}

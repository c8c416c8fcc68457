import type { Io } from '../terminal/io.ts';
import { note } from '../terminal/words.ts';
import { type LoadedConfig, loadConfig, type PassedOver, passedOverSays } from './config.ts';

/** The flags of every command that reads. */
export interface ReadingOptions {
  /** False: `--no-config`. */
  config?: string | false;
  quiet?: boolean;
}

/**
 * The configuration for a command that only reads: one in a folder that the user does not trust is passed
 * over, which is said in a line on stderr, of the nearest.
 *
 * @throws What loadConfig() throws.
 */
export async function configForReading(
  io: Io,
  { config: named, quiet }: ReadingOptions,
): Promise<LoadedConfig> {
  const config = await loadConfig(io, named, { untrusted: 'pass-over' });
  const [nearest] = config.passedOver;
  if (nearest !== undefined && !quiet) {
    await io.stderr.write(note(io, passedOverSays(io, nearest)));
  }
  return config;
}

/** Which configuration counted, as the JSON of a command says it. */
export interface ConfigurationLine {
  /** Relative to the working folder; null: none. */
  readonly used: string | null;
  /** Those that lie nearer, in folders that the user does not trust. */
  readonly passedOver: readonly PassedOver[];
}

export function configurationLine({ source, passedOver }: LoadedConfig): ConfigurationLine {
  return { used: source, passedOver };
}

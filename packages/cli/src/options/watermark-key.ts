import { relative, resolve } from 'node:path';
import { say } from '@provenance/messages';
import type { NamedWatermarkKey, OriginKind } from '@provenance/sdk';
import type { Visibility } from '@provenance/watermark';
import { knownKeys, type LoadedConfig, settingName } from '../config/config.ts';
import type { WatermarkKeyConfig } from '../config/shape.ts';
import { namedKey } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { historyOfWatermark, isInUse } from './key-history.ts';

/** A watermark key as bytes, which is what threads get. */
export interface WatermarkKeyFile extends NamedWatermarkKey {
  readonly key: Uint8Array;
}

/**
 * The watermark keys of the flags, else of the configuration, with what that says about them.
 *
 * @param option The flag that names them, for messages.
 * @throws UsageError if a file cannot be read or holds no key.
 */
export async function watermarkKeys(
  io: Io,
  option: string,
  paths: readonly string[] | undefined,
  config: LoadedConfig,
): Promise<WatermarkKeyFile[]> {
  const { name, keys } = chosen(io, option, paths, config);
  return Promise.all(keys.map((entry) => read(io, name, entry, config)));
}

/**
 * The key to mark with: that of the flag, else the first of the configuration that is for this kind of
 * content. A key that marks another kind would say something untrue of it for ever.
 *
 * @throws UsageError if there is none, or it cannot be read.
 */
export async function markingKey(
  io: Io,
  path: string | undefined,
  config: LoadedConfig,
  kind: OriginKind,
): Promise<WatermarkKeyFile> {
  const { name, keys } = chosen(
    io,
    '--watermark-key',
    path === undefined ? undefined : [path],
    config,
  );
  const fitting = keys.filter(({ marks }) => marks === undefined || marks === kind);
  for (const entry of fitting) {
    const found = await read(io, name, entry, config);
    if (isInUse(historyOfWatermark(config, found.key))) return found;
  }
  if (fitting.length > 0) throw new UsageError(say('mistake.keys-out-of-use'));
  if (keys.length === 0) throw new UsageError(say('mistake.no-key'));
  const kinds = [...new Set(keys.flatMap(({ marks }) => marks ?? []))];
  throw new UsageError(say('mistake.key-of-other-kind', { kind, kinds }));
}

/** What marking is told of the mark: the flag, else the configuration. Empty: as it is by default. */
export function markLook(
  visibility: Visibility | undefined,
  config: LoadedConfig,
): { readonly watermark?: { readonly visibility: Visibility } } {
  const wanted = visibility ?? config.watermark?.visibility;
  return wanted === undefined ? {} : { watermark: { visibility: wanted } };
}

function chosen(
  { cwd }: Io,
  option: string,
  paths: readonly string[] | undefined,
  config: LoadedConfig,
): { name: string; keys: readonly WatermarkKeyConfig[] } {
  if (paths === undefined) {
    return { name: settingName(config, 'watermark.keys'), keys: config.watermark?.keys ?? [] };
  }
  const known = knownKeys(
    config,
    paths.map((path) => resolve(cwd, path)),
  );
  return { name: option, keys: known };
}

async function read(
  io: Io,
  option: string,
  { key: path, ...known }: WatermarkKeyConfig,
  config: LoadedConfig,
): Promise<WatermarkKeyFile> {
  const shown = relative(io.cwd, path) || '.';
  const text = (await namedKey(io, option, shown)).trim();
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new UsageError(
      say('mistake.key-is-private', { what: say('mistake.option', { option }), file: shown }),
    );
  }
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new UsageError(
      say('mistake.key-is-none', { what: say('mistake.option', { option }), file: shown }),
    );
  }
  const key = Uint8Array.from(Buffer.from(text, 'hex'));
  const { compromised } = historyOfWatermark(config, key);
  return { ...known, key, ...(compromised !== undefined && { compromised }) };
}

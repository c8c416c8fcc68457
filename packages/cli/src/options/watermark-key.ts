import { relative, resolve } from 'node:path';
import type { NamedWatermarkKey, OriginKind } from '@provenance/sdk';
import { knownKeys, type LoadedConfig } from '../config/config.ts';
import type { WatermarkKeyConfig } from '../config/shape.ts';
import { namedText } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

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
  return Promise.all(keys.map((entry) => read(io, name, entry)));
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
  const { name, keys } = chosen(io, '--key', path === undefined ? undefined : [path], config);
  const fitting = keys.find(({ marks }) => marks === undefined || marks === kind);
  if (fitting !== undefined) return read(io, name, fitting);
  if (keys.length === 0) throw new UsageError(NO_KEY);
  const kinds = [...new Set(keys.map(({ marks }) => marks))].join(' and ');
  throw new UsageError(
    `This is ${kind}, and the configured watermark keys are for what is ${kinds}: make another one with \`provenance keys watermark\`, and name it with --key or in watermark.keys.`,
  );
}

export const NO_KEY =
  'No watermark key: run `provenance init`, or make one with `provenance keys watermark` and name it with --key.';

function chosen(
  { cwd }: Io,
  option: string,
  paths: readonly string[] | undefined,
  config: LoadedConfig,
): { name: string; keys: readonly WatermarkKeyConfig[] } {
  if (paths === undefined) return { name: 'watermark.keys', keys: config.watermark?.keys ?? [] };
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
): Promise<WatermarkKeyFile> {
  const shown = relative(io.cwd, path) || '.';
  const text = (await namedText(io, option, shown)).trim();
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new UsageError(
      `${option} ${shown} is a private key for signing: a watermark key is made with \`provenance keys watermark\`.`,
    );
  }
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new UsageError(
      `${option} ${shown} holds no watermark key: make one with \`provenance keys watermark\`.`,
    );
  }
  return { ...known, key: Uint8Array.from(Buffer.from(text, 'hex')) };
}

import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { writeFileAtomically } from '@provenance/content/node';
import { say } from '@provenance/messages';
import { CONFIG_NAME, type LoadedConfig, loadConfig, parseConfig } from '../../config/config.ts';
import { keyListBeside } from '../../config/key-list.ts';
import type { Config } from '../../config/shape.ts';
import { folderNow, trustFolder, trustOfFolder } from '../../config/trusted-folder.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';

/** @throws UsageError without a configuration: what is said of keys would count nowhere. */
export async function configured(io: Io, named?: string | false): Promise<LoadedConfig> {
  const config = await loadConfig(io, named);
  if (config.source === null) {
    throw new UsageError(say('mistake.keys-need-config', { name: CONFIG_NAME }));
  }
  return config;
}

export const listPath = ({ cwd }: Io, { source }: LoadedConfig): string =>
  keyListBeside(cwd, source as string);

/** As it is written: with paths from its folder, and nothing of the environment. */
export async function configFile(
  io: Io,
  { source }: LoadedConfig,
): Promise<{ folder: string; plain: Config }> {
  const path = resolve(io.cwd, source as string);
  const plain = parseConfig(source as string, await readFile(path, 'utf8'));
  return { folder: dirname(path), plain };
}

/** Who changes it here has been asked; the folder stays as trusted as it was. */
export async function rewrite(io: Io, { source }: LoadedConfig, config: Config): Promise<void> {
  const path = resolve(io.cwd, source as string);
  const folder = await realpath(dirname(path));
  const isTrusted =
    basename(path) === CONFIG_NAME &&
    (await trustOfFolder(io, folder, CONFIG_NAME)).trust === 'trusted';
  await writeFileAtomically(path, `${JSON.stringify(config, null, 2)}\n`, { overwrite: true });
  if (isTrusted) await trustFolder(io, await folderNow(folder, CONFIG_NAME));
}

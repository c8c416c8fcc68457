import { realpath } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { say } from '@provenance/messages';
import {
  CONFIG_FIELDS,
  CONFIG_NAME,
  type ConfigField,
  nearest,
  parseConfig,
  placedIn,
} from '../../config/config.ts';
import type { Config } from '../../config/shape.ts';
import { shownField } from '../../config/shown.ts';
import {
  distrustFolder,
  type FolderNow,
  folderNow,
  trustedFolders,
  trustFolder,
  trustOfFolder,
} from '../../config/trusted-folder.ts';
import { counted } from '../../terminal/counted.ts';
import { explained } from '../../terminal/error.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine, visible } from '../../terminal/visible.ts';
import { words } from '../../terminal/words.ts';

export interface TrustFolderOptions {
  list?: boolean;
  remove?: boolean;
  json?: boolean;
}

export const TRUST_FOLDER_SCHEMA = 'provenance.trust-folder/1';

/**
 * What the user says of a configuration that lies about: that it may name trust lists, keys, a registry
 * and whatever else. Given once, and again when the configuration has changed.
 *
 * Exit code 3 for a folder that is not in the list and is to be taken out of it.
 */
export async function trustFolderCommand(
  io: Io,
  given: string | undefined,
  { list, remove, json }: TrustFolderOptions,
): Promise<ExitCode> {
  if (list) {
    if (remove || given !== undefined) throw new UsageError(say('mistake.list-alone'));
    return showAll(io, json);
  }
  return remove ? takeOut(io, given, json) : takeIn(io, given, json);
}

async function takeIn(io: Io, given: string | undefined, json?: boolean): Promise<ExitCode> {
  const folder = given === undefined ? await nearest(io.cwd) : resolve(io.cwd, given);
  if (folder === null) throw new UsageError(say('mistake.no-config-above', { name: CONFIG_NAME }));
  const now = await described(io, await real(folder));
  const config = placedIn(now.folder, parseConfig(CONFIG_NAME, now.text));
  if (!(await trustFolder(io, now))) throw new UsageError(say('mistake.no-home'));
  if (json) {
    const line = { schema: TRUST_FOLDER_SCHEMA, command: 'trust', folder: now.folder };
    await io.stdout.write(jsonLine(line));
    return 0;
  }
  const mark = painter(io, io.stdout)('green', '✓');
  const rows = CONFIG_FIELDS.flatMap((field) => settingRow(io, now.folder, config, field));
  const said = words(io, say('folder.trusted', { folder: now.folder }));
  await io.stdout.write(`${mark} ${said}\n${rows.join('')}`);
  return 0;
}

/** Nothing for a field that is not set. What lies outside of the folder deserves a look. */
function settingRow(io: Io, folder: string, config: Config, field: ConfigField): string[] {
  const value = shownField(folder, config, field);
  if (value === undefined) return [];
  const values = [value].flat().map((one) => {
    const outside = one.startsWith('..') || isAbsolute(one) || /^[a-z]+:\/\//.test(one);
    return outside ? words(io, say('folder.outside', { value: one })) : visible(one);
  });
  return [`    ${field.padEnd(21)} ${values.join(', ')}\n`];
}

async function takeOut(io: Io, given = '.', json?: boolean): Promise<ExitCode> {
  const folder = resolve(io.cwd, given);
  // One that is gone has the path that it had, if no link led there.
  const path = await real(folder).catch(() => folder);
  const removed = await distrustFolder(io, path);
  if (json) {
    const line = { schema: TRUST_FOLDER_SCHEMA, command: 'remove', folder: path, removed };
    await io.stdout.write(jsonLine(line));
  } else {
    const said = removed
      ? say('folder.no-longer', { folder: path })
      : say('folder.was-not', { folder: path });
    await io.stdout.write(`${words(io, said)}\n`);
  }
  return removed ? 0 : 3;
}

async function showAll(io: Io, json?: boolean): Promise<ExitCode> {
  const folders = await Promise.all(
    (await trustedFolders(io)).map(async ({ folder }) => {
      const { trust } = await trustOfFolder(io, folder, CONFIG_NAME);
      return { folder, trust };
    }),
  );
  if (json) {
    await io.stdout.write(jsonLine({ schema: TRUST_FOLDER_SCHEMA, command: 'list', folders }));
    return 0;
  }
  for (const { folder, trust } of folders) {
    const line =
      trust === 'changed' ? words(io, say('folder.changed', { folder })) : visible(folder);
    await io.stdout.write(`${line}\n`);
  }
  await io.stderr.write(`${words(io, counted('folders', folders.length))}\n`);
  return 0;
}

/** @throws UsageError where its configuration cannot be read. */
async function described({ language }: Io, folder: string): Promise<FolderNow> {
  try {
    return await folderNow(folder, CONFIG_NAME);
  } catch (error) {
    if (!(error instanceof ProvenanceError)) throw error;
    const why = explained(error, language);
    throw new UsageError(say('mistake.config-of', { name: CONFIG_NAME, folder, why }), {
      cause: error,
    });
  }
}

/** @throws UsageError where there is no such folder. */
async function real(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (cause) {
    throw new UsageError(say('mistake.no-folder', { folder }), { cause });
  }
}

import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { makeFolder } from '@provenance/content/node';
import { say } from '@provenance/messages';
import {
  KEY_LIST_SCHEMA,
  NO_KEYS,
  type RecordKeyHistory,
  withRecordKey,
  writeKeyList,
} from '../../config/key-list.ts';
import { writeNewFiles } from '../../files/new.ts';
import { writingTo } from '../../files/output-error.ts';
import { type SignerOptions, signerOf } from '../../options/signer.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { words } from '../../terminal/words.ts';
import { configFile, configured, listPath, rewrite } from './config-file.ts';
import { KEY_FOLDER, recordKeyFiles } from './keys.ts';

export interface RecordKeyCommandOptions extends Omit<SignerOptions, 'timestamp'> {
  /** A folder. */
  output?: string;
  days?: number;
  json?: boolean;
  config?: string | false;
}

const MOST_DAYS = 3650;

/**
 * A new key for records, which the signer certifies with one signature. It signs records from now on, and the record
 * key before it is retired: what that has signed stays as good as it is.
 */
export async function recordKeyCommand(
  io: Io,
  { output, days, json, ...options }: RecordKeyCommandOptions,
): Promise<ExitCode> {
  if (days !== undefined && days > MOST_DAYS) {
    throw new UsageError(say('mistake.record-key-days', { most: MOST_DAYS }));
  }
  const config = await configured(io, options.config);
  const { folder, plain } = await configFile(io, config);
  const signer = await signerOf(io, options, config);
  if (signer === null) throw new UsageError(say('mistake.no-signer', { key: '--signer-key' }));
  const place = output === undefined ? join(folder, KEY_FOLDER) : resolve(io.cwd, output);
  // The signer is asked, which may cost something: first whether there is a place for its answer.
  await writingTo(io, place, () => makeFolder(place));
  const { createRecordKey, describeRecordKey } = await import('@provenance/registry');
  const made = await createRecordKey(signer, {
    signal: io.signal,
    ...(days !== undefined && { days }),
  });
  // What was just made is one.
  const { id, organization, validUntil } = (await describeRecordKey(made.delegation))!;
  const files = recordKeyFiles(place, made, id);
  await writeNewFiles(io, files, { overwrite: false });
  const before = await recordKeyBefore(folder, plain.registry?.certificates);
  const [key, certificates] = files.map(({ path }) => relative(folder, path)) as [string, string];
  await rewrite(io, config, { ...plain, registry: { ...plain.registry, certificates, key } });
  if (before !== null) {
    const retired = new Date().toISOString();
    const list = config.keyList ?? NO_KEYS;
    const known = list.recordKeys.find(({ recordKey }) => recordKey === before.recordKey);
    if (known?.retired === undefined) {
      await writeKeyList(listPath(io, config), withRecordKey(list, { ...before, retired }));
    }
  }
  const from = (path: string) => relative(io.cwd, resolve(folder, path));
  const said = say('keys.wrote.record', {
    key: from(key),
    certificates: from(certificates),
    who: organization,
    time: validUntil,
  });
  const line = { command: 'record', recordKey: id, organization, validUntil, key, certificates };
  await io.stdout.write(
    json
      ? jsonLine({ schema: KEY_LIST_SCHEMA, ...line })
      : `${painter(io, io.stdout)('green', '✓')} ${words(io, said)}\n`,
  );
  return 0;
}

/** The record key that was in use; null where there was none, or its file is gone. */
async function recordKeyBefore(
  folder: string,
  path: string | undefined,
): Promise<RecordKeyHistory | null> {
  if (path === undefined) return null;
  const { describeRecordKey } = await import('@provenance/registry');
  const text = await readFile(resolve(folder, path), 'utf8').catch(() => '');
  const found = await describeRecordKey(text).catch(() => null);
  return found && { recordKey: found.id, organization: found.organization };
}

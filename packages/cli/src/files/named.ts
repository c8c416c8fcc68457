import { resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { openFile, readFileContent } from '@provenance/content/node';
import { type Message, say } from '@provenance/messages';
import { explained } from '../terminal/error.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { isSecret, isShownKeyPath } from './secret.ts';

/** Keys, certificates, configurations and assertions larger than this are none. */
const MAX_TEXT_BYTES = 1 << 20;

/**
 * The absolute path of a file that an option or the configuration names. Opened once here, so that
 * the error can say which of many files is the one: errors of the rooms below name none.
 *
 * @throws UsageError if it cannot be opened.
 */
export async function namedFile(io: Io, option: string | Message, path: string): Promise<string> {
  const absolute = resolve(io.cwd, path);
  await naming(io, option, path, async () => (await openFile(absolute)).file.close());
  return absolute;
}

/** {@link namedFile} for each of a list. */
export function namedFiles(
  io: Io,
  option: string | Message,
  paths: readonly string[],
): Promise<string[]> {
  return Promise.all(paths.map((path) => namedFile(io, option, path)));
}

/**
 * The text of a file that an option or the configuration names, of 1 MiB at most.
 *
 * @throws UsageError if it cannot be read.
 */
export async function namedText(io: Io, option: string | Message, path: string): Promise<string> {
  return new TextDecoder().decode(await namedBytes(io, option, path));
}

/** What a text file means. What is wrong in it is said with its name: several may have been given. */
export function namedValue<T>(
  io: Io,
  option: string | Message,
  path: string,
  parse: (text: string) => T,
): Promise<T> {
  return naming(io, option, path, async () => {
    const bytes = await readFileContent(resolve(io.cwd, path), { maxBytes: MAX_TEXT_BYTES });
    return parse(new TextDecoder().decode(bytes));
  });
}

/** {@link namedText}, as bytes: of 1 MiB at most, or of `maxBytes`. */
export function namedBytes(
  io: Io,
  option: string | Message,
  path: string,
  maxBytes: number = MAX_TEXT_BYTES,
): Promise<Uint8Array> {
  return naming(io, option, path, () => readFileContent(resolve(io.cwd, path), { maxBytes }));
}

/**
 * {@link namedText}, of a file with a key. What stands in its place may be the key itself, so that it is not
 * shown unless it is like a path.
 */
export async function namedKey(io: Io, option: string | Message, path: string): Promise<string> {
  const read = () => readFileContent(resolve(io.cwd, path), { maxBytes: MAX_TEXT_BYTES });
  return new TextDecoder().decode(await naming(io, option, path, read, { isKey: true }));
}

/** For what is to be the path of a key. @throws UsageError for a key. */
export function refuseSecret(option: string, path: string): void {
  if (isSecret(path)) throw new UsageError(say('mistake.key-as-path', { what: named(option) }));
}

const named = (option: string | Message): Message =>
  typeof option === 'string' ? say('mistake.option', { option }) : option;

async function naming<T>(
  { cwd, language }: Io,
  option: string | Message,
  path: string,
  read: () => Promise<T>,
  { isKey = false } = {},
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProvenanceError)) throw error;
    const what = named(option);
    if (isSecret(path)) throw new UsageError(say('mistake.key-as-path', { what }));
    const why = explained(error, language);
    if (isKey && !isShownKeyPath(resolve(cwd, path))) {
      throw new UsageError(say('mistake.named-unshown', { what, why }));
    }
    throw new UsageError(say('mistake.named', { what, file: path, why }), { cause: error });
  }
}

import { createHash } from 'node:crypto';
import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import {
  makeFolder,
  openFile,
  settingsFolder,
  writeFileAtomically,
} from '@provenance/content/node';
import type { Io } from '../terminal/io.ts';

/**
 * A folder that the user trusts, and what its configuration was then. What says something else now, or
 * belongs to somebody else, is asked about anew: it could name another database, or somebody's anchors.
 */
export interface TrustedFolder {
  /** Its real path: where a link leads can change. */
  readonly folder: string;
  /** SHA-256 of the configuration, in hexadecimal digits. */
  readonly sha256: string;
  /** Whom the folder and the configuration belong to. */
  readonly owners: readonly [folder: number, file: number];
}

/** A folder as it is. */
export interface FolderNow extends TrustedFolder {
  /** The configuration. */
  readonly text: string;
}

/** What the user said of a folder, and `changed` where that was said of another configuration. */
export type FolderTrust = 'trusted' | 'changed' | 'untrusted';

/** As other texts that are named: see namedText(). */
const MAX_BYTES = 1 << 20;

/** Where the list of trusted folders is. */
const listOf = (io: Io): string | null => settingsFolder('trusted-folders', io.env);

/**
 * A folder with the configuration in it, read once: what is shown, trusted and obeyed is the same text.
 *
 * @param folder Its real path.
 * @throws ProvenanceError FILE_* where the configuration cannot be read.
 */
export async function folderNow(folder: string, name: string): Promise<FolderNow> {
  const { text, owner } = await readOwned(join(folder, name));
  const sha256 = createHash('sha256').update(text).digest('hex');
  const uid = await stat(folder).then(({ uid }) => uid, failed);
  return { folder, sha256, owners: [uid, owner], text };
}

/** What the user said of a folder as it is now. Null for a configuration that cannot be read. */
export async function trustOfFolder(
  io: Io,
  folder: string,
  name: string,
): Promise<{ readonly trust: FolderTrust; readonly text: string | null }> {
  const list = listOf(io);
  const known = list === null ? null : await readEntry(join(list, fileName(folder)));
  // Of a folder that nobody trusts not a byte is looked at.
  if (known?.folder !== folder) return { trust: 'untrusted', text: null };
  const now = await folderNow(folder, name).catch((error) => {
    if (error instanceof ProvenanceError) return null;
    throw error;
  });
  const same =
    now?.sha256 === known.sha256 && String(now.owners) === String(known.owners) ? now : null;
  return same ? { trust: 'trusted', text: same.text } : { trust: 'changed', text: null };
}

/**
 * Takes a folder into the list.
 *
 * @returns false where there is no place for a list.
 * @throws ProvenanceError FILE_*.
 */
export async function trustFolder(
  io: Io,
  { folder, sha256, owners }: TrustedFolder,
): Promise<boolean> {
  const list = listOf(io);
  if (list === null) return false;
  await makeFolder(list, { mode: 0o700 });
  // A file for each folder: no process that does the same can lose what another one has written.
  const entry: TrustedFolder = { folder, sha256, owners };
  await writeFileAtomically(join(list, fileName(folder)), `${JSON.stringify(entry)}\n`, {
    overwrite: true,
    mode: 0o600,
  });
  return true;
}

/**
 * Takes a folder out of the list.
 *
 * @returns false if it was not in it.
 * @throws ProvenanceError FILE_IO: it is trusted as before.
 */
export async function distrustFolder(io: Io, folder: string): Promise<boolean> {
  const list = listOf(io);
  if (list === null) return false;
  return unlink(join(list, fileName(folder))).then(
    () => true,
    (error) => error.code !== 'ENOENT' && failed(error),
  );
}

function failed(cause: unknown): never {
  throw new ProvenanceError('FILE_IO', undefined, { cause });
}

/** All folders that the user trusts, by path. */
export async function trustedFolders(io: Io): Promise<readonly TrustedFolder[]> {
  const list = listOf(io);
  if (list === null) return [];
  const names = await readdir(list).catch(() => []);
  const entries = await Promise.all(names.map((name) => readEntry(join(list, name))));
  return entries
    .filter((entry) => entry !== null)
    .sort((one, other) => (one.folder < other.folder ? -1 : 1));
}

const fileName = (folder: string): string =>
  `${createHash('sha256').update(folder).digest('hex')}.json`;

/** Null for what is no entry, and for one that somebody else may have written. */
async function readEntry(path: string): Promise<TrustedFolder | null> {
  try {
    const { text, owner, mode } = await readOwned(path);
    const user = process.getuid?.();
    const own = user === undefined || ((owner === user || owner === 0) && (mode & 0o022) === 0);
    const entry: unknown = own ? JSON.parse(text) : null;
    return isEntry(entry) ? entry : null;
  } catch (error) {
    if (error instanceof ProvenanceError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function isEntry(value: unknown): value is TrustedFolder {
  const { folder, sha256, owners } = (value ?? {}) as Partial<TrustedFolder>;
  return typeof folder === 'string' && typeof sha256 === 'string' && Array.isArray(owners);
}

/** A small file with what tells whose it is, of the very file that was read. */
async function readOwned(path: string): Promise<{ text: string; owner: number; mode: number }> {
  const { file, size } = await openFile(path);
  try {
    const { uid, mode } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, MAX_BYTES + 1));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    if (bytesRead > MAX_BYTES) throw new ProvenanceError('CONTENT_TOO_LARGE');
    return { text: bytes.toString('utf8', 0, bytesRead), owner: uid, mode };
  } finally {
    await file.close();
  }
}

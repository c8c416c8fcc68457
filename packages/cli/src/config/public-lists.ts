import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { makeFolder, readFileContent, writeFileAtomically } from '@provenance/content/node';
import { publicTrustSources, type TrustSources } from '@provenance/sdk';
import {
  type CheckedTrustList,
  checkTrustList,
  loadTrustList,
  TRUST_LIST_NAMES,
  type TrustList,
  type TrustListName,
} from '@provenance/trust-lists';
import type { Io } from '../terminal/io.ts';
import { settingsFolder } from './settings-folder.ts';

/** Anchors of the user's own, beside the public lists: of signers, or of time-stamp authorities. */
export type AddedUse = 'signers' | 'time-stamps';

const MAX_BYTES = 2 ** 21;

/** Where lists are kept that were taken in; null where the user has no place for settings. */
export function listFolder(io: Io): string | null {
  return settingsFolder(io, 'trust-lists');
}

/**
 * The public lists as they count for this user: those taken in by `trust update` instead of those of the
 * kit, and what `trust add` has added.
 *
 * @throws ProvenanceError TRUST_MALFORMED for a list that is damaged, or is not the one that was pinned.
 */
export async function publicLists(io: Io): Promise<TrustSources> {
  const folder = listFolder(io);
  if (folder === null) return publicTrustSources();
  const pins = await readPins(folder);
  for (const name of TRUST_LIST_NAMES) {
    const pinned = pins[name];
    if (pinned !== undefined && (await loadTrustList(name, { folder })).sha256 !== pinned) {
      throw new ProvenanceError(
        'TRUST_MALFORMED',
        `The list ${name} is not the one that was pinned: see provenance trust list.`,
      );
    }
  }
  const sources = await publicTrustSources({ folder });
  const added = async (use: AddedUse) => {
    const pem = await readAdded(folder, use);
    return pem === null ? [] : [{ name: 'added by you', date: null, pem }];
  };
  return {
    ...sources,
    anchors: [...[sources.anchors ?? []].flat(), ...(await added('signers'))],
    tsaAnchors: [...[sources.tsaAnchors ?? []].flat(), ...(await added('time-stamps'))],
  };
}

/** A list as it counts, and whether it is to stay as it is. */
export interface KeptList extends TrustList {
  readonly isPinned: boolean;
}

/** All lists that are known by name, as they count for this user. */
export async function keptLists(io: Io): Promise<KeptList[]> {
  const folder = listFolder(io);
  const pins = folder === null ? {} : await readPins(folder);
  return Promise.all(
    TRUST_LIST_NAMES.map(async (name) => ({
      ...(await loadTrustList(name, folder === null ? {} : { folder })),
      isPinned: pins[name] !== undefined,
    })),
  );
}

type Pins = Readonly<Partial<Record<TrustListName, string>>>;

async function readPins(folder: string): Promise<Pins> {
  const text = await readOwn(join(folder, 'pins.json'));
  if (text === null) return {};
  try {
    const pins: unknown = JSON.parse(text);
    if (typeof pins === 'object' && pins !== null && !Array.isArray(pins)) return pins as Pins;
  } catch {
    // As below.
  }
  throw new ProvenanceError('TRUST_MALFORMED', 'What was pinned cannot be read: delete pins.json.');
}

/** Null: no longer. @throws ProvenanceError FILE_*. */
export async function pinList(
  folder: string,
  name: TrustListName,
  sha256: string | null,
): Promise<void> {
  const { [name]: _, ...others } = await readPins(folder);
  const pins = sha256 === null ? others : { ...others, [name]: sha256 };
  await write(join(folder, 'pins.json'), `${JSON.stringify(pins)}\n`);
}

/** The anchors that the user added, as PEM; null for none. */
export async function readAdded(folder: string, use: AddedUse): Promise<string | null> {
  const text = await readOwn(join(folder, `added-${use}.pem`));
  if (text !== null) checkTrustList(new TextEncoder().encode(text), { now: new Date(0) });
  return text;
}

/** @param checked What `checkTrustList` made of what is there and what comes to it. */
export async function writeAdded(
  folder: string,
  use: AddedUse,
  { anchors }: CheckedTrustList,
): Promise<void> {
  await write(join(folder, `added-${use}.pem`), anchors);
}

async function write(path: string, text: string): Promise<void> {
  await makeFolder(join(path, '..'), { mode: 0o700 });
  await writeFileAtomically(path, text, { overwrite: true, mode: 0o600 });
}

async function readOwn(path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await readFileContent(path, { maxBytes: MAX_BYTES }));
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'FILE_NOT_FOUND') return null;
    throw error;
  }
}

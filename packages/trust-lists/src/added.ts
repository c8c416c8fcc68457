import { type CheckedTrustList, checkTrustList } from './check.ts';
import { readKept, writeKept } from './folder.ts';
import type { TrustListRole } from './list.ts';

/** Anchors of the user's own, which count beside the lists of the same use. */
export interface AddedAnchors {
  /** Hexadecimal SHA-256 of their bytes. */
  readonly sha256: string;
  readonly count: number;
  /** PEM. */
  readonly anchors: string;
}

/** What {@link storeAddedAnchors} calls them in their folder. */
export const addedFile = (use: TrustListRole['use']): string => `added-${use}.pem`;

/**
 * The anchors that were added in a folder.
 *
 * @returns Null for none.
 * @throws ProvenanceError TRUST_MALFORMED, FILE_*, CONTENT_*.
 */
export async function addedAnchors(
  folder: string,
  use: TrustListRole['use'],
): Promise<AddedAnchors | null> {
  const text = await readKept(folder, addedFile(use));
  if (text === null) return null;
  // Anchors that have all expired since they were added are still those.
  const checked = checkTrustList(new TextEncoder().encode(text), { now: new Date(0) });
  return { sha256: checked.sha256, count: checked.certificates.length, anchors: text };
}

/**
 * Puts anchors in the place of those that were added before.
 *
 * @param checked What {@link checkTrustList} made of what is there and what comes to it.
 * @throws ProvenanceError FILE_*.
 */
export async function storeAddedAnchors(
  folder: string,
  use: TrustListRole['use'],
  { anchors }: CheckedTrustList,
): Promise<void> {
  await writeKept(folder, addedFile(use), anchors);
}

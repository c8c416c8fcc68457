import { type CredentialReport, readCredentials, type Trust, verifyText } from '@provenance/c2pa';
import { type ErrorCode, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { FoundRecord, RegistryReader } from '@provenance/registry';
import {
  compareLooks,
  compareReadings,
  type Look,
  type PictureLook,
  type SearchedFingerprint,
  searchedOfPicture,
  searchedOfText,
} from '../content/fingerprint.ts';
import { contentHash } from '../content/hash.ts';
import { comparedText, isTextContent, type TextContent } from '../content/text.ts';
import type { RegistrySource } from './options.ts';
import { openRegistry } from './registry.ts';
import { carriedIds, type TextMarkFinding } from './text-mark.ts';
import type { WatermarkFinding } from './watermark.ts';

/** By what a record was found: the bytes themselves, the mark in the pixels, or the look. */
export type FoundBy = 'hash' | 'watermark' | 'fingerprint';

/** What came of asking the registry. */
export interface RegistryFinding {
  /** The last question; null: there was none to ask. */
  readonly asked: FoundBy | null;
  readonly unavailable: ErrorCode | null;
  /** The mark that was asked for, where there was one; of several in a text the surest. */
  readonly contentId: string | null;
  /** One; by fingerprint all that look alike, the nearest first; by the marks in a text one each. */
  readonly matches: readonly RecordMatch[];
  /** Why it was not looked for by its likeness, where that would have come next; null if it was. */
  readonly notCompared: ErrorCode | null;
}

export interface RecordMatch<By = FoundBy> extends FoundRecord {
  readonly by: By;
  /** Bits of 256; null where nothing was compared. */
  readonly distance: number | null;
  readonly look: Look | null;
  /** The manifest kept with it, validated against this content; null: none was kept. */
  readonly kept: CredentialReport | null;
}

/** Of candidates that look alike more than these tell nothing more. */
const MOST_CANDIDATES = 10;

/** What is known of the content before the registry is asked. */
export interface Asked {
  readonly input: FileInput | TextContent;
  readonly isText: boolean;
  /** Its own credential holds: the registry then is asked only about the mark. */
  readonly holds: boolean;
  readonly finding: WatermarkFinding | null;
  /** Null: none were looked for. */
  readonly textMarks: TextMarkFinding | null;
  readonly look: PictureLook | null;
  /** Why a picture, or a part of it, was not looked at; null if it was, and for what is none. */
  readonly notLooked: ErrorCode | null;
  readonly trust: Trust | undefined;
  readonly maxBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks the registry by the mark; and where the content has no credential that holds and no mark, by its
 * bytes and then by its look. A registry that cannot be reached is a finding and no exception.
 *
 * @throws ProvenanceError FILE_*, REGISTRY_MISSING, REGISTRY_CORRUPT.
 */
export async function askRegistry(source: RegistrySource, asked: Asked): Promise<RegistryFinding> {
  const contentIds = contentIdsIn(asked);
  const contentId = contentIds[0] ?? null;
  const nothing = { unavailable: null, contentId, matches: [], notCompared: null };
  let question: FoundBy | null = null;
  let notCompared: ErrorCode | null = null;
  try {
    for (const next of questionsFor(asked, contentIds)) {
      const likeness = next === 'fingerprint' ? await likenessOf(asked) : null;
      notCompared = likeness?.notCompared ?? null;
      if (likeness?.searched.length === 0) break;
      question = next;
      const registry = await openRegistry(source);
      const matches = await answers(registry, question, contentIds, asked, likeness?.searched);
      if (matches.length > 0) return { ...nothing, asked: question, matches };
    }
    return { ...nothing, asked: question, notCompared };
  } catch (error) {
    asked.signal?.throwIfAborted();
    if (!(error instanceof ProvenanceError) || error.code !== 'REGISTRY_UNAVAILABLE') throw error;
    return { ...nothing, asked: question, unavailable: error.code };
  }
}

/** The content ids that are in it: one in the pixels, or those in the words. */
export function contentIdsIn({ finding, textMarks }: Asked): string[] {
  const contentId = finding?.detection?.contentId ?? null;
  return contentId === null ? carriedIds(textMarks) : [contentId];
}

/** From the strongest answer to the weakest; what a mark leads to is not looked for by likeness. */
function questionsFor({ holds }: Asked, contentIds: readonly string[]): FoundBy[] {
  if (contentIds.length === 0) return holds ? [] : ['hash', 'fingerprint'];
  // Without a credential that counts, its very bytes say most: they may be on record all the same.
  return holds ? ['watermark'] : ['hash', 'watermark'];
}

/** @throws ProvenanceError FILE_*, REGISTRY_*. */
export async function answers(
  registry: RegistryReader,
  question: FoundBy,
  contentIds: readonly string[],
  asked: Asked,
  searched: readonly SearchedFingerprint[] = [],
): Promise<RecordMatch[]> {
  asked.signal?.throwIfAborted();
  switch (question) {
    case 'watermark': {
      const records = await Promise.all(contentIds.map((id) => registry.byContentId(id)));
      const known = records.filter((record) => record !== null);
      return Promise.all(known.map((record) => matched(record, question, asked)));
    }
    case 'hash': {
      const [same] = await registry.byContentHash(await hashOf(asked));
      return same ? [await matched(same, question, asked)] : [];
    }
    case 'fingerprint':
      return alike(registry, searched, asked);
  }
}

function hashOf({ input, signal }: Asked): Promise<Uint8Array> {
  return contentHash(isTextContent(input) ? Buffer.from(input.text) : input, signal);
}

/** By what the content could be found where nothing else is left of it. */
export interface Likeness {
  /** Empty where there is too little to be recognised by. */
  readonly searched: readonly SearchedFingerprint[];
  /** Why it, or a part of it, was not looked at; null if it was, or there is nothing to be looked at. */
  readonly notCompared: ErrorCode | null;
}

/** @throws ProvenanceError FILE_*; the signal's reason. */
export async function likenessOf({
  input,
  isText,
  look,
  notLooked,
  signal,
}: Asked): Promise<Likeness> {
  if (!isText) {
    return { searched: look ? searchedOfPicture(look) : [], notCompared: notLooked };
  }
  const text = await comparedText(input);
  if (text === null) return { searched: [], notCompared: 'CONTENT_TOO_LARGE' };
  return { searched: await searchedOfText(text, signal), notCompared: null };
}

async function alike(
  registry: RegistryReader,
  fingerprints: readonly SearchedFingerprint[],
  asked: Asked,
): Promise<RecordMatch[]> {
  const found = await Promise.all(
    fingerprints.map(({ alg, values, distance }) =>
      registry.similar(
        values.map((value) => ({ alg, value })),
        { distance, limit: MOST_CANDIDATES },
      ),
    ),
  );
  const nearest = new Map<number, (typeof found)[number][number]>();
  for (const candidate of found.flat().sort((a, b) => a.distance - b.distance)) {
    if (!nearest.has(candidate.logIndex)) nearest.set(candidate.logIndex, candidate);
  }
  const matches: RecordMatch[] = [];
  for (const candidate of [...nearest.values()].slice(0, MOST_CANDIDATES)) {
    const match = await matched(candidate, 'fingerprint', asked, candidate.distance);
    // The index finds by a hash of 256 bits; what can be compared more closely is.
    if (match.look !== 'different') matches.push(match);
  }
  return matches;
}

/** A record with how this content compares to it. */
export async function matched<By extends FoundBy | 'manifest'>(
  found: FoundRecord,
  by: By,
  asked: Asked,
  distance?: number,
): Promise<RecordMatch<By>> {
  const compared = asked.isText
    ? compareReadings(found.record.fingerprints, partsWith(found.record.contentId, asked))
    : compareLooks(found.record.fingerprints, {
        look: asked.look,
        geometry: asked.finding?.detection?.geometry ?? null,
      });
  // Of a damaged or cut file, what is missing looks otherwise, whatever the rest is.
  const isPart = asked.notLooked !== null && compared.look === 'different';
  const { look } = isPart ? { look: null } : compared;
  return {
    ...found,
    by,
    distance: distance ?? (isPart ? null : compared.distance),
    look: by === 'hash' ? 'same' : look,
    kept: await validated(found, asked),
  };
}

/** What of a text carries a content id. */
function partsWith(contentId: string, { textMarks }: Asked): string[] {
  if (textMarks?.report == null) return [];
  return textMarks.found.flatMap(({ mark, text }) =>
    mark.contentId?.id === contentId ? [text] : [],
  );
}

async function validated(
  { manifestStore }: FoundRecord,
  { input, trust, maxBytes, signal }: Asked,
): Promise<CredentialReport | null> {
  if (manifestStore === null) return null;
  const options = {
    manifest: manifestStore,
    ...(trust && { trust }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(signal && { signal }),
  };
  if (!isTextContent(input)) return readCredentials(input, options);
  const { text, fileName } = input;
  return verifyText(text, { ...options, ...(fileName !== undefined && { fileName }) });
}

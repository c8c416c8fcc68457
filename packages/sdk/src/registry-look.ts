import { type CredentialReport, readCredentials, type Trust, verifyText } from '@provenance/c2pa';
import { type ErrorCode, ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { FoundRecord, RegistryReader } from '@provenance/registry';
import { contentHash } from './content-hash.ts';
import type { FoundBy, Look } from './evidence.ts';
import {
  compareLooks,
  type PictureLook,
  type SearchedFingerprint,
  searchedOfPicture,
  searchedOfText,
} from './fingerprints.ts';
import { contentIdText } from './soft-binding.ts';
import { isTextContent, type TextContent } from './text-content.ts';
import type { WatermarkFinding } from './watermark-look.ts';

/** A registry to read, or a function that opens it when it is needed: one that is down counts as such. */
export type RegistrySource = RegistryReader | (() => Promise<RegistryReader>);

/** What came of asking the registry. */
export interface RegistryFinding {
  /** The last question; null: there was none to ask. */
  readonly asked: FoundBy | null;
  readonly unavailable: ErrorCode | null;
  /** The mark that was asked for, where there was one. */
  readonly contentId: string | null;
  /** One, or by fingerprint all that look alike, the nearest first. */
  readonly matches: readonly RecordMatch[];
}

export interface RecordMatch extends FoundRecord {
  readonly by: FoundBy;
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
  readonly text: string | null;
  /** Its own credential holds: the registry then is asked only about the mark. */
  readonly holds: boolean;
  readonly finding: WatermarkFinding | null;
  readonly look: PictureLook | null;
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
  const payload = asked.finding?.detection?.payload ?? null;
  const contentId = payload && contentIdText(payload);
  let question: FoundBy | null = null;
  try {
    const open = async () => (typeof source === 'function' ? await source() : source);
    const answer = { unavailable: null, contentId };
    if (contentId !== null) {
      question = 'watermark';
      const record = await (await open()).byContentId(contentId);
      const matches = record ? [await matched(record, 'watermark', asked)] : [];
      return { ...answer, asked: question, matches };
    }
    if (asked.holds) return { ...answer, asked: null, matches: [] };
    question = 'hash';
    const registry = await open();
    const [same] = await registry.byContentHash(await hashOf(asked.input));
    if (same) return { ...answer, asked: question, matches: [await matched(same, 'hash', asked)] };
    const fingerprints = searched(asked);
    if (fingerprints.length === 0) return { ...answer, asked: question, matches: [] };
    question = 'fingerprint';
    return { ...answer, asked: question, matches: await alike(registry, fingerprints, asked) };
  } catch (error) {
    asked.signal?.throwIfAborted();
    if (!(error instanceof ProvenanceError) || error.code !== 'REGISTRY_UNAVAILABLE') throw error;
    return { asked: question, unavailable: error.code, contentId, matches: [] };
  }
}

function hashOf(input: FileInput | TextContent): Promise<Uint8Array> {
  return contentHash(isTextContent(input) ? Buffer.from(input.text) : input);
}

function searched({ text, look }: Asked): readonly SearchedFingerprint[] {
  if (text !== null) return searchedOfText(text);
  return look === null ? [] : searchedOfPicture(look);
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

async function matched(
  found: FoundRecord,
  by: FoundBy,
  asked: Asked,
  distance?: number,
): Promise<RecordMatch> {
  const compared = compareLooks(found.record.fingerprints, {
    by,
    text: asked.text,
    look: asked.look,
    geometry: asked.finding?.detection?.geometry ?? null,
  });
  return {
    ...found,
    by,
    distance: distance ?? compared.distance,
    look: by === 'hash' ? 'same' : compared.look,
    kept: await validated(found, asked),
  };
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

/** @throws TypeError for what is no registry. */
export function checkRegistrySource(source: RegistrySource): void {
  if (typeof source === 'function' || typeof source?.byContentId === 'function') return;
  throw new TypeError('registry must be a registry, or a function that opens one.');
}

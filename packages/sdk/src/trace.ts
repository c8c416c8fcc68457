import { checkKnownKeys, type ErrorCode, type KnownKeys } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { InclusionProof, OriginRecord, RegistryReader } from '@provenance/registry';
import type { Look } from './content/fingerprint.ts';
import type { TextContent } from './content/text.ts';
import { chanceOf } from './evidence/text-mark.ts';
import { lookAtContent } from './look/content.ts';
import { LOOK_KEYS, type LookOptions, type RegistrySource } from './look/options.ts';
import { answers, contentIdsIn, type FoundBy, likenessOf, matched } from './look/record.ts';
import { checkRegistrySource, openRegistry } from './look/registry.ts';
import { checkTextMarkOptions, type TextMarkFinding } from './look/text-mark.ts';
import { bareKeys, checkWatermarkOptions } from './look/watermark.ts';
import { type PixelWork, pixelWorkHere } from './picture/work.ts';

export interface TraceOptions extends Omit<LookOptions, 'policy' | 'registry'> {
  registry: RegistrySource;
}

/** By what a record was found: what {@link verify} goes by, or the label of the file's own manifest. */
export type TracedBy = FoundBy | 'manifest';

/** An origin record behind content, with what proves it to somebody else. */
export interface TracedRecord {
  readonly by: TracedBy;
  readonly record: OriginRecord;
  /** Bits of 256 that differ from the fingerprint on record; null where it was not compared. */
  readonly distance: number | null;
  readonly look: Look | null;
  /** COSE_Sign1: anyone with the issuer's certificate can check it, offline (verifyReceipt). */
  readonly receipt: Uint8Array;
  /** PEM, the signing certificate first. */
  readonly certificates: string;
  readonly manifestStore: Uint8Array | null;
  readonly logIndex: number;
  /** That the receipt is in the log whose head the issuer signed (verifyInclusion). */
  readonly proof: InclusionProof | null;
}

export interface TraceReport {
  readonly mediaType: string | null;
  /** Why all but the bytes could not be looked at, as `reason` of a credential report has it; null if it could. */
  readonly unreadable: string | null;
  /** Why it was not looked for by its mark and likeness, as where it is too large; null if it was. */
  readonly unseen: ErrorCode | null;
  /** 16 hexadecimal digits of the mark that was found, of several in a text the surest; null without one. */
  readonly contentId: string | null;
  /** Bound on the probability of chance of that mark; 1 without one. */
  readonly falsePositiveProbability: number;
  /**
   * RFC 3339: since then somebody else may have the key of that mark, which then leads to what looks the same alone,
   * and by its likeness. Absent: nobody said so.
   */
  readonly compromised?: string;
  /** Whether watermarks were looked for: keys, or profiles of text marks, were given, and it could be looked at. */
  readonly soughtMarks: boolean;
  /** How many text watermarks were found, whether or not they carry a content id; null: none were looked for. */
  readonly textMarks: number | null;
  /** Those of the strongest answer; by likeness all that look alike, the nearest first. */
  readonly records: readonly TracedRecord[];
}

/**
 * The origin record behind content, whatever was done to it, with the proof: asks the registry by the
 * bytes, by the watermark, by the label of the manifest in the file, and by the look, in this order, and
 * ends with the first that is answered. What a provider shows who asks about an output.
 *
 * @throws ProvenanceError REGISTRY_UNAVAILABLE, REGISTRY_MISSING or REGISTRY_CORRUPT; what verify() throws.
 * @throws TypeError or RangeError for a caller's mistake.
 */
export async function trace(
  input: FileInput | TextContent,
  options: TraceOptions,
): Promise<TraceReport> {
  checkKnownKeys('options', options, LOOK_KEYS as KnownKeys<TraceOptions>);
  const { watermark } = options;
  if (watermark !== undefined) checkWatermarkOptions(watermark);
  const work = pixelWorkHere(watermark ? bareKeys(watermark) : []);
  return traceWith(work, input, options);
}

/** As {@link trace}, by `work` that has the watermark keys of the options. */
export async function traceWith(
  work: PixelWork,
  input: FileInput | TextContent,
  options: TraceOptions,
): Promise<TraceReport> {
  const source = options?.registry;
  if (options.textMark !== undefined) checkTextMarkOptions(options.textMark);
  checkRegistrySource(source);
  const seen = await lookAtContent(work, input, options);
  const registry = await openRegistry(source);
  const detection = seen.finding?.detection ?? null;
  const found = seen.finding?.detection ? seen.finding : null;
  const compromised = found?.detection.present ? found.key.compromised : undefined;
  const contentIds = contentIdsIn(seen);
  const contentId = contentIds[0] ?? null;
  const { mediaType, activeManifest, state, reason } = seen.credentials;
  const unreadable = state === 'Error' ? (reason ?? 'unknown') : null;
  let unseen: ErrorCode | null = null;
  const ask = async (question: TracedBy) => {
    if (question === 'fingerprint') {
      const { searched, notCompared } = await likenessOf(seen);
      unseen = notCompared;
      return answers(registry, question, contentIds, seen, searched);
    }
    if (question !== 'manifest') return answers(registry, question, contentIds, seen);
    const found = activeManifest === null ? [] : await registry.byManifestId(activeManifest);
    return Promise.all(found.map((record) => matched(record, question, seen)));
  };
  let records: TracedRecord[] = [];
  for (const by of ['hash', 'watermark', 'manifest', 'fingerprint'] as const) {
    const isStolen = by === 'watermark' && compromised !== undefined;
    const matches = (await ask(by)).filter(({ look }) => !isStolen || look === 'same');
    if (matches.length === 0) continue;
    const how = isStolen ? 'fingerprint' : by;
    records = await Promise.all(matches.map((match) => proved(registry, how, match)));
    break;
  }
  const falsePositiveProbability =
    detection?.falsePositiveProbability ?? chanceOfTextMark(seen.textMarks, contentId);
  const textMarks = seen.textMarks === null ? null : (seen.textMarks.report?.marks.length ?? 0);
  return {
    mediaType,
    unreadable,
    unseen,
    contentId,
    falsePositiveProbability,
    ...(compromised !== undefined && { compromised }),
    soughtMarks: detection !== null || seen.textMarks !== null,
    textMarks,
    records,
  };
}

/** Of the mark with this content id, else of the surest one. */
function chanceOfTextMark(finding: TextMarkFinding | null, contentId: string | null): number {
  if (finding?.report == null) return 1;
  const found = finding.found.find(({ mark }) => mark.contentId?.id === contentId);
  const mark = found?.mark ?? finding.report.marks[0];
  return mark === undefined ? 1 : chanceOf(mark);
}

async function proved(
  registry: RegistryReader,
  by: TracedBy,
  { kept: _, ...match }: Awaited<ReturnType<typeof matched>>,
): Promise<TracedRecord> {
  return { ...match, by, proof: await registry.prove(match.record.contentId) };
}

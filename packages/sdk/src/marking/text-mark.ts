import type { Action, Origin } from '@provenance/c2pa';
import {
  createIssuedIds,
  detectText,
  type TextMarkKey,
  type TextMarkReport,
  type TextTokenizer,
} from '@provenance/textmark';
import { contentIdBytes, randomContentId, TEXT_MARK_ALGORITHM } from '../content/id.ts';
import { withoutCredential } from '../content/text.ts';

/**
 * What a text was drawn with. A `TextMarker` of `@provenance/textmark` is one; of a text that a server has
 * marked the key is enough.
 */
export interface TextDrawn {
  readonly key: TextMarkKey;
  /** 16 hexadecimal digits: what a traced key has written into this text, and into no other. */
  readonly contentId?: string | null;
  /**
   * With it the mark is read back, and named only if it is there. Without, the caller's word counts: a short
   * text may have nothing that can be read.
   */
  readonly tokenizer?: TextTokenizer;
}

/** The text watermark that a text was signed with. */
export interface TextMarkDetails {
  readonly scheme: TextMarkKey['scheme'];
  /** log10 of the p-value at which it was read back; null: no tokenizer was given. */
  readonly log10P: number | null;
}

/** @throws TypeError for what no text was drawn with. */
function checkDrawn({ key, contentId, tokenizer }: TextDrawn): void {
  if (typeof key !== 'object' || key === null || typeof key.kid !== 'string') {
    throw new TypeError('textMark needs the key that the text was drawn with.');
  }
  const isTraced = key.scheme === 'provenance-traced-siphash-v1';
  if (isTraced !== (typeof contentId === 'string')) {
    throw new TypeError(
      'textMark.contentId belongs to a key of provenance-traced-siphash-v1, which needs it.',
    );
  }
  if (typeof contentId === 'string') contentIdBytes(contentId);
  if (tokenizer !== undefined && typeof tokenizer?.encode !== 'function') {
    throw new TypeError('textMark.tokenizer must be a tokenizer.');
  }
}

/**
 * The content id of a text: what its words carry, else the one that is given, else a new one.
 *
 * @throws TypeError for what no text was drawn with, and for two ids.
 */
export function contentIdFor(
  drawn: TextDrawn | undefined,
  contentId: string | undefined,
): Uint8Array {
  if (drawn !== undefined) checkDrawn(drawn);
  const given = contentId === undefined ? null : contentIdBytes(contentId);
  const carried = drawn?.contentId == null ? null : contentIdBytes(drawn.contentId);
  if (given && carried && Buffer.compare(given, carried) !== 0) {
    throw new TypeError('options.contentId is not the one that the text carries: leave it out.');
  }
  return carried ?? given ?? randomContentId();
}

/**
 * Reads the mark back from the text it was written into: alone among all ids that may be in it.
 *
 * @returns log10 of the p-value; null where it cannot be read
 */
export function readBack(text: string, drawn: TextDrawn & { tokenizer: TextTokenizer }) {
  const { key, tokenizer } = drawn;
  const contentId = drawn.contentId?.toLowerCase();
  const options =
    contentId === undefined ? {} : { issued: [[key, createIssuedIds(key, [contentId])]] as const };
  const report: TextMarkReport = detectText(text, [{ key, tokenizer }], {
    ...options,
    strip: withoutCredential,
  });
  const found = report.marks.filter(
    (mark) => contentId === undefined || mark.contentId?.id === contentId,
  );
  return found.length === 0 ? null : Math.min(...found.map(({ logP }) => logP)) / Math.LN10;
}

/**
 * The origin of a text with its mark: bound by a content id, which leads back to the manifest; without one it
 * names no manifest, and is only said to be there (C2PA 2.4 clause 18.15.4.7).
 *
 * @throws TypeError for an origin with a soft binding of its own.
 */
export function withTextMark(origin: Origin, { contentId }: TextDrawn): Origin {
  if (origin.softBinding !== undefined) {
    throw new TypeError('origin.softBinding is written from textMark: leave it out.');
  }
  if (typeof contentId === 'string') {
    const softBinding = { alg: TEXT_MARK_ALGORITHM, value: contentIdBytes(contentId) };
    return { ...origin, softBinding };
  }
  const { name, version } = origin.generator;
  const action: Action = {
    action: 'c2pa.watermarked.unbound',
    softwareAgent: { name, version },
  };
  if (origin.kind !== 'edited') return { ...origin, actions: [...(origin.actions ?? []), action] };
  // An edit without actions has one by default, which would be gone.
  const digitalSourceType = origin.sourceType ?? 'compositeWithTrainedAlgorithmicMedia';
  const done = origin.actions ?? [{ action: 'c2pa.edited', digitalSourceType }];
  return { ...origin, actions: [...done, action] };
}

/** What the record of a text says of its mark. */
export function recordedMark({ key }: TextDrawn): { readonly alg: string; readonly keyId: string } {
  return { alg: TEXT_MARK_ALGORITHM, keyId: key.kid };
}

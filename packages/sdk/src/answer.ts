import type { Answer } from '@provenance/registry';
import type { TraceReport } from './trace.ts';

/** Records that an answer names: who looks like a thousand is told of the nearest. */
const MOST_NAMED = 16;

/**
 * What {@link trace} found, as the answer to somebody who asks whether content is the issuer's.
 *
 * @param looking.marks Whether watermark keys, or profiles of text marks, were given to `trace`.
 * @param looking.note What a person adds.
 */
export function answerTo(
  report: TraceReport,
  { marks, note = null }: { readonly marks: boolean; readonly note?: string | null },
): Answer {
  const { records, unreadable, unseen, falsePositiveProbability } = report;
  const named = records.slice(0, MOST_NAMED).map(({ record }) => record);
  // A label can be copied by anybody, and what looks alike is no proof.
  const isSure = records.some(
    ({ by, look }) => (by === 'hash' || by === 'watermark') && look !== 'different',
  );
  const nothing = unreadable === null && unseen === null ? 'not-found' : 'unread';
  const couldBeSeen = unreadable === null && unseen === null;
  return {
    outcome: isSure ? 'ours' : records.length > 0 ? 'perhaps' : nothing,
    by: records[0]?.by ?? null,
    contentIds: named.map(({ contentId }) => contentId),
    models: named.map(({ model }) => model?.name ?? '-'),
    made: named.map(({ time }) => time),
    looked: [
      'hash',
      ...(unreadable === null ? ['manifest'] : []),
      ...(couldBeSeen && marks ? ['watermark'] : []),
      ...(couldBeSeen ? ['fingerprint'] : []),
    ],
    chance: falsePositiveProbability,
    note,
  };
}

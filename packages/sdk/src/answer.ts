import { type Message, say } from '@provenance/messages';
import type { Answer } from '@provenance/registry';
import type { TraceReport } from './trace.ts';

/** Records that an answer names: who looks like a thousand is told of the nearest. */
const MOST_NAMED = 16;

/**
 * What {@link trace} found, as the answer to somebody who asks whether content is the issuer's.
 *
 * @param note What a person adds.
 */
export function answerTo(
  report: TraceReport,
  { note = null }: { readonly note?: string | null } = {},
): Answer {
  const { records, unreadable, unseen, soughtMarks, falsePositiveProbability } = report;
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
    models: named.map(({ model }) => (model === null ? '-' : modelName(model))),
    made: named.map(({ time }) => time),
    looked: [
      'hash',
      ...(unreadable === null ? ['manifest'] : []),
      ...(couldBeSeen && soughtMarks ? ['watermark'] : []),
      ...(couldBeSeen ? ['fingerprint'] : []),
    ],
    chance: falsePositiveProbability,
    note,
  };
}

function modelName({ name, version }: { name: string; version: string | null }): string {
  return version === null ? name : `${name} ${version}`;
}

/** What whoever asked is told. */
export function answerSays({
  outcome,
  contentIds,
  made,
  models,
  chance,
  by,
}: Omit<Answer, 'note'>): Message {
  const [contentId, time, model] = [contentIds[0], made[0], models[0]];
  if (outcome === 'unread') return say('request.answer.unread');
  if (contentId === undefined || time === undefined) return say('request.answer.not-found');
  if (outcome === 'perhaps') return say('request.answer.perhaps', { contentId, time });
  const name = model === undefined || model === '-' ? null : model;
  const ours =
    name === null
      ? say('request.answer.ours', { contentId, time })
      : say('request.answer.ours.model', { contentId, time, name });
  return by === 'watermark' ? say('request.answer.by-mark', { ours, odds: chance }) : ours;
}

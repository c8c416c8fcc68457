import { type Message, say } from '@provenance/messages';
import { ITEM_IDS, type ItemId } from '../answers/answers.ts';
import { words } from '../answers/words.ts';
import { isOlder, type Measured } from '../figures/figures.ts';
import { ASSESS, type Grounds } from './assess.ts';
import type { EvidenceLine, Item } from './statement.ts';

/** An item that cannot be stated, and what would mend that. */
export interface Gap {
  readonly item: ItemId;
  readonly why: Message;
}

const PARTS: Readonly<Record<ItemId, Item['part']>> = {
  credential: '1(2)',
  'time-stamp': '1(2)',
  watermark: '1(2)',
  'text-watermark': '1(2)',
  record: '1(2)',
  detector: '1(2)',
  guard: '1(2)',
  contact: '1(2)',
  traceability: '1(1)C',
  responsibility: '1(1)C',
  'usage-log': '1(1)C',
};

export const TITLES: Readonly<Record<ItemId, Message>> = {
  credential: say('disclosure.item.credential'),
  'time-stamp': say('disclosure.item.time-stamp'),
  watermark: say('disclosure.item.watermark'),
  'text-watermark': say('disclosure.item.text-watermark'),
  record: say('disclosure.item.record'),
  detector: say('disclosure.item.detector'),
  guard: say('disclosure.item.guard'),
  contact: say('disclosure.item.contact'),
  traceability: say('disclosure.item.traceability'),
  responsibility: say('disclosure.item.responsibility'),
  'usage-log': say('disclosure.item.usage-log'),
};

/** Each item implemented or explained; what is neither is a gap, and no sentence stands in for it. */
export function itemsOf(grounds: Grounds): { items: readonly Item[]; gaps: readonly Gap[] } {
  const items: Item[] = [];
  const gaps: Gap[] = [];
  for (const id of ITEM_IDS) {
    const found = itemOf(id, grounds);
    if ('why' in found) gaps.push(found);
    else items.push(found);
  }
  return { items, gaps };
}

function itemOf(id: ItemId, grounds: Grounds): Item | Gap {
  const { since: days, explanations } = grounds.answers;
  const assessed = ASSESS[id](grounds);
  const explanation = explanations?.[id];
  const base = { id, part: PARTS[id], title: words(TITLES[id]) };
  if (!assessed.inUse) {
    if (explanation === undefined) {
      return { item: id, why: say('disclosure.gap.explanation', { why: assessed.why, item: id }) };
    }
    const { until } = explanation;
    if (until !== null && until < grounds.facts.today) {
      const why = { day: until, why: assessed.why, item: id };
      return { item: id, why: say('disclosure.gap.overdue', why) };
    }
    const nothing = { since: null, link: null, evidence: [], limits: [] };
    const { besides } = assessed;
    const says = besides === undefined ? [] : [words(say('disclosure.guard.answer.besides'))];
    const answer = besides ?? null;
    return { ...base, ...nothing, says, answer, status: 'explained', explanation };
  }
  if (assessed.conflict !== undefined) return { item: id, why: assessed.conflict };
  if (explanation !== undefined) {
    return { item: id, why: say('disclosure.gap.needless', { item: id }) };
  }
  const since = days?.[id];
  if (since === undefined) return { item: id, why: say('disclosure.gap.since', { item: id }) };
  if (since > grounds.facts.today) {
    return { item: id, why: say('disclosure.gap.future', { day: since, item: id }) };
  }
  const { says, answer = null, link = null, evidence, limits } = assessed;
  return {
    ...base,
    status: 'implemented',
    since,
    says: says.map(words),
    answer,
    link,
    evidence: evidence.map(({ says, figure, command }): EvidenceLine => {
      return { says: words(says), source: words(sourceOf(figure)), command };
    }),
    limits: limits.map(words),
    explanation: null,
  };
}

function sourceOf(figure: Measured | undefined): Message {
  if (figure === undefined) return say('disclosure.fact');
  const [measured, changed] = [figure.measured.slice(0, 10), figure.changed.slice(0, 10)];
  return isOlder(figure)
    ? say('disclosure.figure.older', { measured, changed })
    : say('disclosure.figure', { measured });
}

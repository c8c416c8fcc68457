import { type Message, say } from '@provenance/messages';
import { words } from '../answers/words.ts';
import { isSameFrame, isSameHead, isSameItem } from './compare.ts';
import { TITLES } from './items.ts';
import type { Change, Item, Statement } from './statement.ts';

/** A log of a hundred years of monthly changes is cut before it grows without bound. */
const MOST_CHANGES = 1200;

const STATUS: Readonly<Record<Item['status'], Message>> = {
  implemented: say('disclosure.status.implemented'),
  explained: say('disclosure.status.explained'),
};

/**
 * The statement with its version and its log of changes against the one before. Where nothing but counts
 * changed, the version stays.
 */
export function withChanges(
  statement: Omit<Statement, 'version' | 'changes'>,
  previous: Statement | null,
): Statement {
  const { made: date } = statement;
  if (previous === null) {
    const first = { version: 1, date, says: [words(say('disclosure.change.first'))] };
    return { ...statement, version: 1, changes: [first] };
  }
  const { version, changes } = previous;
  const unchanged = { ...statement, version, changes };
  const says = differences(unchanged, previous);
  if (says.length === 0) return unchanged;
  const change: Change = { version: version + 1, date, says: says.map(words) };
  return {
    ...statement,
    version: version + 1,
    changes: [change, ...changes].slice(0, MOST_CHANGES),
  };
}

function differences(now: Statement, before: Statement): Message[] {
  const says: Message[] = [];
  for (const item of now.items) {
    const old = before.items.find(({ id }) => id === item.id);
    const title = TITLES[item.id];
    if (old !== undefined && old.status !== item.status) {
      const change = { item: title, before: STATUS[old.status], after: STATUS[item.status] };
      says.push(say('disclosure.change.item', change));
    } else if (old === undefined || !isSameItem(item, old)) {
      says.push(say('disclosure.change.content', { item: title }));
    }
  }
  if (!isSameHead(now, before)) says.push(say('disclosure.change.head'));
  if (!isSameFrame(now, before)) says.push(say('disclosure.change.rules'));
  if (now.reviewed !== before.reviewed) {
    says.push(say('disclosure.change.review', { day: now.reviewed }));
  }
  return says;
}

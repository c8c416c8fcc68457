import type { Words } from '../answers/words.ts';
import type { Item, Statement } from './statement.ts';

/**
 * Sentences that hold counts of a registry, or whether somebody answered today. They differ from day to day,
 * and a statement is not out of date for that.
 */
const COUNTS: ReadonlySet<string> = new Set([
  'disclosure.credential.share',
  'disclosure.watermark.share',
  'disclosure.record.counts',
  'disclosure.record.erased',
  'disclosure.traceability.share',
  'disclosure.traceability.log',
  'disclosure.traceability.kept',
  'disclosure.traceability.kept.open',
  'disclosure.guard.works',
  'disclosure.contact.sooner',
  'disclosure.detector.reached',
  'disclosure.detector.not-asked',
]);

const steady = (all: readonly Words[]): readonly Words[] =>
  all.filter(({ code }) => !COUNTS.has(code));

/** Whether both say the same of a measure, counts aside. */
export function isSameItem(one: Item, other: Item): boolean {
  return equal(steadyItem(one), steadyItem(other));
}

function steadyItem({ evidence, ...item }: Item): unknown {
  const lines = evidence.filter(({ says }) => !COUNTS.has(says.code));
  return { ...item, says: steady(item.says), evidence: lines };
}

/** Whether business, services, contacts and policies are the same. */
export function isSameHead(one: Statement, other: Statement): boolean {
  return equal(headOf(one), headOf(other));
}

function headOf({ business, services, publishedAt, contacts, policies }: Statement): unknown {
  return { business, services, publishedAt, contacts, policies };
}

/** Whether the rules and what is not covered are the same. What helps with a rule follows from the items. */
export function isSameFrame(one: Statement, other: Statement): boolean {
  return equal(frameOf(one), frameOf(other));
}

function frameOf({ outside, rules }: Statement): unknown {
  return [outside, rules.map(({ helps: _, how: __, ...rule }) => rule)];
}

/** By value: the order of fields counts for nothing. */
function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.map(([name, field]) => [name, sorted(field)]);
}

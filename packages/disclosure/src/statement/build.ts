import { say } from '@provenance/messages';
import { yearAfter } from '../answers/day.ts';
import { words } from '../answers/words.ts';
import { ruleRows } from '../rules/table.ts';
import type { Grounds } from './assess.ts';
import { withChanges } from './changes.ts';
import { formOf } from './form.ts';
import { type Gap, itemsOf } from './items.ts';
import { STATEMENT_SCHEMA, type Statement } from './statement.ts';

export interface BuildOptions extends Grounds {
  /** The statement before this one, for the log of changes. */
  readonly previous?: Statement | null;
  /** Whether its pages are going to be signed. */
  readonly signed?: boolean;
}

/** The statement, or the items for which there is no answer. */
export type Built =
  | { readonly statement: Statement; readonly gaps: readonly [] }
  | { readonly statement: null; readonly gaps: readonly Gap[] };

/**
 * Makes the outline disclosure from what is configured, counted, measured and answered. An item that is in
 * use and has no day, or is not in use and has no explanation, is a gap: with one there is no statement.
 */
export function buildStatement({
  previous = null,
  signed = false,
  ...grounds
}: BuildOptions): Built {
  const { answers, facts } = grounds;
  const { items, gaps } = itemsOf(grounds);
  if (gaps.length > 0) return { statement: null, gaps };
  const inUse = {
    items: items.filter(({ status }) => status === 'implemented').map(({ id }) => id),
    isDetectorPublic: answers.detector?.access === 'public',
    isGuardActing: facts.guard?.action !== 'log',
  };
  const counts = facts.registry?.counts;
  const body = {
    schema: STATEMENT_SCHEMA,
    made: facts.today,
    reviewed: answers.reviewed,
    nextReview: yearAfter(answers.reviewed),
    period: counts === undefined ? null : { from: counts.from, to: counts.to },
    software: facts.software,
    business: answers.business,
    services: answers.services,
    publishedAt: answers.publishedAt ?? null,
    contacts: answers.contacts,
    policies: answers.policies ?? [],
    items,
    outside: OUTSIDE.map(words),
    rules: ruleRows(inUse),
    signed,
  } as const;
  const statement = withChanges({ ...body, form: formOf(body) }, previous);
  return { statement, gaps: [] };
}

/** What the Code asks for, and this software knows nothing of. */
const OUTSIDE = [
  say('disclosure.outside.models'),
  say('disclosure.outside.training'),
  say('disclosure.outside.accountability'),
  say('disclosure.outside.crawling'),
  say('disclosure.outside.principle-2'),
  say('disclosure.outside.principle-3'),
];

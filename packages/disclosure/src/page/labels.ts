import { type Language, type Message, render, say } from '@provenance/messages';
import type { EvidenceLine, Item } from '../statement/statement.ts';

const STATUS: Readonly<Record<Item['status'], Message>> = {
  implemented: say('disclosure.status.implemented'),
  explained: say('disclosure.status.explained'),
};

const AUDIENCE = {
  'rights-holders': say('disclosure.audience.rights-holders'),
  users: say('disclosure.audience.users'),
  security: say('disclosure.audience.security'),
} as const;

export type Labels = ReturnType<typeof labelsIn>;

/** The words of a page that are no content of a statement. */
export function labelsIn(language: Language) {
  const word = (message: Message) => render(message, { language });
  return {
    title: word(say('disclosure.title')),
    intro: word(say('disclosure.intro')),
    titlesUnchecked: word(say('disclosure.titles-unchecked')),
    business: word(say('disclosure.head.business')),
    services: word(say('disclosure.head.services')),
    version: word(say('disclosure.head.version')),
    made: word(say('disclosure.head.made')),
    period: word(say('disclosure.head.period')),
    reviewed: word(say('disclosure.head.reviewed')),
    nextReview: word(say('disclosure.head.next-review')),
    note: word(say('disclosure.head.note')),
    commands: word(say('disclosure.head.commands')),
    published: word(say('disclosure.head.published')),
    software: word(say('disclosure.head.software')),
    policies: word(say('disclosure.head.policies')),
    contacts: word(say('disclosure.head.contacts')),
    items: word(say('disclosure.head.items')),
    outside: word(say('disclosure.head.outside')),
    outsideNote: word(say('disclosure.outside.note')),
    rules: word(say('disclosure.head.rules')),
    rulesNote: word(say('disclosure.rules.note')),
    form: word(say('disclosure.head.form')),
    formNote: word(say('disclosure.form.note')),
    unchecked: word(say('disclosure.form.unchecked')),
    changes: word(say('disclosure.head.changes')),
    item: word(say('disclosure.head.item')),
    part: (part: Item['part']) =>
      language === 'ja'
        ? `${word(say('disclosure.head.principle'))}${part}`
        : `${word(say('disclosure.head.principle'))} ${part}`,
    status: word(say('disclosure.head.status')),
    rule: word(say('disclosure.head.rule')),
    asks: word(say('disclosure.head.asks')),
    source: word(say('disclosure.head.source')),
    ruleDate: word(say('disclosure.head.rule-date')),
    measures: word(say('disclosure.head.measures')),
    field: word(say('disclosure.head.field')),
    value: word(say('disclosure.head.value')),
    checked: word(say('disclosure.head.checked')),
    evidence: word(say('disclosure.head.evidence')),
    limits: word(say('disclosure.head.limits')),
    since: word(say('disclosure.head.since')),
    why: word(say('disclosure.head.why')),
    until: word(say('disclosure.head.until')),
    untilOpen: word(say('disclosure.until.open')),
    repeat: word(say('disclosure.head.repeat')),
    between: language === 'ja' ? '、' : ', ',
    /** Between what has commas of its own. */
    apart: language === 'ja' ? '、' : '; ',
    colon: language === 'ja' ? '：' : ': ',
    sentences: language === 'ja' ? '' : ' ',
    statusOf: (status: Item['status']) => word(STATUS[status]),
    audience: (audience: keyof typeof AUDIENCE) => word(AUDIENCE[audience]),
  };
}

/** What a page calls the other language, in that language. */
export const OTHER: Readonly<Record<Language, { readonly to: Language; readonly name: string }>> = {
  en: { to: 'ja', name: '日本語' },
  ja: { to: 'en', name: 'English' },
};

/** Lines that follow each other and rest on the same: the first leads, and what they rest on is said once. */
export function groupsOf(lines: readonly EvidenceLine[]): readonly (readonly EvidenceLine[])[] {
  const groups: EvidenceLine[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.[0]?.command === line.command) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

import { type Message, say } from '@provenance/messages';
import type { ItemId } from '../answers/answers.ts';
import { type Words, words } from '../answers/words.ts';

export const RULE_SETS = ['jp', 'eu', 'ca', 'cn', 'kr', 'in'] as const;

export type RuleSet = (typeof RULE_SETS)[number];

interface Rule {
  readonly id: string;
  readonly set: RuleSet;
  readonly asks: Message;
  readonly source: Message;
  /** YYYY-MM-DD: of the text, or from when it applies; null: not known here. */
  readonly date: string | null;
  /** Measures that help with it. */
  readonly measures: readonly ItemId[];
  /** In what they help, where their names do not say it. */
  readonly how?: Message;
  /** It asks for a detector that anybody can use. */
  readonly isForAll?: true;
}

const JP_CODE = say('rule.source.jp-code');
const JP_TRACE = say('rule.source.jp-trace');
const JP_GUIDE = say('rule.source.jp-guide');
const EU = say('rule.source.eu');
const CA = say('rule.source.ca');

/** Facts about rules, read from dated secondary texts. */
const RULES: readonly Rule[] = [
  {
    id: 'JP-1',
    set: 'jp',
    asks: say('rule.asks.jp-1'),
    source: JP_CODE,
    date: '2026-08-25',
    measures: ['credential', 'time-stamp', 'watermark', 'text-watermark', 'record', 'detector'],
  },
  {
    id: 'JP-2',
    set: 'jp',
    asks: say('rule.asks.jp-2'),
    source: JP_TRACE,
    date: '2026-08-25',
    measures: ['traceability', 'responsibility', 'usage-log'],
  },
  {
    id: 'JP-3',
    set: 'jp',
    asks: say('rule.asks.jp-3'),
    source: JP_CODE,
    date: '2026-08-25',
    measures: ['contact'],
  },
  {
    id: 'JP-4',
    set: 'jp',
    asks: say('rule.asks.jp-4'),
    source: JP_GUIDE,
    date: null,
    measures: ['credential', 'watermark', 'text-watermark', 'detector'],
  },
  {
    id: 'JP-5',
    set: 'jp',
    asks: say('rule.asks.jp-5'),
    source: JP_CODE,
    date: '2026-08-25',
    measures: ['guard'],
  },
  {
    id: 'EU-1',
    set: 'eu',
    asks: say('rule.asks.eu-1'),
    source: EU,
    date: '2026-08-02',
    measures: ['credential', 'time-stamp'],
  },
  {
    id: 'EU-2',
    set: 'eu',
    asks: say('rule.asks.eu-2'),
    source: EU,
    date: '2026-08-02',
    measures: ['watermark', 'text-watermark'],
  },
  {
    id: 'EU-3',
    set: 'eu',
    asks: say('rule.asks.eu-3'),
    source: EU,
    date: '2026-08-02',
    measures: ['record'],
  },
  {
    id: 'EU-4',
    set: 'eu',
    asks: say('rule.asks.eu-4'),
    source: EU,
    date: '2026-08-02',
    measures: ['credential'],
    how: say('rule.helps.eu-4'),
  },
  {
    id: 'EU-5',
    set: 'eu',
    asks: say('rule.asks.eu-5'),
    source: EU,
    date: '2026-08-02',
    measures: ['detector'],
    how: say('rule.helps.eu-5'),
    isForAll: true,
  },
  {
    id: 'EU-6',
    set: 'eu',
    asks: say('rule.asks.eu-6'),
    source: EU,
    date: '2026-08-02',
    measures: ['credential'],
  },
  {
    id: 'EU-7',
    set: 'eu',
    asks: say('rule.asks.eu-7'),
    source: EU,
    date: '2027-02-02',
    measures: ['detector'],
  },
  {
    id: 'EU-8',
    set: 'eu',
    asks: say('rule.asks.eu-8'),
    source: EU,
    date: '2026-08-02',
    measures: ['credential', 'watermark', 'record'],
  },
  {
    id: 'CA-1',
    set: 'ca',
    asks: say('rule.asks.ca-1'),
    source: CA,
    date: '2026-08-02',
    measures: ['credential', 'time-stamp', 'watermark', 'record'],
    how: say('rule.helps.ca-1'),
  },
  {
    id: 'CA-2',
    set: 'ca',
    asks: say('rule.asks.ca-2'),
    source: CA,
    date: '2026-08-02',
    measures: ['watermark', 'record'],
  },
  {
    id: 'CA-3',
    set: 'ca',
    asks: say('rule.asks.ca-3'),
    source: CA,
    date: '2026-08-02',
    measures: ['detector'],
    how: say('rule.helps.ca-3'),
    isForAll: true,
  },
  {
    id: 'CA-4',
    set: 'ca',
    asks: say('rule.asks.ca-4'),
    source: CA,
    date: '2026-08-02',
    measures: [],
  },
  {
    id: 'CA-5',
    set: 'ca',
    asks: say('rule.asks.ca-5'),
    source: CA,
    date: '2027-01-01',
    measures: [],
  },
  {
    id: 'CN-1',
    set: 'cn',
    asks: say('rule.asks.cn-1'),
    source: say('rule.source.cn'),
    date: '2025-09-01',
    measures: [],
  },
  {
    id: 'KR-1',
    set: 'kr',
    asks: say('rule.asks.kr-1'),
    source: say('rule.source.kr'),
    date: '2026-01-22',
    measures: ['credential', 'watermark'],
  },
  {
    id: 'IN-1',
    set: 'in',
    asks: say('rule.asks.in-1'),
    source: say('rule.source.in'),
    date: '2026-02-20',
    measures: ['credential', 'watermark', 'record'],
  },
];

/** A rule, and the measures in use that help with it. */
export interface RuleRow {
  readonly id: string;
  readonly asks: Words;
  readonly source: Words;
  /** YYYY-MM-DD: of the text, or from when it applies; null: not known here. */
  readonly date: string | null;
  readonly helps: readonly ItemId[];
  /** In what; null where the names of the measures say it, or none helps. */
  readonly how: Words | null;
}

/** What of the measures in use decides whether they help with a rule. */
export interface InUse {
  readonly items: readonly ItemId[];
  /** Whether anybody can use the detector. */
  readonly isDetectorPublic: boolean;
  /** Whether something is done about an output that is like a protected work, beyond writing that down. */
  readonly isGuardActing: boolean;
}

/** The rules, and which of the measures that are in use help with each. */
export function ruleRows({ items, isDetectorPublic, isGuardActing }: InUse): RuleRow[] {
  const helping = items.filter((item) => item !== 'guard' || isGuardActing);
  return RULES.map(({ id, asks, source, date, measures, how, isForAll = false }) => {
    const helps = measures.filter(
      (measure) => helping.includes(measure) && (!isForAll || isDetectorPublic),
    );
    return {
      id,
      asks: words(asks),
      source: words(source),
      date,
      helps,
      how: how === undefined || helps.length === 0 ? null : words(how),
    };
  });
}

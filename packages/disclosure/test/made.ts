import type { Answers, Figures, SystemFacts } from '../src/index.ts';
import { ITEM_IDS, MEASURED } from '../src/index.ts';

export const TODAY = '2026-11-28';

const both = (text: string) => ({ en: text, ja: `${text}（日本語）` });

/** All that a business has to answer where every measure is taken. */
export const ANSWERS: Answers = {
  business: { name: both('Example'), url: 'https://example.com/' },
  services: [both('Pictures'), both('Texts')],
  publishedAt: 'https://example.com/provenance',
  contacts: [
    { for: 'rights-holders', email: 'rights@example.com' },
    { for: 'users', url: 'https://example.com/help' },
  ],
  policies: [{ title: both('Policy'), url: 'https://example.com/policy' }],
  reviewed: '2026-11-20',
  detector: { url: 'https://verify.example.com/', access: 'public' },
  guard: { measures: both('Prompts that name a work are refused.') },
  requests: { months: 36 },
  responsible: both('Head of Trust'),
  usageLog: { months: 6, what: both('Prompts and outputs') },
  textProfile: 'profile.json',
  since: Object.fromEntries(ITEM_IDS.map((id) => [id, '2026-09-01'])),
};

/** A system in which every measure is taken. */
export const FACTS: SystemFacts = {
  today: TODAY,
  software: { name: 'provenance', version: '0.1.0' },
  signer: {
    organization: 'Example',
    algorithm: 'ES256',
    from: '2026-01-01',
    to: '2027-12-31',
    development: false,
    timeStamps: 'time.example.com',
  },
  watermarkKeys: 1,
  markingKeys: 1,
  registry: {
    backend: 'lmdb',
    recordMode: 'require',
    entries: 12,
    erased: 1,
    head: '2026-11-27T10:00:00.000Z',
    counts: {
      from: '2025-11-29',
      to: TODAY,
      records: 10,
      signed: 10,
      watermarked: 8,
      named: 9,
      models: 2,
      bounded: 4,
      first: '2027-01-01',
      last: '2027-06-30',
    },
    requests: { keepDays: 1095, fewestDays: null },
  },
  textProfile: { scheme: 'provenance-gumbel-siphash-v1' },
  guard: { action: 'block', works: 3 },
  detector: 'not-asked',
};

const fresh = { measured: '2026-11-25T00:00:00.000Z', changed: '2026-11-24T00:00:00.000Z' };

/** The figures as they are, measured after the last change of the code. */
export const FIGURES: Figures = {
  by: 'business',
  version: '0.1.0',
  watermark: { ...MEASURED.watermark, ...fresh },
  negatives: { ...MEASURED.negatives, ...fresh },
  fuzz: { ...MEASURED.fuzz, ...fresh },
  likeness: { ...MEASURED.likeness, ...fresh },
  textPower: { ...MEASURED.textPower, ...fresh },
  small: { ...MEASURED.small, ...fresh },
  guard: { ...MEASURED.guard, ...fresh },
  guardOthers: { ...MEASURED.guardOthers, ...fresh },
  guardTexts: { ...MEASURED.guardTexts, ...fresh },
};

export const GROUNDS = { answers: ANSWERS, facts: FACTS, figures: FIGURES };

/** What switches one measure off. */
export const WITHOUT: Readonly<Record<string, (grounds: typeof GROUNDS) => typeof GROUNDS>> = {
  credential: (grounds) => withFacts(grounds, { signer: null }),
  'time-stamp': (grounds) => withFacts(grounds, { signer: { ...FACTS.signer!, timeStamps: null } }),
  watermark: (grounds) => withFacts(grounds, { watermarkKeys: 0 }),
  'text-watermark': (grounds) => withFacts(grounds, { textProfile: null }),
  record: (grounds) => withFacts(grounds, { registry: null }),
  detector: (grounds) => withFacts(grounds, { detector: 'silent' }),
  guard: (grounds) => withFacts(withoutAnswer(grounds, 'guard'), { guard: null }),
  contact: (grounds) => withoutAnswer(grounds, 'requests'),
  traceability: (grounds) =>
    withFacts(grounds, {
      registry: { ...FACTS.registry!, counts: { ...FACTS.registry!.counts, named: 0 } },
    }),
  responsibility: (grounds) => withoutAnswer(grounds, 'responsible'),
  'usage-log': (grounds) => withoutAnswer(grounds, 'usageLog'),
};

export function withFacts(grounds: typeof GROUNDS, facts: Partial<SystemFacts>): typeof GROUNDS {
  return { ...grounds, facts: { ...grounds.facts, ...facts } };
}

export function withAnswers(grounds: typeof GROUNDS, answers: Partial<Answers>): typeof GROUNDS {
  return { ...grounds, answers: { ...grounds.answers, ...answers } };
}

function withoutAnswer(grounds: typeof GROUNDS, name: keyof Answers): typeof GROUNDS {
  const { [name]: _, ...answers } = grounds.answers;
  return { ...grounds, answers: answers as Answers };
}

export const EXPLANATION = { why: both('The contract has not begun.'), until: '2027-03-31' };

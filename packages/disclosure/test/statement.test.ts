import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answers,
  buildStatement,
  formsOf,
  ITEM_IDS,
  jsonOf,
  pagesOf,
  parseStatement,
  type RequestFacts,
  type Statement,
  type SystemFacts,
} from '../src/index.ts';
import { EXPLANATION, GROUNDS, WITHOUT, withAnswers, withFacts } from './made.ts';

const schema = JSON.parse(
  readFileSync(new URL('../schema/statement-1.schema.json', import.meta.url), 'utf8'),
);
const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

function made(grounds = GROUNDS, previous: Statement | null = null): Statement {
  const { statement, gaps } = buildStatement({ ...grounds, previous });
  expect(gaps).toEqual([]);
  return statement!;
}

const gapsOf = (grounds: typeof GROUNDS) =>
  buildStatement(grounds).gaps.map(({ item, why }) => `${item} ${why.code}`);

const explained = (grounds: typeof GROUNDS, id: string) =>
  withAnswers(grounds, { explanations: { [id]: EXPLANATION } });

test('with every measure in use, every item is implemented', () => {
  const { items } = made();
  expect(items.map(({ id }) => id)).toEqual(ITEM_IDS);
  expect(items.every(({ status, since }) => status === 'implemented' && since !== null)).toBe(true);
});

describe.each(ITEM_IDS)('%s', (id) => {
  const off = WITHOUT[id]!(GROUNDS);

  test('switched off without a word is a gap that names it, and there is no statement', () => {
    expect(gapsOf(off)).toContain(`${id} disclosure.gap.explanation`);
    expect(buildStatement(off).statement).toBeNull();
  });

  test('switched off and explained says why and until when, and nothing else', () => {
    // Without a registry nothing is traced either.
    const others = id === 'record' ? { traceability: EXPLANATION } : {};
    const both = id === 'credential' ? { 'time-stamp': EXPLANATION } : {};
    const explanations = { [id]: EXPLANATION, ...others, ...both };
    const item = made(withAnswers(off, { explanations })).items.find((one) => one.id === id);
    expect(item).toMatchObject({ status: 'explained', explanation: EXPLANATION, since: null });
    expect([item?.says, item?.evidence, item?.limits]).toEqual([[], [], []]);
  });

  test('in use since nobody says when is a gap', () => {
    const { [id]: _, ...since } = GROUNDS.answers.since!;
    expect(gapsOf(withAnswers(GROUNDS, { since }))).toEqual([`${id} disclosure.gap.since`]);
  });

  test('in use from tomorrow on is a gap', () => {
    const since = { ...GROUNDS.answers.since, [id]: '2026-11-29' };
    expect(gapsOf(withAnswers(GROUNDS, { since }))).toEqual([`${id} disclosure.gap.future`]);
  });

  test('in use and explained away is a gap', () => {
    expect(gapsOf(explained(GROUNDS, id))).toEqual([`${id} disclosure.gap.needless`]);
  });

  test('explained until a day that is over is a gap', () => {
    const past = { ...EXPLANATION, until: '2026-11-27' };
    const late = withAnswers(off, { explanations: { [id]: past } });
    expect(gapsOf(late)).toContain(`${id} disclosure.gap.overdue`);
  });
});

test('an explanation in other words than the business gave is never written', () => {
  const text = JSON.stringify(made(explained(WITHOUT.guard!(GROUNDS), 'guard')));
  expect(text).toContain(EXPLANATION.why.en);
  expect(text).toContain(EXPLANATION.why.ja);
});

test.each(['credential', 'watermark'] as const)(
  '%s that is configured, and that no output on record has, is not in use',
  (id) => {
    const { counts } = GROUNDS.facts.registry!;
    const none = id === 'watermark' ? { watermarked: 0 } : { signed: 0 };
    const registry = { ...GROUNDS.facts.registry!, counts: { ...counts, ...none } };
    expect(gapsOf(withFacts(GROUNDS, { registry }))).toEqual([`${id} disclosure.gap.explanation`]);
  },
);

test('a watermark whose keys are all out of use is not in use', () => {
  const { gaps } = buildStatement(withFacts(GROUNDS, { markingKeys: 0 }));
  expect(gaps.map(({ item }) => item)).toEqual(['watermark']);
  expect(gaps[0]?.why.parameters.why).toMatchObject({
    code: 'disclosure.off.keys-out-of-use',
  });
});

describe('how long requests are kept', () => {
  const kept = (months: number, requests: RequestFacts) =>
    withFacts(withAnswers(GROUNDS, { requests: { months } }), {
      registry: { ...GROUNDS.facts.registry!, requests },
    });

  test.each([
    [1, 29, 30],
    [1, 30, null],
    [12, 364, 365],
    [12, 365, null],
    [36, 365, 1095],
    [36, 1095, null],
    [60, 1825, 1826],
    [60, 1826, null],
    [1200, 36524, null],
  ])('%i months promised, erased after %i days', (months, keepDays, promised) => {
    const grounds = kept(months, { keepDays, fewestDays: null });
    const { gaps, statement } = buildStatement(grounds);
    if (promised === null) {
      expect(gaps).toEqual([]);
      const { evidence } = statement!.items.find(({ id }) => id === 'contact')!;
      expect(evidence.map(({ says }) => says.code)).toEqual(['disclosure.contact.kept']);
      return;
    }
    expect(statement).toBeNull();
    expect(gaps.map(({ item, why }) => `${item} ${why.code}`)).toEqual([
      'contact disclosure.gap.requests',
    ]);
    expect(gaps[0]?.why.parameters.promised).toBe(promised);
    // No explanation makes it true.
    expect(gapsOf(explained(grounds, 'contact'))).toEqual(['contact disclosure.gap.requests']);
  });

  test('one on record that is erased sooner is told', () => {
    const { evidence } = made(kept(12, { keepDays: 400, fewestDays: 10 })).items.find(
      ({ id }) => id === 'contact',
    )!;
    expect(evidence.map(({ says }) => says.en).join(' ')).toContain('the earliest comes 10 days');
  });

  test('without a registry nothing is known of it', () => {
    const { registry: _, ...rest } = GROUNDS.facts;
    const explanations = { record: EXPLANATION, traceability: EXPLANATION };
    const { items } = made(
      withFacts(withAnswers(GROUNDS, { explanations }), { ...rest, registry: null }),
    );
    const { says, evidence } = items.find(({ id }) => id === 'contact')!;
    expect(evidence).toEqual([]);
    expect(says.at(-1)?.code).toBe('disclosure.guard.answer');
  });
});

test('a certificate that is over signs nothing', () => {
  const signer = { ...GROUNDS.facts.signer!, to: '2026-11-27' };
  expect(gapsOf(withFacts(GROUNDS, { signer }))).toContain('credential disclosure.gap.explanation');
});

test('a development certificate is a limit that is said', () => {
  const signer = { ...GROUNDS.facts.signer!, development: true };
  const codes = (grounds: typeof GROUNDS) => made(grounds).items[0]?.limits.map(({ code }) => code);
  const code = 'disclosure.credential.limit.development';
  expect(codes(withFacts(GROUNDS, { signer }))).toContain(code);
  expect(codes(GROUNDS)).not.toContain(code);
});

describe('a guard', () => {
  const itemOf = (guard: SystemFacts['guard'], grounds = GROUNDS) =>
    made(withFacts(grounds, { guard })).items.find(({ id }) => id === 'guard')!;
  const own = WITHOUT.guard!(GROUNDS);
  const answered = GROUNDS.answers.guard?.measures;

  test.each(['block', 'flag', 'log'] as const)(
    '%s: what becomes of an output, rates, limits',
    (action) => {
      const { says, answer, evidence, limits } = itemOf({ action, works: 1 }, own);
      expect(says.map(({ code }) => code)).toEqual([`disclosure.guard.checks.${action}`]);
      expect(answer).toBeNull();
      const text = [...says, ...evidence.map((line) => line.says), ...limits].map(({ en }) => en);
      expect(text).toContain('Works on the list: 1.');
      const { guard, guardOthers } = GROUNDS.figures;
      const { found, trials } = guard.groups.third;
      expect(text).toContain(`Cropped to about a third of each side: ${found} of ${trials}.`);
      expect(text.join('\n')).toContain(`Of these wrongly taken for one: ${guardOthers.taken}.`);
      // After the lists of what was recognised.
      expect(evidence.slice(-2).map(({ says }) => says.code)).toEqual([
        'disclosure.guard.others',
        'disclosure.guard.texts.others',
      ]);
      expect(text.join('\n')).toContain('Imitations of a style');
      // A stream can be stopped, and not taken back.
      expect(text.some((each) => each.includes('has reached the user'))).toBe(action === 'block');
    },
  );

  test('beside what the business says itself', () => {
    const { says, answer } = itemOf({ action: 'block', works: 2 });
    expect(says.map(({ code }) => code)).toEqual([
      'disclosure.guard.checks.block',
      'disclosure.guard.answer.besides',
    ]);
    expect(answer).toEqual(answered);
  });

  test.each([
    ['that there is none of', null, 'disclosure.off.no-guard'],
    ['with an empty list', { action: 'block', works: 0 } as const, 'disclosure.off.no-works'],
  ])('%s is no measure, whatever the business says it does besides', (_, guard, code) => {
    const off = withFacts(GROUNDS, { guard });
    const { gaps, statement } = buildStatement(off);
    expect(statement).toBeNull();
    expect(gaps.map(({ item }) => item)).toEqual(['guard']);
    expect(gaps[0]?.why.parameters.why).toMatchObject({ code });

    const why = explained(off, 'guard');
    const { status, says, answer, evidence, since } = itemOf(guard, why);
    expect([status, since, evidence]).toEqual(['explained', null, []]);
    expect(says.map((each) => each.code)).toEqual(['disclosure.guard.answer.besides']);
    expect(answer).toEqual(answered);
    const all = made(why);
    expect(all.rules.find(({ id }) => id === 'JP-5')?.helps).toEqual([]);
    for (const { name, text } of pagesOf(all)) {
      const language = name.includes('.en.') ? 'en' : 'ja';
      const [reason, besides] = [EXPLANATION.why[language], answered![language]];
      expect(text.indexOf(reason)).toBeGreaterThan(0);
      expect(text.indexOf(besides)).toBeGreaterThan(text.indexOf(reason));
    }
  });

  test('that only writes down helps with no rule, whatever the business says', () => {
    const log = made(withFacts(GROUNDS, { guard: { action: 'log', works: 1 } }));
    expect(log.rules.find(({ id }) => id === 'JP-5')?.helps).toEqual([]);
  });

  test('helps with the rule that asks for it, and with no other', () => {
    const helped = made().rules.filter(({ helps }) => helps.includes('guard'));
    expect(helped.map(({ id }) => id)).toEqual(['JP-5']);
    const off = explained(own, 'guard');
    expect(made(off).rules.find(({ id }) => id === 'JP-5')?.helps).toEqual([]);
  });
});

test('a detector that is not for all helps with no rule that asks for one, a guard that only writes down with none', () => {
  const helps = (grounds: typeof GROUNDS, id: string) =>
    made(grounds).rules.find((row) => row.id === id)?.helps;
  const token = withAnswers(GROUNDS, {
    detector: { url: 'https://verify.example.com/', access: 'token' },
  });
  for (const id of ['EU-5', 'CA-3']) {
    expect(helps(GROUNDS, id)).toEqual(['detector']);
    expect(helps(token, id)).toEqual([]);
  }
  expect(helps(token, 'EU-7')).toEqual(['detector']);
  const own = WITHOUT.guard!(GROUNDS);
  const guarded = (action: 'flag' | 'log') => withFacts(own, { guard: { action, works: 1 } });
  expect(helps(guarded('flag'), 'JP-5')).toEqual(['guard']);
  expect(helps(guarded('log'), 'JP-5')).toEqual([]);
});

test('one is said as one', () => {
  const once = withAnswers(GROUNDS, {
    requests: { months: 1 },
    usageLog: { ...GROUNDS.answers.usageLog!, months: 1 },
  });
  const one = { records: 1, signed: 1, watermarked: 1, named: 1, models: 1, bounded: 1 };
  const counts = { ...GROUNDS.facts.registry!.counts, ...one };
  const registry = { ...GROUNDS.facts.registry!, entries: 1, erased: 1, counts };
  const guard = { action: 'block', works: 1 } as const;
  const { items } = made(withFacts(once, { registry, guard }));
  const said = items
    .flatMap(({ says, evidence, limits }) => [...says, ...evidence.map((e) => e.says), ...limits])
    .map(({ en }) => en)
    .join('\n');
  expect(said).not.toMatch(/\b1 [a-z]+s\b/);
  expect(said).toContain('are kept for at least one month.');
});

test('a likeness is said to be no proof, and who holds the key to be trusted', () => {
  const { limits } = made().items.find(({ id }) => id === 'traceability')!;
  const text = limits.map(({ en }) => en).join('\n');
  expect(text).toContain('by likeness alone is a hint and no proof');
  expect(text).toContain('Who holds the key of the registry');
});

test('without a watermark nothing is said that rests on one', () => {
  const off = explained(WITHOUT.watermark!(GROUNDS), 'watermark');
  const used = made(off).items.filter(({ id }) => !id.includes('watermark'));
  const codes = used.flatMap(({ says, evidence, limits }) =>
    [...says, ...evidence.map((line) => line.says), ...limits].map(({ code }) => code),
  );
  expect(codes).toContain('disclosure.traceability.trace.unmarked');
  for (const code of ['disclosure.traceability.trace', 'disclosure.record.likeness']) {
    expect(codes).not.toContain(code);
  }
});

test('every figure stands with what makes it again', () => {
  for (const { evidence } of made().items) {
    for (const { command, source } of evidence) {
      expect(command).toMatch(/^(npm run|provenance) \S/);
      expect(source.en).not.toBe('');
    }
  }
});

test('nothing claims compliance, or gives advice', () => {
  const pages = pagesOf(made())
    .map(({ text }) => text)
    .join('\n');
  const claims =
    /\b(complies|compliant|conforms|satisf(y|ies)|in accordance with|fulfils?)\b|適合しています|準拠しています|遵守しています/i;
  expect(pages).not.toMatch(claims);
  expect(pages).toContain('it claims no compliance with any rule');
});

test('a rule is helped by measures that are in use, and by no other', () => {
  const rows = (grounds: typeof GROUNDS) =>
    new Map(made(grounds).rules.map((row) => [row.id, row.helps]));
  expect(rows(GROUNDS).get('EU-2')).toEqual(['watermark', 'text-watermark']);
  const off = rows(explained(WITHOUT.watermark!(GROUNDS), 'watermark'));
  expect(off.get('EU-2')).toEqual(['text-watermark']);
});

test('what helps with a rule is said in a sentence, where no name of a measure says it', () => {
  const row = (grounds: typeof GROUNDS, rule: string) =>
    made(grounds).rules.find(({ id }) => id === rule)!;
  for (const rule of ['EU-4', 'EU-5', 'CA-1', 'CA-3']) {
    const { how, helps } = row(GROUNDS, rule);
    expect([rule, how?.code]).toEqual([rule, `rule.helps.${rule.toLowerCase()}`]);
    expect(helps).not.toEqual([]);
  }
  const off = explained(WITHOUT.detector!(GROUNDS), 'detector');
  expect(row(off, 'CA-3')).toMatchObject({ helps: [], how: null });
});

test('no field of the form passes for checked, and the form is a paper of its own', () => {
  const statement = made();
  expect(statement.form.every(({ checked }) => !checked)).toBe(true);
  const forms = formsOf(statement);
  expect(forms.map(({ name }) => name)).toEqual(['form.en.md', 'form.ja.md']);
  for (const { name, text } of forms) {
    const isEnglish = name.includes('.en.');
    for (const { field, value } of statement.form) {
      expect(text).toContain(field[isEnglish ? 'en' : 'ja']);
      expect(text).toContain(value[isEnglish ? 'en' : 'ja'].slice(0, 12));
    }
    expect(text).toContain(
      isEnglish ? 'compare them before you file' : '届け出る前に照合してください',
    );
  }
  for (const { text } of pagesOf(statement)) {
    expect(text).not.toMatch(/Fields for the form|様式向けの記入欄/);
  }
});

test('the JSON fits its schema, and is read back as it was', () => {
  const statement = made();
  const pages = pagesOf(statement);
  const { text } = jsonOf(statement, pages);
  expect(fits(JSON.parse(text)), JSON.stringify(fits.errors)).toBe(true);
  const { pages: kept, ...rest } = parseStatement(text);
  expect(rest).toEqual(JSON.parse(JSON.stringify(statement)));
  expect(kept.map(({ name }) => name)).toEqual(pages.map(({ name }) => name));
});

test('no bytes are taken for a statement that are none', () => {
  const code = expect.objectContaining({ code: 'STATEMENT_MALFORMED' });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(() => parseStatement(text)).toThrow(code);
    }),
  );
  const { items: _, ...rest } = JSON.parse(jsonOf(made(), []).text);
  for (const broken of [rest, { ...rest, items: [{}] }, { ...rest, items: [null] }]) {
    expect(() => parseStatement(JSON.stringify(broken))).toThrow(code);
  }
});

describe('changes', () => {
  const first = made();
  const later = (grounds: typeof GROUNDS) =>
    made(withFacts(grounds, { today: '2026-12-01' }), first);

  test('the first has version 1', () => {
    expect(first).toMatchObject({ version: 1, changes: [{ version: 1, date: '2026-11-28' }] });
  });

  test('counts alone make no new version', () => {
    const { counts } = GROUNDS.facts.registry!;
    const more = {
      ...counts,
      records: 500,
      signed: 499,
      watermarked: 300,
      named: 498,
      bounded: 0,
      first: null,
      last: null,
    };
    const registry = { ...GROUNDS.facts.registry!, entries: 600, counts: more };
    const statement = later(withFacts(GROUNDS, { registry, detector: 'reached' }));
    expect(statement).toMatchObject({ version: 1, made: '2026-12-01' });
    expect(statement.changes).toEqual(first.changes);
    expect(JSON.stringify(statement)).toContain('500');
  });

  test('what was switched off, and who is reached, is in the log', () => {
    const off = explained(WITHOUT['time-stamp']!(GROUNDS), 'time-stamp');
    const contacts: Answers['contacts'] = [{ for: 'rights-holders', email: 'new@example.com' }];
    const { version, changes } = later(withAnswers(off, { contacts, reviewed: '2026-11-28' }));
    expect(version).toBe(2);
    expect(changes).toHaveLength(2);
    expect(changes[0]?.date).toBe('2026-12-01');
    expect(changes[0]?.says.map(({ en }) => en)).toEqual([
      'Time stamps of signatures: was “Implemented”, is now “Not implemented, explained”.',
      'The particulars of the business, its contact points or its policies changed.',
      'The measures were reviewed on 2026-11-28.',
    ]);
  });
});

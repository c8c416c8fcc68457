import { describe, expect, test } from 'vitest';
import {
  buildStatement,
  type Figures,
  findChangedPages,
  findDrift,
  jsonOf,
  pagesOf,
  parseStatement,
  type Statement,
} from '../src/index.ts';
import { EXPLANATION, FIGURES, GROUNDS, WITHOUT, withAnswers, withFacts } from './made.ts';

const published = buildStatement(GROUNDS).statement as Statement;
const driftOf = (grounds: typeof GROUNDS, of: Statement | null = published) =>
  findDrift({ ...grounds, published: of }).map(({ kind, says }) => `${kind} ${says.code}`);

test('a statement that was just made fits', () => {
  expect(driftOf(GROUNDS)).toEqual([]);
});

test('where there is none, that is said', () => {
  expect(driftOf(GROUNDS, null)).toEqual(['missing disclosure.drift.missing']);
});

test('counts that went up are no drift', () => {
  const { counts } = GROUNDS.facts.registry!;
  const more = { ...counts, records: 99, signed: 98, watermarked: 97, named: 96, bounded: 50 };
  const registry = { ...GROUNDS.facts.registry!, entries: 100, counts: more };
  expect(driftOf(withFacts(GROUNDS, { registry, detector: 'reached' }))).toEqual([]);
});

test.each(Object.entries(WITHOUT))('%s that was switched off is said', (id, without) => {
  const drift = findDrift({ ...without(GROUNDS), published });
  const off = drift.filter(({ kind }) => kind === 'off');
  expect(off.map(({ says }) => says.parameters.item)).toContainEqual(
    expect.objectContaining({ code: `disclosure.item.${id}` }),
  );
});

test('one that was switched off and is explained meanwhile: the statement still says otherwise', () => {
  const explained = withAnswers(WITHOUT.guard!(GROUNDS), { explanations: { guard: EXPLANATION } });
  expect(driftOf(explained)).toEqual(['off disclosure.drift.off']);
});

test('one that was switched on, and is published as explained', () => {
  const explained = withAnswers(WITHOUT.guard!(GROUNDS), { explanations: { guard: EXPLANATION } });
  const { statement } = buildStatement(explained);
  expect(driftOf(GROUNDS, statement)).toEqual(['changed disclosure.drift.changed']);
});

test.each([
  ['2026-12-27', '2026-11-28', []],
  ['2026-12-28', '2026-11-28', []],
  ['2026-12-27', '2026-12-01', ['certificate disclosure.drift.certificate']],
  ['2026-11-28', '2026-11-28', ['certificate disclosure.drift.certificate']],
])('a certificate until %s on %s', (to, today, expected) => {
  const signer = { ...GROUNDS.facts.signer!, to };
  const grounds = withFacts(GROUNDS, { signer, today });
  const found = driftOf(grounds).filter((each) => each.startsWith('certificate'));
  const days = (Date.parse(to) - Date.parse(today)) / 86_400_000;
  expect(found).toEqual(days < 30 ? ['certificate disclosure.drift.certificate'] : expected);
});

test('a certificate that is over', () => {
  const signer = { ...GROUNDS.facts.signer!, to: '2026-11-27' };
  const drift = driftOf(withFacts(GROUNDS, { signer }));
  expect(drift).toContain('certificate disclosure.drift.certificate-expired');
  expect(drift).toContain('off disclosure.drift.off');
});

test('time stamps that are off', () => {
  const drift = driftOf(WITHOUT['time-stamp']!(GROUNDS));
  expect(drift).toEqual(['off disclosure.drift.off']);
});

describe('the yearly review', () => {
  const signer = { ...GROUNDS.facts.signer!, to: '2029-01-01' };
  const { statement } = buildStatement(withFacts(GROUNDS, { signer }));
  const on = (today: string) => withFacts(GROUNDS, { today, signer });

  test('is due a year later, and overdue the day after', () => {
    expect(driftOf(on('2027-11-20'), statement)).toEqual([]);
    expect(driftOf(on('2027-11-21'), statement)).toEqual(['review disclosure.drift.review']);
  });

  test('that was done and not published is overdue for whoever reads the page', () => {
    const reviewed = withAnswers(on('2027-11-21'), { reviewed: '2027-11-01' });
    expect(driftOf(reviewed, statement)).toEqual(['review disclosure.drift.review']);
  });
});

describe('contacts', () => {
  const [rights, users] = GROUNDS.answers.contacts;
  test('for users are missing', () => {
    const drift = driftOf(withAnswers(GROUNDS, { contacts: [rights!] }));
    expect(drift).toContain('contact disclosure.drift.contact');
    expect(drift).toContain('head disclosure.drift.head');
  });
  test('for rights holders are missing: the item is not in use either', () => {
    const drift = driftOf(withAnswers(GROUNDS, { contacts: [users!] }));
    expect(drift).toContain('contact disclosure.drift.contact');
    expect(drift).toContain('off disclosure.drift.off');
  });
});

const measures = [
  ...(['watermark', 'small', 'negatives', 'fuzz', 'likeness', 'textPower'] as const),
  ...(['guard', 'guardOthers', 'guardTexts'] as const),
];
test.each(measures)(
  'a figure that is older than the code, and is quoted without that: %s',
  (name) => {
    const figure = FIGURES[name];
    const older = { ...figure, changed: '2026-11-25T00:00:01.000Z' };
    const figures = { ...FIGURES, [name]: older } as Figures;
    const drift = findDrift({ ...GROUNDS, figures, published });
    expect(drift.map(({ kind, command }) => [kind, command])).toEqual([
      ['changed', null],
      ['figure', figure.command],
    ]);
    // A statement that says so fits, and has to be measured again all the same.
    const said = buildStatement({ ...GROUNDS, figures }).statement as Statement;
    expect(JSON.stringify(said)).toContain('The program that was measured was changed after that');
    const again = findDrift({ ...GROUNDS, figures, published: said });
    expect(again.map(({ kind, isNote }) => [kind, isNote])).toEqual([['figure', false]]);
    // Of those that came with the software it is a note: nobody but who makes that can measure them again.
    const came = { ...figures, by: 'software' } as const;
    const noted = findDrift({ ...GROUNDS, figures: came, published: said });
    expect(
      noted.map(({ kind, says, command, isNote }) => [kind, says.code, command, isNote]),
    ).toEqual([['figure', 'disclosure.drift.figure-came', figure.command, true]]);
  },
);

describe('a guard', () => {
  const of = (grounds: typeof GROUNDS) => driftOf(grounds);

  test('that only flags what it blocked before', () => {
    const flags = withFacts(GROUNDS, { guard: { action: 'flag', works: 3 } });
    expect(of(flags)).toEqual(['changed disclosure.drift.changed']);
  });

  test('that was switched off, or whose list is empty', () => {
    // Whatever the business says it does besides.
    for (const grounds of [GROUNDS, WITHOUT.guard!(GROUNDS)]) {
      for (const guard of [null, { action: 'block', works: 0 } as const]) {
        expect(of(withFacts(grounds, { guard }))).toEqual(['off disclosure.drift.off']);
      }
    }
  });

  test('with more works on its list is none', () => {
    expect(of(withFacts(GROUNDS, { guard: { action: 'block', works: 4 } }))).toEqual([]);
  });
});

test('a figure of a measure that is not in use is not asked for', () => {
  const grounds = withAnswers(WITHOUT['text-watermark']!(GROUNDS), {
    explanations: { 'text-watermark': EXPLANATION },
  });
  const figures = {
    ...FIGURES,
    textPower: { ...FIGURES.textPower, changed: '2026-11-26T00:00:00Z' },
  };
  const { statement } = buildStatement({ ...grounds, figures });
  expect(findDrift({ ...grounds, figures, published: statement })).toEqual([]);
});

test('figures of another version, which only who measured them can mend', () => {
  const software = { name: 'provenance', version: '0.2.0' };
  for (const by of ['business', 'software'] as const) {
    const grounds = { ...withFacts(GROUNDS, { software }), figures: { ...FIGURES, by } };
    const drift = findDrift({ ...grounds, published });
    expect(drift.map(({ kind, isNote }) => [kind, isNote])).toEqual([
      ['version', by === 'software'],
    ]);
  }
});

test('a registry that erases requests sooner than the page promises', () => {
  const requests = { keepDays: 10, fewestDays: null };
  const registry = { ...GROUNDS.facts.registry!, requests };
  expect(driftOf(withFacts(GROUNDS, { registry }))).toEqual(['gap disclosure.drift.gap']);
});

test('rules that changed since', () => {
  const [first, ...rest] = published.rules;
  const older = { ...published, rules: [{ ...first!, date: '2025-01-01' }, ...rest] };
  expect(driftOf(GROUNDS, older)).toEqual(['rules disclosure.drift.rules']);
});

test('a page that was changed by hand, or is gone, and no name that leads elsewhere', async () => {
  const pages = pagesOf(published);
  const kept = parseStatement(jsonOf(published, pages).text);
  const read = async (name: string) => {
    const page = pages.find((each) => each.name === name);
    return page === undefined ? null : new TextEncoder().encode(page.text);
  };
  expect(await findChangedPages(kept, read)).toEqual([]);
  const changed = await findChangedPages(kept, async (name) =>
    name.endsWith('.md') ? new TextEncoder().encode('other') : read(name),
  );
  expect(changed.map(({ says }) => says.parameters.file)).toEqual([
    'statement.en.md',
    'statement.ja.md',
  ]);
  const asked: string[] = [];
  const out = { ...kept, pages: [{ name: '../../etc/passwd', sha256: '0'.repeat(64) }] };
  const gone = await findChangedPages(out, async (name) => {
    asked.push(name);
    return null;
  });
  expect(gone).toHaveLength(1);
  expect(asked).toEqual([]);
});

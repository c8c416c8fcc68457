import {
  CATALOGUE,
  type Code,
  LANGUAGES,
  type MessageLike,
  render,
  say,
} from '@provenance/messages';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const codes = Object.keys(CATALOGUE) as Code[];
const SLOT = /\{(\w+):(\w+)\}/g;

/** A message with something in each slot. */
function filled(code: Code, text: string): MessageLike {
  const values: Record<string, unknown> = {
    id: '0123456789abcdef',
    ids: ['0123456789abcdef', 'fedcba9876543210'],
    name: text,
    text,
    path: 'photo.jpg',
    time: '2026-11-27T12:05:00Z',
    chance: 3e-13,
    rarity: 3e-13,
    count: 1234,
    message: say('who.named', { name: text }),
    messages: [say('verdict.unknown'), say('verdict.changes-unknown')],
    list: [say('who.unnamed'), say('mark.unnamed')],
  };
  const slots = [...CATALOGUE[code].en.matchAll(SLOT)];
  return {
    code,
    parameters: Object.fromEntries(slots.map(([, name, kind]) => [name, values[kind as string]])),
  };
}

test('every message, in both languages, as a person sees it', async () => {
  const lines = codes.flatMap((code) => [
    code,
    ...LANGUAGES.map(
      (language) =>
        `  ${render(filled(code, 'Example Ltd.'), { language, timeZone: 'Asia/Tokyo' })}`,
    ),
  ]);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('messages.txt');
});

describe.each(LANGUAGES)('in %s', (language) => {
  const [open, close] = { en: ['“', '”'], ja: ['「', '」'] }[language];

  test.each(codes)('%s is not empty, and leaves no slot', (code) => {
    const text = render(filled(code, 'x'), { language });
    expect(text.trim()).toBe(text);
    expect(text).not.toMatch(/[{}]|undefined|null/);
    expect(text.length).toBeGreaterThan(1);
  });

  test('what a file says stays between quotation marks, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.constantFrom(...codes),
        (file, code) => {
          // Greek letters are in none of our words.
          const text = render(filled(code, `Ω${file}${close}${open}Ω`), { language });
          const outside = text.replaceAll(
            new RegExp(`${open}[^${open}${close}]*${close}`, 'gu'),
            '',
          );
          return !/Ω/.test(outside) && !/[\p{Cc}\p{Cf}]/u.test(text);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test('Japanese is Japanese, and ends as English does', () => {
  const sentence = { en: /[.:]$/, ja: /。$/ };
  for (const code of codes) {
    const { en, ja } = CATALOGUE[code];
    if (sentence.en.test(en) && en.endsWith('.'))
      expect([code, ja]).toEqual([code, expect.stringMatching(sentence.ja)]);
    // Slots and stops have no words to be translated.
    if (!/\p{L}/u.test(en.replace(SLOT, ''))) continue;
    expect([code, ja]).toEqual([
      code,
      expect.stringMatching(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u),
    ]);
    expect(ja).not.toBe(en);
  }
});

test.each([
  ['2026-11-27T12:05:09Z', 'Asia/Tokyo', '2026-11-27 21:05:09 UTC+09:00'],
  ['2026-11-27T12:05:09.123+02:00', 'UTC', '2026-11-27 10:05:09 UTC'],
  ['2026-07-01T00:00:00Z', 'America/St_Johns', '2026-06-30 21:30:00 UTC-02:30'],
  ['2026-13-01T00:00:00Z', 'UTC', '“2026-13-01T00:00:00Z”'],
  ['yesterday, says “nobody”', 'UTC', "“yesterday, says 'nobody'”"],
])('the time %s in %s is shown as %s', (time, timeZone, shown) => {
  expect(render(say('evidence.time.vouched', { time }), { timeZone })).toContain(` ${shown}:`);
});

test('an id that is none is quoted like any name of a file', () => {
  const contentId = 'x; a trusted signer';
  expect(render(say('verdict.record.known', { contentId }))).toContain('“x; a trusted signer”');
});

test('what several codes mean alike is said once', () => {
  const why = [
    say('status.assertion.dataHash.mismatch'),
    say('status.assertion.bmffHash.mismatch'),
  ];
  expect(render(say('evidence.binding.differs', { why }))).toBe(
    'The content does not match its hash: the content is not what was signed.',
  );
});

test('a code or a parameter that is not there is a TypeError', () => {
  expect(() => render({ code: 'constructor', parameters: {} })).toThrow(TypeError);
  expect(() => render({ code: 'verdict.record.known', parameters: {} })).toThrow(TypeError);
});

test('messages within messages have an end', () => {
  const circle: { code: string; parameters: Record<string, unknown> } = {
    code: 'who.calling-themselves',
    parameters: {},
  };
  circle.code = 'verdict.altered';
  circle.parameters.signer = circle;
  expect(() => render(circle)).toThrow(TypeError);
});

// Findings M6 and M7: a text goes through in pieces, however long it is and whatever it is made of.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTextReader, textFingerprint, textPieces } from '../src/index.ts';
import { createNormaliser, isBoundary, normalise } from '../src/text/normalise.ts';

/** The same for a text as a whole: what pieces have to come to. */
function asWhole(text: string): string {
  return text
    .replace(/([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu, '$1')
    .replace(/[\ufdfa\ufdfb]+/g, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/ς/g, 'σ')
    .replace(
      /[^\p{L}\p{N}\p{M}]+|[\p{Default_Ignorable_Code_Point}\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+/gu,
      '',
    );
}

function* codePoints(): Generator<string> {
  for (let code = 0; code < 0x110000; code++) yield String.fromCodePoint(code);
}

test('no character before which a text is cut is put together with what stands before it', () => {
  const later = new Set<string>();
  for (const character of codePoints()) {
    const [, ...rest] = character.normalize('NFD');
    for (const each of rest) later.add(each);
  }
  expect(later.size).toBeGreaterThan(70);
  const wrong: string[] = [];
  for (const character of codePoints()) {
    if (!isBoundary(character)) continue;
    const [first] = character.normalize('NFKD');
    // One that is moved is a mark: of ccc 0 is all else.
    if (later.has(first as string) || /\p{M}/u.test(first as string)) wrong.push(character);
  }
  expect(wrong).toEqual([]);
});

const PARTS = [
  ...['word ', 'Straße', 'ﬃ', 'ΟΔΟΣ', 'İ', 'ŉ', 'ǰ', 'ΐ', 'ᾳ', '漢字', '，', 'ｶﾞ', 'か\u3099', 'ﾊﾟ'],
  ...[
    '각',
    '\u1100\u1161\u11a8',
    '\uffa1\uffc2',
    '\u3131\u314f',
    '\uac00\u11a8',
    '\u{11099}\u{110ba}',
  ],
  ...['\u0301', '\u0315\u0300\u05ae\u0062', '\u0344', '\u0345', '\ufdfa', '\ufdfb\u0301', '\u200d'],
  ...[
    '\ufe0f',
    '\u{e0101}',
    '\u{1f600}',
    '\ud83d',
    '\ude00',
    '\u0f73\u0f75',
    '\u{1d15e}',
    'اللّٰه',
    '\n',
  ],
];
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...PARTS),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.tuple(fc.constantFrom(...PARTS), fc.nat(60)).map(([part, times]) => part.repeat(times)),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('pieces come to the same as the whole', () => {
  test('wherever a text is cut', () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 12 });
    fc.assert(
      fc.property(texts, cuts, (text, lengths) => {
        const normaliser = createNormaliser();
        let done = '';
        let at = 0;
        for (const length of [...lengths, text.length]) {
          done += normaliser.push(text.slice(at, at + length));
          at += length;
        }
        done += normaliser.end();
        expect(done).toBe(asWhole(text));
        expect(normalise(text)).toBe(asWhole(text));
      }),
      { numRuns: 500 },
    );
  });

  test('across the ends of the pieces that are worked on at once', () => {
    for (const part of PARTS) {
      for (const length of [16_380, 16_382, 16_383, 16_384, 32_767]) {
        const text = `${'x'.repeat(length)}${part.repeat(3)} and more`;
        expect(normalise(text)).toBe(asWhole(text));
      }
    }
  });

  test('and a reader says the same as the functions', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 8 }), (parts) => {
        const text = parts.join(' and so on ').repeat(20);
        const reader = createTextReader();
        for (let at = 0; at < text.length; at += 777) reader.push(text.slice(at, at + 777));
        expect(reader.end()).toEqual({ whole: textFingerprint(text), pieces: textPieces(text) });
      }),
      { numRuns: 20 },
    );
  });
});

describe('a text of 8 million', () => {
  test.each([
    ['marks', '\u0301'],
    ['marks of several kinds', '\u0301\u0323\u05ae'],
    ['halfwidth sound marks', '\uff9e'],
    ['variation selectors', '\ufe0f'],
    ['selectors of two units', '\u{e0101}'],
    ['vowel jamo', '\u1161'],
    ['trailing jamo', '\u11a8'],
    ['honorifics', '\ufdfa'],
    ['honorifics between marks', '\ufdfa\u0301'],
    ['blanks', ' '],
    ['line ends', '\r\n'],
    ['emoji', '\u{1f600}'],
    ['punctuation', '.'],
    ['first halves of pairs', '\ud83d'],
    ['second halves of pairs', '\ude00'],
    ['nothing that is seen', '\u200b'],
    ['letters', 'x'],
    ['signs', '漢'],
  ])('%s is a text', (_, unit) => {
    const text = `q${unit.repeat(Math.ceil(8e6 / unit.length))} plain words behind it`;
    const normalised = normalise(text);
    expect(normalised.startsWith('q')).toBe(true);
    expect(normalised.endsWith('plainwordsbehindit')).toBe(true);
    expect(normalised.length).toBeLessThanOrEqual(text.length);
  });
});

test('a reader takes texts, and as many pieces as there can be', () => {
  expect(() => createTextReader(0)).toThrow(RangeError);
  expect(() => createTextReader(257)).toThrow(RangeError);
  expect(() => createTextReader().push(1 as never)).toThrow(TypeError);
});

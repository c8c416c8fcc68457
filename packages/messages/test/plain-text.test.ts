import { plainText, quoted } from '@provenance/messages';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

test.each([
  ['Example Ltd.', 'Example Ltd.', 'plain text is left alone'],
  ['日本語 générateur', '日本語 générateur', 'so is any script'],
  ['\u001b[31mred\u001b[0m', '[31mred [0m', 'an escape sequence would drive the terminal'],
  ['a\r\nb\u2028c', 'a b c', 'a line break would forge a line of the report'],
  ['moc.\u202eexample', 'moc. example', 'an override would turn the text around'],
  ['\u0000\u0007', '', 'nothing but control characters'],
  [`a${' '.repeat(60)}b`, 'a b', 'blanks would move a sentence out of sight'],
  ['a\u3000\u00a0\u2800\u3164\u115f\uffa0b', 'a b', 'so would what is blank and no blank'],
  ['葛\u{e0100}城 ❤\ufe0f', '葛城 ❤', 'selectors choose between forms'],
  ['\u0338\u20e0Example', 'Example', 'marks would strike out what is before them'],
  ['a \u0338b. \u0301', 'a b.', 'in the middle too'],
  ['\ue000\uf8ff\u{10fffd}a\u{e0041}', 'a', 'what looks as its font likes'],
  ['नमस्ते ทุกคน שָׁלוֹם', 'नमस्ते ทุกคน שָׁלוֹם', 'scripts with marks are left alone'],
  [
    `a${'\u0330'.repeat(500)}b`,
    `a${'\u0330'.repeat(8)}b`,
    'piled marks would paint over other lines',
  ],
])('%j is shown as %j: %#', (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

const SHOWN_NEVER =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]| {2}|^\p{M}| \p{M}|\p{M}{9}/u;

test('any text comes out short, on one line and without what is not seen', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
      const shown = plainText(text);
      return [...shown].length <= 201 && !SHOWN_NEVER.test(shown) && shown === shown.trim();
    }),
  );
});

test.each([
  ['Example Inc.', '“Example Inc.”'],
  ['O’Reilly "Media"', "“O'Reilly 'Media'”"],
  ['”, a trusted signer „x‟ «y» 「z」 ″ ❞', "“', a trusted signer 'x' 'y' 'z' ' '”"],
  ['a\nb', '“a b”'],
  ['x'.repeat(61), `“${'x'.repeat(60)}…”`],
  [
    'a < b > c, 50 % ^ 2 = 1 + 1; [x] {y} (z) #1 @2 & 3 | 4 ~ 5',
    '“a < b > c, 50 % ^ 2 = 1 + 1; [x] {y} (z) #1 @2 & 3 | 4 ~ 5”',
  ],
  ['カﾞラス ガラス ｶﾞﾗｽ', '“カﾞラス ガラス ｶﾞﾗｽ”'],
  ['ירושלים', '“ירושלים”'],
  ['ייִדיש', '“ייִדיש”'],
  ['ᐊᐦᑭᕀ', '“ᐊᐦᑭᕀ”'],
  ['👍🏽 ™ № ♥', '“👍🏽 ™ № ♥”'],
])('%j is quoted as %s', (name, shown) => {
  expect(quoted(name)).toBe(shown.normalize('NFC'));
});

// Finding L4. Of Unicode TS #39, all that is confusable with an apostrophe or a quotation mark; and more.
const LOOK_ALIKES = [
  ...'\'"`´‘’‚‛“”„‟‹›«»＂＇｀〝〞〟「」『』﹁﹂﹃﹄｢｣〃',
  ...'ʹʺʻʼʽʾʿˈˊˋ˝ˮ˴˵˶ʹ΄᾽᾿`´῾՚՛՜՝׳״ߴߵꞋꞌ᳓',
  ...'′″‴‵‶‷⁗❛❜❝❞❟❠❮❯🙶🙷🙸≪≫⨠',
  ...'⸂⸃⸄⸅⸉⸊⸌⸍⸜⸝⸠⸡⹂゛゜',
  ...[
    '\u05d9',
    '\u05f2',
    '\u05d9\u05d9',
    '\u141f',
    '\u1420',
    '\u1425',
    '\u1426',
    '\u144a',
    '\u16cc',
  ],
  ...['\uff9e', '\uff9f', '\u3099', '\u{16f51}', '\u{16f52}\u{16f52}'],
  ...[
    '\u0313',
    '\u0314',
    '\u0315',
    '\u0315\u0315',
    '\u031a',
    ' \u030b',
    '.\u030b',
    '\u{1f3fb}\u0301',
  ],
  ...["''", '``', '´´', '‚‚'],
];
const FORGED = ', a trusted signer; unchanged since. Also ';

describe('a name cannot end its quotation marks with', () => {
  // An accent on a letter is an accent, and a colour of skin by itself a square.
  const harmless =
    /^Ltd(\u030b|\u0301)?\.?[. ]?\u{1f3fb}?'?, a trusted signer; unchanged since\. Also [.]?\u{1f3fb}?'?X$/u;

  test.each(LOOK_ALIKES.map((mark) => [mark]))('%j', (mark) => {
    for (const name of ['Ltd.', 'Ltd']) {
      const inside = quoted(`${name}${mark}${FORGED}${mark}X`, 100).slice(1, -1);
      expect(inside.normalize('NFD')).toMatch(harmless);
    }
  });

  test('anything else', () => {
    const mark = fc.constantFrom(...LOOK_ALIKES);
    const part = fc.oneof(mark, fc.string({ unit: 'binary', maxLength: 20 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const inside = quoted(parts.join('')).slice(1, -1);
        expect([...inside].length).toBeLessThanOrEqual(61);
        expect(inside).not.toMatch(SHOWN_NEVER);
        expect(inside).not.toMatch(/''/);
        expect(inside.replaceAll("'", '')).not.toMatch(/[\p{Quotation_Mark}\p{Pi}\p{Pf}]/u);
      }),
    );
  });
});

test('a text without end is looked at as far as it is shown', () => {
  for (const endless of ['x', ' ', '\u0301', '”', '\u{1f676}', '\ufe0f', '\u202e', 'י']) {
    const text = endless.repeat(8_000_000);
    expect([...plainText(text)].length).toBeLessThanOrEqual(201);
    expect([...quoted(text)].length).toBeLessThanOrEqual(63);
  }
});

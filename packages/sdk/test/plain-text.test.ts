import { plainText, quoted } from '@provenance/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test.each([
  ['Example Ltd.', 'Example Ltd.', 'plain text is left alone'],
  ['日本語 générateur', '日本語 générateur', 'so is any script'],
  ['\u001b[31mred\u001b[0m', '[31mred [0m', 'an escape sequence would drive the terminal'],
  ['a\r\nb\u2028c', 'a b c', 'a line break would forge a line of the report'],
  ['moc.\u202eexample', 'moc. example', 'an override would turn the text around'],
  ['\u0000\u0007', '', 'nothing but control characters'],
])('%j is shown as %j: %#', (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

test('any text comes out short, on one line and without control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
      const shown = plainText(text);
      return [...shown].length <= 201 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(shown);
    }),
  );
});

test.each([
  ['Example Inc.', '“Example Inc.”'],
  ['O’Reilly "Media"', "“O'Reilly 'Media'”"],
  ['”, a trusted signer „x‟ «y» 「z」 ″ ❞', "“', a trusted signer 'x' 'y' 'z' ' '”"],
  ['a\nb', '“a b”'],
  ['x'.repeat(61), `“${'x'.repeat(60)}…”`],
])('%j is quoted as %s', (name, shown) => {
  expect(quoted(name)).toBe(shown);
});

test('no name can end its quotation marks', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const inside = quoted(name).slice(1, -1);
      return [...inside].length <= 61 && !/[“”„‟"«»]/u.test(inside);
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNfcStream, IllFormedTextError } from '../src/index.ts';
import { isNormalisationBoundary } from '../src/nfc.ts';

const utf8 = new TextEncoder();
const text = (bytes: Uint8Array) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

function streamed(pieces: readonly (string | Uint8Array)[]): string {
  const nfc = createNfcStream();
  return text(Buffer.concat([...pieces.map((piece) => nfc.push(piece)), nfc.end()]));
}

/** Cut anywhere: between the halves of a surrogate pair, or within the bytes of a character. */
function cut<T extends string | Uint8Array>(whole: T, at: readonly number[]): T[] {
  const places = [...at.map((n) => n % (whole.length + 1)), 0, whole.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => whole.slice(places[i], end) as T);
}

/** Characters that NFC has something to do with, and some that it has not. */
const restless = [
  ...['a', 'e', 'o', 'u', 'A', ' ', '\n', '\r\n', '\ufeff', 'ß', 'é', 'ệ', 'Å', 'K', '\u0958'],
  ...[
    '\u0300',
    '\u0301',
    '\u0302',
    '\u0315',
    '\u0323',
    '\u0327',
    '\u0334',
    '\u0340',
    '\u0344',
    '\u0345',
  ],
  ...['ᄀ', 'ᅡ', 'ᆨ', '가', '각', 'ᅵ', 'ᇂ', '\u09c7', '\u09be', '\u09d7', '\u0dd9', '\u0dcf', '\u0dca'],
  ...['か', '\u3099', '\u309a', '漢', '\uf900', '\u{2f800}', '\u{1100b}', '\u{11131}', '\u{11127}'],
  ...[
    '\u{1d15e}',
    '\u{1d165}',
    '👍',
    '\u{1f3fd}',
    '\u200d',
    '\ufe0f',
    '\u{e0100}',
    '\u0e31',
    '\u0fb2',
    '\u0f71',
  ],
];
const restlessText = fc
  .array(fc.oneof(fc.constantFrom(...restless), fc.string({ unit: 'binary', maxLength: 2 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''))
  .filter((s) => !/\p{Surrogate}/u.test(s));
const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe('createNfcStream', () => {
  test('gives what normalising the whole gives, wherever a string is cut', () => {
    fc.assert(
      fc.property(restlessText, cuts, (whole, at) => {
        expect(streamed(cut(whole, at))).toBe(whole.normalize('NFC'));
      }),
      { numRuns: 2000 },
    );
  });

  test('gives what normalising the whole gives, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(restlessText, cuts, (whole, at) => {
        expect(streamed(cut(utf8.encode(whole), at))).toBe(whole.normalize('NFC'));
      }),
      { numRuns: 2000 },
    );
  });

  test('gives out what is certain, and keeps a base for its marks', () => {
    const nfc = createNfcStream();
    expect(text(nfc.push('abc'))).toBe('ab');
    expect(text(nfc.push('\u0327'))).toBe('');
    expect(text(nfc.push('\u0301d'))).toBe('ḉ');
    expect(text(nfc.end())).toBe('d');
  });

  test('takes strings and bytes in turns', () => {
    expect(streamed(['e', utf8.encode('\u0301'), 'e', '\u0301'])).toBe('éé');
  });

  test('takes 1024 combining characters in a row, and refuses more', () => {
    const marks = '\u0315\u0300'.repeat(511);
    for (const pieces of [[`a${marks}b`], ['a', marks, 'b']]) {
      expect(streamed(pieces)).toBe(`a${marks}b`.normalize('NFC'));
    }
    for (const pieces of [[`a${marks}\u0300\u0300\u0300b`], ['a', marks, '\u0300\u0300\u0300b']]) {
      expect(() => streamed(pieces)).toThrow(IllFormedTextError);
    }
  });

  // Finding M6: of a string, all of it was matched at once.
  test.each([
    ['marks', '\u0301'],
    ['vowel jamo', '\u1161'],
  ])('refuses a string of 8 million %s, and says why', (_, unit) => {
    const nfc = createNfcStream();
    const refused = expect(() => nfc.push(`a${unit.repeat(8e6)}`));
    refused.toThrow(/more than 1024 combining characters/);
  });

  test.each(['\u{1f600}', '\ufe0f', 'か\u3099', '각', '\ud55c', 'x'])(
    'takes a string of millions of %s',
    (unit) => {
      const long = unit.repeat(3e6);
      const nfc = createNfcStream();
      const length = nfc.push(long).length + nfc.end().length;
      expect(length).toBe(Buffer.byteLength(long.normalize('NFC')));
    },
  );

  test('does not count variation selectors as combining', () => {
    const corrupt = '\ufeff\u{e0133}\ufe00'.repeat(5000);
    expect(streamed([corrupt])).toBe(corrupt);
  });

  test.each([
    ['a lone high surrogate', ['a\ud800b']],
    ['a lone high surrogate at the end', ['a\ud800']],
    ['a lone high surrogate before bytes', ['a\ud83d', utf8.encode('b')]],
    ['a lone low surrogate', ['a', '\udc00b']],
    ['bytes that are not UTF-8', [Uint8Array.of(0x61, 0xff)]],
    ['a character cut by the end', [Uint8Array.of(0xc3)]],
    ['a character cut by a string', [Uint8Array.of(0xc3), 'b']],
    ['a surrogate in three bytes', [Uint8Array.of(0xed, 0xa0, 0x80)]],
    ['an overlong form', [Uint8Array.of(0xc0, 0x80)]],
  ])('refuses %s', (_, pieces) => {
    expect(() => streamed(pieces)).toThrow(IllFormedTextError);
  });

  test("a caller's mistake is a TypeError", () => {
    expect(() => createNfcStream().push(1 as never)).toThrow(TypeError);
    const nfc = createNfcStream();
    nfc.end();
    expect(() => nfc.push('a')).toThrow(TypeError);
    expect(() => nfc.end()).toThrow(TypeError);
  });
});

test('no boundary stands before anything that composes or is reordered', () => {
  const isOne = (character: string) => isNormalisationBoundary(character);
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    const parts = [...character.normalize('NFD')];
    // Whatever a composition takes in must not begin a piece, and no piece may begin with what comes
    // apart into something that is taken in.
    if (parts.length > 1 && parts.join('').normalize('NFC') === character) {
      if (parts.slice(1).some(isOne)) wrong.push(code.toString(16));
    }
    if (isOne(character)) {
      if (!isOne(parts[0]!)) wrong.push(code.toString(16));
      // Is it moved before, or behind, a mark of the lowest or the highest class?
      for (const mark of ['\u0334', '\u0345', '\u0301']) {
        const pair = `a${mark}${character}`;
        if (pair.normalize('NFD') !== 'a'.concat(mark, character.normalize('NFD'))) {
          wrong.push(code.toString(16));
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

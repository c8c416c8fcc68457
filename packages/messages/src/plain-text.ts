import type { Language } from './language.ts';

const LONGEST = 200;
const LONGEST_NAME = 60;
/** UTF-16 units that are looked at of a string: what is shown of it is far less. */
const MOST_UNITS = 4096;
/** Of marks in a row: more than any script stacks, fewer than would paint over other lines. */
const MOST_MARKS = 8;

/** Chooses between forms of the character before it, and is not seen itself. */
const SELECTORS = /\p{Variation_Selector}|\u034f|\u200c|\u200d/gu;
/**
 * What is not seen, drives a terminal, turns text around, or looks like anything a font likes: control,
 * format, private and unassigned characters, fillers, blanks of all widths.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Z}\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]+/gu;
/** Marks that stand on nothing: they would be drawn on what we say in front of them. */
const LOOSE_MARKS = /(?<![\p{L}\p{N}\p{M}])\p{M}+/gu;
const PILED_MARKS = new RegExp(`(\\p{M}{${MOST_MARKS}})\\p{M}+`, 'gu');

/**
 * A string out of a file, fit to be shown on one line. What is not seen becomes a blank, marks without a
 * letter are gone, and long strings are cut. 200 characters at most.
 */
export function plainText(text: string): string {
  return cut(seen(text), LONGEST);
}

/**
 * A name out of a file within a sentence of ours. Between these quotation marks stands what the file
 * says and outside of them what we say: without them a signer could call itself "Example, a trusted
 * signer". Whatever is a quotation mark, or could be taken for one, is an apostrophe within. 60 characters at
 * most, unless `longest` says otherwise.
 */
export function quoted(
  name: string,
  longest: number = LONGEST_NAME,
  language: Language = 'en',
): string {
  const inside = seen(name)
    .replace(QUOTATION_MARKS, "'")
    .replace(LETTERS_LIKE_MARKS, "'")
    .replace(LOOSE_MARKS, '')
    // Two of them look like one mark.
    .replace(/'{2,}/g, "'");
  const [open, close] = MARKS[language];
  return `${open}${cut(inside, longest)}${close}`;
}

const MARKS: Readonly<Record<Language, readonly [open: string, close: string]>> = {
  en: ['“', '”'],
  ja: ['「', '」'],
};

function seen(text: string): string {
  return text
    .slice(0, MOST_UNITS)
    .normalize('NFC')
    .replace(SELECTORS, '')
    .replace(UNSEEN, ' ')
    .replace(LOOSE_MARKS, '')
    .replace(PILED_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
}

/**
 * By category: quotation marks, initial and final punctuation, and modifier symbols (accents by themselves,
 * without `^` and the tones of emoji's skin). By look (Unicode TS #39, and what is missing there): modifier
 * letters like apostrophes, marks to the right above a letter, primes, ditto and Vedic marks, ornaments.
 */
const QUOTATION_MARKS = new RegExp(
  [
    '[\\p{Quotation_Mark}\\p{Pi}\\p{Pf}]',
    '(?![\\^\\u{1f3fb}-\\u{1f3ff}])\\p{Sk}',
    '[\\u02b9-\\u02cf\\u02ee\\u0374\\u07f4\\u07f5\\ua78b\\ua78c]',
    '[\\u0312-\\u0315\\u031a\\u0343\\u0358]',
    '[\\u055a-\\u055d\\u05f3\\u05f4\\u1cd3\\u2032-\\u2037\\u2057\\u226a\\u226b\\u2a20\\u3003]',
    '[\\u275b-\\u2760\\u276e\\u276f\\u{1f676}-\\u{1f678}]',
  ].join('|'),
  'gu',
);

/** Letters that look like quotation marks, by script: beside another letter of it they spell. */
const SPELLING: readonly (readonly [marks: string, letters: string])[] = [
  ['\\u05d9\\u05f2', '\\p{Script=Hebrew}'],
  ['\\u141f-\\u1426\\u144a', '\\p{Script=Canadian_Aboriginal}'],
  ['\\u16cc', '\\p{Script=Runic}'],
  ['\\u3099\\u309a\\uff9e\\uff9f', '[\\p{Script=Hiragana}\\p{Script=Katakana}]'],
  ['\\u{16f51}\\u{16f52}', '\\p{Script=Miao}'],
];
const LETTERS_LIKE_MARKS = new RegExp(
  SPELLING.map(([marks, letters]) => {
    const letter = `(?![${marks}])${letters}`;
    return `(?<!${letter}|[${marks}])[${marks}]+(?!${letter}|[${marks}])`;
  }).join('|'),
  'gu',
);

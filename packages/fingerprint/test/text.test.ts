import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hammingDistance, textFingerprint, textPieces } from '../src/index.ts';
import { random } from './pictures.ts';

const SYLLABLES =
  'wa ri qui mor let sta pen tor ban mo ques win gar mea num fi rea pic mar eve'.split(' ');
const SIGNS =
  '風川静朝字駅紙間答問窓庭数図理由絵印書夕語話読見行来食新古大小高長明暗のはがをにでとから';

/** Text of so many words that no other seed has. */
function english(seed: number, words: number): string {
  const next = random(seed * 104729 + 3);
  const syllable = () => SYLLABLES[next() % SYLLABLES.length];
  return Array.from({ length: words }, (_, i) => {
    const word = `${syllable()}${syllable()}${syllable()}`;
    return i % 12 === 11 ? `${word}.` : word;
  }).join(' ');
}

function japanese(seed: number, characters: number): string {
  const next = random(seed * 7919 + 5);
  return Array.from({ length: characters }, (_, i) =>
    i % 25 === 24 ? '。' : SIGNS[next() % SIGNS.length],
  ).join('');
}

const hash = (text: string) => textFingerprint(text).hash;
const distance = (a: string, b: string) => hammingDistance(hash(a), hash(b));

describe('what reads alike', () => {
  test.each([
    ['line breaks and tabs', 'one two three four', ' one\r\ntwo\tthree\u3000 four\n'],
    ['quotation marks', '"It\'s so", he said.', '“It’s so”, he said.'],
    ['Japanese quotation marks', '「猫」という『本』', '"猫"という"本"'],
    ['punctuation', 'Yes, well; no: never - ever!', 'Yes well no never ever'],
    ['Markdown', '# Title\n\n* **bold** `code`', 'Title bold code'],
    ['case', 'Straße in ΟΔΟΣ, İzmir', 'STRASSE IN οδος, i̇zmir'],
    ['full and half width', 'ＡＢＣ１２３ ｶﾞｷﾞ', 'abc123 ガギ'],
    ['composed and decomposed', 'café が 각', 'cafe\u0301 か\u3099 각'],
    ['ligatures', 'ﬁnal oﬃce', 'final office'],
    ['what is not seen', 'plain text', 'pl\u200bain\u00ad te\u2060xt\ufeff\u{e0100}\ufe0f'],
    ['vowel points of Arabic', 'السلام عليكم', 'السَّلامُ عَلَيْكُمْ'],
    ['tatweel', 'محمد', 'محـــمد'],
    ['vowel points of Hebrew', 'שלום', 'שָׁלוֹם'],
    ['emoji', 'a good day', 'a good 🎉 day'],
  ])('%s', (_, a, b) => {
    const text = english(1, 40);
    expect(hash(text + a)).toEqual(hash(text + b));
    expect(hash(a)).toEqual(hash(b));
  });

  test.each([
    ['Thai vowels', 'กินข้าวแล้ว', 'กนขาวแลว'],
    ['digits', 'version 2', 'version 3'],
    ['accents of Latin letters', 'résumé', 'resume'],
    ['voiced kana', 'かき', 'がぎ'],
  ])('not %s: they spell', (_, a, b) => {
    expect(hash(a)).not.toEqual(hash(b));
  });

  test('spaces and punctuation anywhere', () => {
    const between = fc.constantFrom(' ', '\n', ', ', '. ', ' — ', '\u200b', '“', '”', '、', '…');
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.array(between, { minLength: 1, maxLength: 20 }),
        (seed, marks) => {
          for (const text of [english(seed, 60), japanese(seed, 150)]) {
            let at = 0;
            const other = text.replace(/[ 。]|(?<=の)/g, () => marks[at++ % marks.length]!);
            expect(hash(other)).toEqual(hash(text));
            expect(textPieces(other)).toEqual(textPieces(text));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

test('texts that share nothing differ in about half of the bits', () => {
  const texts = Array.from({ length: 60 }, (_, i) => (i % 2 ? english(i, 150) : japanese(i, 400)));
  const hashes = texts.map(hash);
  for (const [i, a] of hashes.entries()) {
    for (const b of hashes.slice(i + 1)) expect(hammingDistance(a, b)).toBeGreaterThan(70);
  }
});

test('a few words changed: a few bits', () => {
  const words = english(4, 400).split(' ');
  const changed = words.map((word, i) => (i % 50 === 7 ? 'altogether' : word)).join(' ');
  expect(distance(words.join(' '), changed)).toBeLessThanOrEqual(31);
  const many = words.map((word, i) => (i % 2 ? word : `unlike${i}`)).join(' ');
  expect(distance(words.join(' '), many)).toBeGreaterThan(60);
});

test('sentences in another order: few bits', () => {
  const sentences = english(5, 600).split('. ');
  expect(distance(sentences.join('. '), sentences.reverse().join('. '))).toBeLessThanOrEqual(31);
});

describe('pieces', () => {
  const nearest = (query: string, source: string) => {
    const pieces = textPieces(source);
    const distances = textPieces(query).flatMap((a) =>
      pieces.map((b) => hammingDistance(a.hash, b.hash)),
    );
    return Math.min(256, ...distances);
  };
  const sources = [english(6, 700), japanese(6, 2500)];

  test('an excerpt has pieces of its source', () => {
    for (const source of sources) {
      const { length } = source;
      for (const [from, to] of [
        [0, 0.5],
        [0.3, 0.7],
        [0.55, 1],
      ] as const) {
        expect(nearest(source.slice(from * length, to * length), source)).toBe(0);
      }
    }
  });

  test('and so has a text that it was put into', () => {
    for (const [i, source] of sources.entries()) {
      const host = i === 0 ? english(7, 500) : japanese(7, 2000);
      const excerpt = source.slice(1000, 2200);
      expect(nearest(host + excerpt + host, source)).toBe(0);
      expect(nearest(host, source)).toBeGreaterThan(70);
    }
  });

  test('a short text is one piece: itself', () => {
    const text = english(8, 20);
    expect(textPieces(text)).toEqual([textFingerprint(text)]);
  });

  test('of a long text, the same are chosen wherever it is cut', () => {
    const text = english(9, 20_000);
    const few = textPieces(text, 8);
    expect(few).toHaveLength(8);
    const all = textPieces(text, 256).map(({ hash }) => Buffer.from(hash).toString('hex'));
    expect(all).toHaveLength(256);
    for (const { hash } of few) expect(all).toContain(Buffer.from(hash).toString('hex'));
    const later = textPieces(text.slice(100), 8);
    expect(later.slice(1)).toEqual(few.slice(1));
  });

  test('their number is within limits', () => {
    for (const most of [0, 257, 1.5, Number.NaN]) {
      expect(() => textPieces('text', most)).toThrow(RangeError);
    }
  });
});

describe('how much there is to recognise', () => {
  test.each([
    ['nothing', ''],
    ['nothing that is read', ' \n—“”🎉\u200b'],
    ['a word', 'Yes.'],
    ['a phrase', 'Thank you for your help!'],
    ['the same over and over', 'ha '.repeat(10_000)],
    ['a lone surrogate', '\ud800'],
  ])('%s: little', (_, text) => {
    expect(textFingerprint(text).quality).toBeLessThan(25);
    expect(textPieces(text)).toEqual([]);
  });

  test('a paragraph: enough', () => {
    expect(textFingerprint(english(2, 12)).quality).toBeGreaterThan(50);
    expect(textFingerprint(japanese(2, 130)).quality).toBeGreaterThan(50);
    expect(textFingerprint(english(2, 100)).quality).toBe(100);
  });
});

test('marks in the hundred thousands do not take hours', () => {
  const marks = `a${'\u0301\u0323'.repeat(200_000)}`;
  expect(textFingerprint(marks)).toEqual(textFingerprint(marks.slice(0, 31)));
  expect(textFingerprint(`ｶ${'\uff9e\u0323'.repeat(200_000)}`).quality).toBeLessThan(25);
});

test('takes strings alone', () => {
  expect(() => textFingerprint(new Uint8Array(3) as never)).toThrow(TypeError);
  expect(() => textPieces(undefined as never)).toThrow(TypeError);
});

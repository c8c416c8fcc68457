import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import * as o200k from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { encodeWrapper, strip } from '../../text/src/index.ts';
import { placeInGiven } from '../src/detect/clean.ts';
import {
  cleanText,
  deriveTextMarkKey,
  detectText,
  type TextTokenizer,
  vocabularyHash,
} from '../src/index.ts';
import { gptTokenizer } from '../src/tokenizer/gpt-tokenizer.ts';
import { huggingFaceTokenizer } from '../src/tokenizer/huggingface-tokenizers.ts';
import { splitLong } from '../src/tokenizer/split.ts';
import { master, seeded, wordedText } from './texts.ts';

const own = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1');
const other = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1', { tenant: 'other' });
const gpt = gptTokenizer('o200k_base', o200k, ranks);

const marked = (key = own, length = 300, seed = 1) => wordedText(key, gpt, length, seed);

const text = marked();
const targets = [{ key: own, tokenizer: gpt }];

test('a marked text is found, and where', () => {
  const report = detectText(text, targets);
  expect(report.outcome).toBe('present');
  expect(report.marks[0]).toMatchObject({
    tokenizer: 'o200k_base',
    variant: 'given',
    kid: own.kid,
  });
  const [from, to] = report.marks[0]!.characters!;
  expect(from).toBeLessThan(100);
  expect(to).toBeGreaterThan(text.length - 100);
});

test('a part of a text is found in its characters', () => {
  const around = 'Nobody knows what was said on that morning, and the papers kept silent. '.repeat(
    4,
  );
  const human = Array.from({ length: 60 }, (_, i) => `${around.slice(i)}${i * i} `).join('\n');
  const report = detectText(human + text + human, targets);
  expect(report.marks).toHaveLength(1);
  const [from, to] = report.marks[0]!.characters!;
  expect(Math.abs(from - human.length)).toBeLessThan(250);
  expect(Math.abs(to - human.length - text.length)).toBeLessThan(250);
});

describe('the cleaned form', () => {
  test('sees through what copying and hiding put in, and is counted', () => {
    const hidden = text
      .replace(/ /g, (_, at) => (at % 5 === 0 ? '\u00a0\u200b' : ' '))
      .replace(/o/g, 'o\u00ad');
    const report = detectText(hidden, targets);
    expect(report.marks).toMatchObject([{ variant: 'clean' }]);
    expect(report.tests.map(({ variant }) => variant)).toEqual(['given', 'clean']);
    expect(report.hypotheses).toBe(2 * report.tests.reduce((sum, { windows }) => sum + windows, 0));
    const [from, to] = report.marks[0]!.characters!;
    expect(from).toBeLessThan(150);
    expect(hidden.length - to).toBeLessThan(150);
  });

  test('is not tried where it is the same text', () => {
    expect(detectText(text, targets).tests).toHaveLength(1);
  });

  test('is NFC with plain spaces and line feeds, and nothing that is not seen', () => {
    expect(cleanText('e\u0301\r\na\u2028b\u00a0c\u200d\ufeff\u{e0101}d')).toBe('é\na\nb cd');
    expect(cleanText('a\ud800b')).toBe('a\ufffdb');
  });

  test('finds a place again', () => {
    const given = 'a\u200b\u200bbe\u0301\u200bcd';
    const cleaned = cleanText(given);
    expect(given.slice(0, placeInGiven(given, cleaned.indexOf('c')))).toMatch(/^a.*é?/);
    expect(given.slice(placeInGiven(given, cleaned.length - 2)).replace(/\u200b/g, '')).toBe('cd');
  });
});

test('a credential is taken away first, by the function that is handed in', () => {
  const wrapper = Buffer.from(encodeWrapper(new Uint8Array(400).fill(9))).toString();
  const half = text.lastIndexOf(' ', text.length / 2);
  const carrying = text.slice(0, half) + wrapper + text.slice(half);
  const stripText = (whole: string) => Buffer.from(strip(Buffer.from(whole))).toString();
  const report = detectText(carrying, targets, { strip: stripText });
  expect(report.tests).toHaveLength(1);
  expect(report.logP).toBe(detectText(text, targets).logP);
  const [, to] = report.marks[0]!.characters!;
  expect(to).toBeGreaterThan(carrying.length - 100);
  // Without the function the cleaned form does.
  expect(detectText(carrying, targets).marks).toMatchObject([{ variant: 'clean' }]);
});

test('several keys are all tried, and a text is cut once by each tokenizer', () => {
  let cut = 0;
  const counting: TextTokenizer = {
    ...gpt,
    encode: (whole) => {
      cut++;
      return gpt.encode(whole);
    },
  };
  const report = detectText(text, [
    { key: other, tokenizer: counting },
    { key: own, tokenizer: counting },
  ]);
  expect(cut).toBe(1);
  expect(report.tests.map(({ kid }) => kid)).toEqual([other.kid, own.kid]);
  expect(report.marks.map(({ kid }) => kid)).toEqual([own.kid]);
});

describe('what is no text', () => {
  test('lone surrogates are tokenized as what is written for them', () => {
    expect(detectText(`\ud800${text}\udfff`, targets).outcome).toBe('present');
  });

  test('100 MB are refused before anything is cut', async () => {
    const never: TextTokenizer = {
      ...gpt,
      encode: () => {
        throw new Error('was cut');
      },
    };
    const large = 'x'.repeat(100_000_000);
    await expectCode('CONTENT_TOO_LARGE', () =>
      detectText(large, [{ key: own, tokenizer: never }]),
    );
    await expectCode('CONTENT_TOO_LARGE', () => detectText(text, targets, { maxCharacters: 10 }));
    await expectCode('CONTENT_TOO_LARGE', () => detectText(text, targets, { maxTokens: 10 }));
  });

  test('mistakes', () => {
    expect(() => detectText(5 as never, targets)).toThrow(TypeError);
    expect(() => detectText(text, [])).toThrow(TypeError);
    expect(() => detectText(text, [{ key: own, tokenizer: {} as never }])).toThrow(TypeError);
    const unbound = { ...gpt, vocabulary: 'none' };
    expect(() => detectText(text, [{ key: own, tokenizer: unbound }])).toThrow(TypeError);
    expect(() => detectText(text, [{ key: {} as never, tokenizer: gpt }])).toThrow(TypeError);
  });
});

describe('a run without a space', () => {
  test('is cut in pieces that a tokenizer can take, between characters', () => {
    expect(splitLong('a b')).toEqual(['a b']);
    const run = '𝒳'.repeat(10_000);
    const pieces = splitLong(`x ${run} y`);
    expect(pieces.join('')).toBe(`x ${run} y`);
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(4100);
      expect(piece).toBe(Buffer.from(piece).toString());
    }
  });

  test('of a million characters is read', () => {
    const random = seeded(1);
    const run = Array.from({ length: 1_000_000 }, () =>
      String.fromCharCode(97 + 26 * random()),
    ).join('');
    expect(detectText(run, targets).tests[0]!.tokens).toBeGreaterThan(100_000);
  });
});

describe('adapters', () => {
  test('gpt-tokenizer: its vocabulary is hashed, and special tokens are words', () => {
    // Of the ids and bytes of o200k_base, as its makers publish them.
    expect(gpt.vocabulary).toBe('bb5386e3399c28cc69b4bee4fa8bce4bfcabfd77b77eedfa5e0dec6a16f8568a');
    const spelled = 'a<|endoftext|>b';
    expect(gpt.encode(spelled).length).toBeGreaterThan(3);
    expect(gpt.decode(Array.from(gpt.encode(spelled)))).toBe(spelled);
  });

  test('@huggingface/tokenizers: the same vocabulary has the same hash', () => {
    const { tokenizer, config } = byteLevel();
    const adapted = huggingFaceTokenizer('tiny', new Tokenizer(tokenizer, config));
    const bytes = Object.entries(TINY).map(
      ([token, id]) => [id, new TextEncoder().encode(token)] as const,
    );
    expect(adapted.vocabulary).toBe(vocabularyHash(bytes));
    const list = Array.from(adapted.encode('the thé <s>'));
    expect(adapted.decode(list)).toBe('the thé <s>');
    expect(adapted.decode([])).toBe('');
    // Nothing is added, and a special token that is spelled is none.
    expect(list[0]).toBe(TINY.the);
  });

  test('a hash depends on ids and bytes, and not on the order', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const hash = vocabularyHash([
      [1, bytes('a')],
      [2, bytes('bc')],
    ]);
    expect(
      vocabularyHash([
        [2, bytes('bc')],
        [1, bytes('a')],
      ]),
    ).toBe(hash);
    expect(
      vocabularyHash([
        [1, bytes('ab')],
        [2, bytes('c')],
      ]),
    ).not.toBe(hash);
    expect(
      vocabularyHash([
        [1, bytes('a')],
        [3, bytes('bc')],
      ]),
    ).not.toBe(hash);
  });
});

/** A vocabulary of a few tokens, as text: the bytes of its words are its bytes. */
const TINY: Record<string, number> = {
  ...Object.fromEntries(['t', 'h', 'e', ' ', '<', '>', 's'].map((token, id) => [token, id])),
  th: 7,
  the: 8,
  ' t': 9,
  é: 10,
};

/** The same in the disguise of a tokenizer.json: bytes as printable characters. */
function byteLevel(): { tokenizer: object; config: object } {
  const disguise = (token: string) =>
    Array.from(Buffer.from(token), (byte) => {
      if (byte === 0x20) return 'Ġ';
      return String.fromCharCode(byte);
    }).join('');
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [
        {
          id: 11,
          content: '<|end|>',
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
          special: true,
        },
      ],
      normalizer: null,
      pre_tokenizer: {
        type: 'ByteLevel',
        add_prefix_space: false,
        trim_offsets: true,
        use_regex: true,
      },
      post_processor: null,
      decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: Object.fromEntries(Object.entries(TINY).map(([token, id]) => [disguise(token), id])),
        merges: ['t h', 'th e', 'Ġ t', 'Ã ©'],
      },
    },
    config: {},
  };
}

test('the room imports no tokenizer, no host and no credential format', () => {
  for (const name of ['gpt-tokenizer', 'huggingface-tokenizers']) {
    const source = readFileSync(new URL(`../src/tokenizer/${name}.ts`, import.meta.url), 'utf8');
    expect(source.match(/from '[^.][^']*'/g)).toBeNull();
  }
});

import { below, type Random } from '../random.ts';

/** What people do to a text. */
export type Edit = (text: string, random: Random, other: string) => string;

/** A word, or three signs of a script that does not part them. */
export const WORD = /[぀-ヿ㐀-鿿가-힯]{1,3}|[\p{L}\p{N}]+/gu;

/** A share of the words becomes others, from elsewhere in another text. */
const words =
  (share: number): Edit =>
  (text, random, other) => {
    const others = other.match(WORD) ?? ['other'];
    return text.replace(WORD, (word) =>
      random() < share ? others[below(random, others.length)]! : word,
    );
  };

const part =
  (from: number, to: number): Edit =>
  (text) =>
    text.slice(from * text.length, to * text.length);

/** Somewhere in it, so many characters. */
const excerpt =
  (length: number): Edit =>
  (text, random) => {
    const at = below(random, text.length - length + 1);
    return text.slice(at, at + length);
  };

export const EDITS: Readonly<Record<string, Edit>> = {
  'spaces, quotation marks, case': (text) =>
    text
      .replace(/\s+/g, '  \n')
      .replace(/["'“”]/g, '„')
      .toUpperCase(),
  'words 1 %': words(0.01),
  'words 5 %': words(0.05),
  'words 10 %': words(0.1),
  'words 20 %': words(0.2),
  'first half': part(0, 0.5),
  'middle 80 %': part(0.1, 0.9),
  'excerpt of 600': excerpt(600),
  'excerpt of 1200': excerpt(1200),
  'first half + words 5 %': (text, random, other) =>
    words(0.05)(part(0, 0.5)(text, random, other), random, other),
  'sentences in another order': (text, random) => {
    const sentences = text.split(/(?<=[.。\n])/);
    for (let i = sentences.length - 1; i > 0; i--) {
      const j = below(random, i + 1);
      [sentences[i], sentences[j]] = [sentences[j]!, sentences[i]!];
    }
    return sentences.join('');
  },
  'as much of another text behind': (text, _, other) => text + other.slice(0, text.length),
  'within twice as much of another': (text, _, other) =>
    other.slice(0, text.length) + text + other.slice(0, text.length),
};

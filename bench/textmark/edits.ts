import { below, type Random } from '../random.ts';
import { tokenizer } from './corpora.ts';

/** What is done to a marked text, as token ids. */
export type Edit = (
  ids: Int32Array,
  tools: { readonly random: Random; readonly human: (length: number) => ArrayLike<number> },
) => ArrayLike<number>;

/** Tokens that take the place of others come from text that people wrote. */
function scattered(share: number, kind: 'substituted' | 'deleted' | 'inserted'): Edit {
  return (ids, { random, human }) => {
    const others = human(ids.length);
    const out: number[] = [];
    ids.forEach((id, i) => {
      const hit = random() < share;
      if (hit && kind === 'deleted') return;
      if (hit) out.push(others[i]!);
      if (!hit || kind === 'inserted') out.push(id);
    });
    return out;
  };
}

const runs: Edit = (ids, { random, human }) => {
  const out = Int32Array.from(ids);
  const others = human(ids.length);
  for (let n = 0; n < ids.length / 40; n++) {
    const at = below(random, ids.length - 8);
    for (let i = at; i < at + 8; i++) out[i] = others[i]!;
  }
  return out;
};

/** As text: parted behind every full stop, each sentence with the white space behind it. */
const shuffled: Edit = (ids, { random }) => {
  const sentences = tokenizer.decode(Array.from(ids)).match(/[^.!?]*(?:[.!?]+["')]*\s*|$)/g) ?? [];
  for (let i = sentences.length - 1; i > 0; i--) {
    const j = below(random, i + 1);
    [sentences[i], sentences[j]] = [sentences[j]!, sentences[i]!];
  }
  return tokenizer.encode(sentences.join(''));
};

const asText =
  (change: (text: string) => string): Edit =>
  (ids) =>
    tokenizer.encode(change(tokenizer.decode(Array.from(ids))));

/** Lines of at most 72 characters. */
function wrapped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/(.{1,72})(?: |$)/g, '$1\n');
}

export const EDITS: Readonly<Record<string, Edit>> = {
  none: (ids) => ids,
  '10 % substituted': scattered(0.1, 'substituted'),
  '10 % deleted': scattered(0.1, 'deleted'),
  '10 % inserted': scattered(0.1, 'inserted'),
  '20 % substituted': scattered(0.2, 'substituted'),
  '20 % deleted': scattered(0.2, 'deleted'),
  '20 % inserted': scattered(0.2, 'inserted'),
  '30 % substituted': scattered(0.3, 'substituted'),
  '20 % in runs of 8': runs,
  'sentences shuffled': shuffled,
  'middle half only': (ids) => ids.subarray(ids.length >> 2, (3 * ids.length) >> 2),
  'pasted into twice as much of other text': (ids, { human }) => [
    ...Array.from(human(ids.length)),
    ...ids,
    ...Array.from(human(ids.length)),
  ],
  'read from its text': asText((text) => text),
  'lower case': asText((text) => text.toLowerCase()),
  'lines broken anew': asText(wrapped),
  'typographic quotes': asText((text) =>
    text
      .replace(/"([^"]*)"/g, '“$1”')
      .replaceAll("'", '’')
      .replaceAll('"', '”'),
  ),
};

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { below, type Random, seeded } from '../random.ts';

/** A text and what it is a part of: those of one source are not different. */
export interface Sample {
  readonly source: string;
  readonly text: string;
}

/** Characters of a sample, at most, and samples of a file. */
const LENGTH = 4000;
const PARTS = 4;

/** Documents of the packages that are installed: English, Markdown. */
export function documents(): Sample[] {
  const store = fileURLToPath(new URL('../../node_modules/.pnpm/', import.meta.url));
  const seen = new Set<string>();
  const samples: Sample[] = [];
  for (const path of readdirSync(store, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\/(readme|changelog|licen[cs]e|contributing|history|security)[^/]*$|\.md$/i.test(path)) {
      continue;
    }
    let text: string;
    try {
      text = readFileSync(join(store, path), 'utf8');
    } catch {
      continue; // a folder of that name
    }
    // Several versions of a package have nearly the same documents: its name is the source.
    const [source = ''] = /^(@[^+]+\+)?[^@]+/.exec(path) ?? [];
    for (let part = 0; part < PARTS && (part + 0.25) * LENGTH < text.length; part++) {
      const piece = text.slice(part * LENGTH, (part + 1) * LENGTH);
      if (seen.has(piece)) continue;
      seen.add(piece);
      samples.push({ source, text: piece });
    }
  }
  return samples;
}

/** Sentences of TypeScript's messages, in a random order: every two texts share some. */
export function composed(
  language: 'ja' | 'zh-cn' | 'ko',
  count: number,
  [fewest, most]: readonly [number, number] = [20, 80],
): Sample[] {
  const lib = dirname(createRequire(import.meta.url).resolve('typescript'));
  const file = join(lib, language, 'diagnosticMessages.generated.json');
  const sentences = Object.values<string>(JSON.parse(readFileSync(file, 'utf8')));
  return Array.from({ length: count }, (_, i) => {
    const random = seeded('text', language, i);
    const length = fewest + below(random, most - fewest);
    const text = Array.from({ length }, () => sentences[below(random, sentences.length)]).join('');
    return { source: `${language} ${fewest} ${i}`, text };
  });
}

/** Letters that differ in names, dates, amounts and a sentence: a hard case, shared on purpose. */
export function letters(count: number): Sample[] {
  const words = documents()
    .slice(0, 40)
    .flatMap(({ text }) => text.match(/[a-z]{4,9}/g) ?? []);
  const some = (random: Random, n: number) =>
    Array.from({ length: n }, () => words[below(random, words.length)]).join(' ');
  return Array.from({ length: count }, (_, i) => {
    const r = seeded('letter', i);
    const text = `Dear ${some(r, 2)}, thank you for your order number ${below(r, 1e6)} of ${below(r, 28)} May.
      We have received your payment of ${below(r, 900)} dollars and have sent ${some(r, 12)} to the address
      that you gave us. It should reach you within five working days; if it does not, please write to our
      customer service and name the number of your order, so that we can find out where it is. You may
      return what you do not like within thirty days, unused and in its packaging, and will be paid back
      in full. ${some(r, 25)}. We hope that you will enjoy it. Yours sincerely, ${some(r, 2)}`;
    return { source: `letter ${i}`, text };
  });
}

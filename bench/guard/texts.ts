import {
  createNearIndex,
  HASH_BYTES,
  type NearIndex,
  textFingerprint,
  textPieces,
} from '@provenance/fingerprint';
import { encodeWrapper } from '@provenance/text';
import { EDITS, type Edit, WORD } from '../fingerprint/edits.ts';
import { below, randomBytes, seeded } from '../random.ts';
import { openCorpora } from '../textmark/corpora.ts';

/** A passage, and the document that it is from. */
interface Passage {
  readonly language: Language;
  readonly source: string;
  readonly text: string;
}

type Language = 'English' | 'Japanese';

/** How much of protected texts is found after one change. */
export interface TextRow {
  readonly attack: string;
  readonly trials: number;
  readonly whole: number;
  readonly pieces: number;
  readonly either: number;
  readonly languages: Readonly<
    Record<Language, { readonly trials: number; readonly found: number }>
  >;
  /** In which another work was found. */
  readonly foreign: number;
}

export interface TextFigures {
  /** Protected texts, and how long they are: in words, or signs of Japanese; others have a third of it. */
  readonly texts: number;
  readonly words: number;
  readonly signs: number;
  /** Works on the list besides. */
  readonly more: number;
  readonly rows: readonly TextRow[];
  /** Texts that are none of them, how many are taken for one, and for which. */
  readonly others: {
    readonly texts: number;
    readonly taken: number;
    readonly named: readonly string[];
  };
}

/** As the sdk has them. */
const ALIKE_BITS = 31;
const LEAST_QUALITY = 50;
const MOST_PIECES = 256;

const WORDS = 600;
const SIGNS = 1500;
/** Other texts are shorter, so that there are more of them. */
const OTHERS = 1 / 3;
/** One protected text in so many is Japanese. */
const JAPANESE = 4;
/** One document in so many is protected; what is of no such document is another text. */
const PROTECTED = 5;
/** Pieces of a work that only fills the list. */
const PIECES = 8;
/** Words of another text on either side of an excerpt. */
const AROUND = 100;
/** Bytes of a credential in a text. */
const CREDENTIAL = 4000;

/** Somewhere in it, so many words; the same between two parts of another text. */
const excerpt =
  (length: number): Edit =>
  (text, random, other) => {
    const at = [...text.matchAll(WORD)].map(({ index }) => index);
    const first = below(random, at.length - length + 1);
    const passage = text.slice(at[first], at[first + length]);
    const host = [...other.matchAll(WORD)].map(({ index }) => index);
    const middle = host[Math.min(AROUND, host.length >> 1)]!;
    return `${other.slice(0, middle)}${passage} ${other.slice(middle, host[2 * AROUND])}`;
  };

const ATTACKS: Readonly<Record<string, Edit>> = {
  none: (text) => text,
  'marked with a credential': (text, random) =>
    text + new TextDecoder().decode(encodeWrapper(randomBytes(random, CREDENTIAL))),
  'wrapped anew at 40 signs': (text) =>
    text.replace(/\s+/g, ' ').replace(/(.{1,40})(?: |$|(?=[぀-ヿ㐀-鿿]))/g, '$1\n'),
  'upper case': (text) => text.toUpperCase(),
  'first half': EDITS['first half']!,
  'words 5 %': EDITS['words 5 %']!,
  'words 10 %': EDITS['words 10 %']!,
  '200 words in another text': excerpt(200),
  '100 words in another text': excerpt(100),
  '50 words in another text': excerpt(50),
};

/** How a text reads to the guard. */
interface Reading {
  readonly whole: readonly Uint8Array[];
  readonly pieces: readonly Uint8Array[];
}

function read(text: string): Reading {
  const good = [textFingerprint(text)].filter(({ quality }) => quality >= LEAST_QUALITY);
  const pieces = textPieces(text, MOST_PIECES).filter(({ quality }) => quality >= LEAST_QUALITY);
  return { whole: good.map(({ hash }) => hash), pieces: pieces.map(({ hash }) => hash) };
}

/** What the guard finds of protected texts, and what it takes for one of them and is none. */
export async function textFigures(
  wanted: { readonly protected: number; readonly others: number; readonly works: number },
  say: (text: string) => void,
): Promise<TextFigures> {
  const { works, others } = await passages(say);
  const of = (language: Language) => works.filter((work) => work.language === language);
  const japanese = spread(of('Japanese'), Math.round(wanted.protected / JAPANESE));
  const some = [...spread(of('English'), wanted.protected - japanese.length), ...japanese];
  const readings = some.map(({ text }) => read(text));
  const random = seeded('texts on the list');
  const more = Array.from({ length: wanted.works }, () => randomBytes(random, HASH_BYTES));
  const whole = indexOf(
    readings.map((reading) => reading.whole),
    more,
  );
  const pieces = indexOf(
    readings.map((reading) => reading.pieces),
    Array.from({ length: wanted.works * PIECES }, () => randomBytes(random, HASH_BYTES)),
  );
  say(`texts: ${some.length} on the list and ${wanted.works} more`);
  const found = (text: string) => {
    const reading = read(text);
    return { whole: whole(reading.whole), pieces: pieces(reading.pieces) };
  };
  const rows = Object.entries(ATTACKS).map(([attack, edit]): TextRow => {
    const trials = some.map(({ language, source, text }, own) => {
      const random = seeded('guard', attack, own);
      const hosts = others.filter((other) => other.language === language);
      const all = found(edit(text, random, hosts[below(random, hosts.length)]!.text));
      const isForeign = [...all.whole, ...all.pieces].some((work) => some[work]?.source !== source);
      return {
        language,
        whole: all.whole.includes(own),
        pieces: all.pieces.includes(own),
        isForeign,
      };
    });
    const isFound = ({ whole, pieces }: (typeof trials)[number]) => whole || pieces;
    const of = (language: Language) => {
      const its = trials.filter((trial) => trial.language === language);
      return { trials: its.length, found: its.filter(isFound).length };
    };
    return {
      attack,
      trials: trials.length,
      whole: trials.filter(({ whole }) => whole).length,
      pieces: trials.filter(({ pieces }) => pieces).length,
      either: trials.filter(isFound).length,
      languages: { English: of('English'), Japanese: of('Japanese') },
      foreign: trials.filter(({ isForeign }) => isForeign).length,
    };
  });
  const named: string[] = [];
  let taken = 0;
  const asked = spread(others, wanted.others);
  for (const { source, text } of asked) {
    const { whole, pieces } = found(text);
    const all = [...new Set([...whole, ...pieces])];
    if (all.length > 0) taken++;
    named.push(...all.map((work) => `${source} for ${some[work]?.source ?? `work ${work}`}`));
  }
  return {
    texts: some.length,
    words: WORDS,
    signs: SIGNS,
    more: wanted.works,
    rows,
    others: { texts: asked.length, taken, named },
  };
}

/** Asks which works have a hash that is like one of these. */
function indexOf(
  works: readonly (readonly Uint8Array[])[],
  more: readonly Uint8Array[],
): (hashes: readonly Uint8Array[]) => number[] {
  const owners = works.flatMap((hashes, work) => hashes.map(() => work));
  const index: NearIndex = createNearIndex([...works.flat(), ...more]);
  return (hashes) =>
    hashes.flatMap((hash) =>
      index.find(hash, ALIKE_BITS).map(({ item }) => owners[item] ?? works.length + item),
    );
}

/** As many as are wanted, if there are; as far apart as can be. */
function spread<Item>(items: readonly Item[], wanted: number): Item[] {
  const count = Math.min(items.length, wanted);
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}

/** Passages of documents, each once, and none of a protected document among the others. */
async function passages(say: (text: string) => void) {
  const { training, heldOut, mixed, japanese } = await openCorpora(say);
  const works: Passage[] = [];
  const others: Passage[] = [];
  const seen = new Set<string>();
  for (const [name, language, documents] of [
    ['Brown', 'English', [...training, ...heldOut]],
    ['mixed', 'English', mixed],
    ['pack', 'Japanese', japanese],
  ] as const) {
    for (const [i, document] of documents.entries()) {
      const isWork = i % PROTECTED === 0;
      for (const text of cut(document, language, isWork ? 1 : OTHERS)) {
        if (seen.has(text)) continue;
        seen.add(text);
        (isWork ? works : others).push({ language, source: `${name} ${i}`, text });
      }
    }
  }
  return { works, others };
}

function cut(document: string, language: Language, share: number): string[] {
  if (language === 'Japanese') {
    const signs = SIGNS * share;
    const count = Math.floor(document.length / signs);
    return Array.from({ length: count }, (_, i) => document.slice(i * signs, (i + 1) * signs));
  }
  const words = document.split(/(?<=\s)(?=\S)/);
  const each = WORDS * share;
  const count = Math.floor(words.length / each);
  return Array.from({ length: count }, (_, i) => words.slice(i * each, (i + 1) * each).join(''));
}

import { hammingDistance, textFingerprint, textPieces } from '@provenance/fingerprint';
import { LEAST_QUALITY, MOST_DISTANCE } from '@provenance/registry';
import { seeded } from '../random.ts';
import { EDITS } from './edits.ts';
import { composed, documents, letters, type Sample } from './texts.ts';

/** Texts of one kind. */
export interface TextFigures {
  readonly kind: string;
  readonly texts: number;
  readonly edits: readonly EditFigures[];
  readonly pairs: PairFigures;
}

export interface EditFigures {
  readonly edit: string;
  readonly trials: number;
  /** Bits: median and nine in ten. */
  readonly median: number;
  readonly most: number;
  /** Found within 31 bits by the whole, and by a piece. */
  readonly whole: number;
  readonly pieces: number;
}

/** Texts of different sources. */
export interface PairFigures {
  readonly pairs: number;
  /** Pairs by distance of the whole: below 8, 16, …, 128 bits. */
  readonly histogram: readonly number[];
  readonly within: number;
  /** Of these, pairs that have less than half of their runs of 12 characters in common: false matches. */
  readonly unlike: number;
  readonly least: number;
  /** Pairs of texts with a piece within 31 bits. */
  readonly sharedPieces: number;
}

const EDITED = 200;

export function textFigures(quick: boolean): readonly TextFigures[] {
  const share = quick ? 0.1 : 1;
  const kinds: Readonly<Record<string, readonly Sample[]>> = {
    English: documents().filter((_, i) => !quick || i % 10 === 0),
    Japanese: composed('ja', 600 * share),
    'Japanese, 4 to 8 sentences': composed('ja', 300 * share, [4, 9]),
    Chinese: composed('zh-cn', 600 * share),
    Korean: composed('ko', 600 * share),
    'form letters': letters(300 * share),
  };
  return Object.entries(kinds).map(([kind, samples]) => {
    const prints = samples
      .map(({ source, text }) => ({
        source,
        text,
        whole: textFingerprint(text),
        pieces: textPieces(text),
      }))
      .filter(({ whole }) => whole.quality >= LEAST_QUALITY);
    const step = Math.max(1, Math.floor(prints.length / EDITED));
    const chosen = prints.filter((_, i) => i % step === 0);
    const edits = Object.entries(EDITS).map(([edit, change]): EditFigures => {
      const distances: number[] = [];
      let found = 0;
      for (const [i, { text, whole, pieces }] of chosen.entries()) {
        const other = chosen[(i + 1) % chosen.length]!.text;
        const changed = change(text, seeded('edit', kind, edit, i), other);
        distances.push(hammingDistance(textFingerprint(changed).hash, whole.hash));
        if (nearest(textPieces(changed), pieces) <= MOST_DISTANCE) found++;
      }
      distances.sort((a, b) => a - b);
      return {
        edit,
        trials: chosen.length,
        median: distances[distances.length >> 1]!,
        most: distances[Math.floor(distances.length * 0.9)]!,
        whole: distances.filter((distance) => distance <= MOST_DISTANCE).length,
        pieces: found,
      };
    });
    return { kind, texts: prints.length, edits, pairs: pairFigures(prints) };
  });
}

interface Print {
  readonly source: string;
  readonly text: string;
  readonly whole: { readonly hash: Uint8Array };
  readonly pieces: readonly { readonly hash: Uint8Array }[];
}

function pairFigures(prints: readonly Print[]): PairFigures {
  const histogram = new Array<number>(16).fill(0);
  let pairs = 0;
  let within = 0;
  let unlike = 0;
  let least = 256;
  let sharedPieces = 0;
  for (let i = 0; i < prints.length; i++) {
    for (let j = 0; j < i; j++) {
      const a = prints[i]!;
      const b = prints[j]!;
      if (a.source === b.source) continue;
      const distance = hammingDistance(a.whole.hash, b.whole.hash);
      pairs++;
      histogram[Math.min(15, distance >> 3)]!++;
      if (distance <= MOST_DISTANCE) {
        within++;
        if (inCommon(a.text, b.text) < 0.5) unlike++;
      }
      least = Math.min(least, distance);
      if (nearest(a.pieces, b.pieces) <= MOST_DISTANCE) sharedPieces++;
    }
  }
  return { pairs, histogram, within, unlike, least, sharedPieces };
}

/** The part of all runs of 12 letters and digits that both have: counted, not estimated. */
function inCommon(a: string, b: string): number {
  const [some, others] = [a, b].map((text) => {
    const read = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    return new Set(Array.from(read, (_, i) => read.slice(i, i + 12)));
  }) as [Set<string>, Set<string>];
  const both = [...some].filter((run) => others.has(run)).length;
  return both / (some.size + others.size - both);
}

function nearest(
  some: readonly { readonly hash: Uint8Array }[],
  others: readonly { readonly hash: Uint8Array }[],
): number {
  let least = 256;
  for (const a of some) {
    for (const b of others) least = Math.min(least, hammingDistance(a.hash, b.hash));
  }
  return least;
}

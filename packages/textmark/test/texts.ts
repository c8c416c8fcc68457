import {
  createTextMarker,
  type TextMarkerOptions,
  type TextMarkKey,
  type TextTokenizer,
} from '../src/index.ts';

/** Uniform numbers, the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 32 bytes that are no key of anybody. */
export const master = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 1);

export interface Drawn {
  readonly ids: number[];
  readonly marked: boolean[];
}

/** Twenty candidates out of a vocabulary, of falling probability: some .9 of evidence a token. */
export function draw(
  key: TextMarkKey,
  length: number,
  seed: number,
  { prompt = [], ...options }: TextMarkerOptions & { prompt?: number[]; vocabulary?: number } = {},
): Drawn {
  const random = seeded(seed);
  const marker = createTextMarker(key, { random, ...options });
  const ids: number[] = [];
  const marked: boolean[] = [];
  for (let i = 0; i < length; i++) {
    const drawn = marker.sample(candidates(random), { generated: ids, prompt });
    ids.push(drawn.id);
    marked.push(drawn.marked);
  }
  return { ids, marked };
}

export function candidates(random: () => number): { ids: Int32Array; logits: Float64Array } {
  return {
    ids: Int32Array.from({ length: 20 }, (_, i) => 20 * Math.floor(random() * 5000) + i),
    logits: Float64Array.from({ length: 20 }, (_, i) => -0.4 * i),
  };
}

/** Token ids of a text without a mark. */
export function unmarked(length: number, seed: number): number[] {
  const random = seeded(seed);
  return Array.from({ length }, () => Math.floor(random() * 100_000));
}

const WORDS =
  'time year people way day man thing woman life child world school state family student group country problem hand part place case week company system program question work government number night point home water room mother area money story fact month lot right study book eye job word business issue side kind head house service friend father power hour game line end member law car city community name president team minute idea body information back parent face others level office door health person art war history party result change morning reason research girl guy moment air teacher force education'
    .split(' ')
    .map((word) => ` ${word}`);

/** One word after the other, at random: a text is cut as it was drawn. */
export function wordedText(
  key: TextMarkKey,
  tokenizer: TextTokenizer,
  length: number,
  seed: number,
  options: TextMarkerOptions = {},
): string {
  const random = seeded(seed);
  const marker = createTextMarker(key, { random, ...options });
  const ids = WORDS.map((word) => tokenizer.encode(word))
    .filter((tokens) => tokens.length === 1)
    .map((tokens) => tokens[0]!);
  const generated: number[] = [];
  while (generated.length < length) {
    const chosen = new Set<number>();
    while (chosen.size < 12) chosen.add(ids[Math.floor(random() * ids.length)]!);
    const logits = Array.from({ length: 12 }, (_, i) => -0.3 * i);
    generated.push(marker.sample({ ids: [...chosen], logits }, { generated }).id);
  }
  return tokenizer.decode(generated);
}

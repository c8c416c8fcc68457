import {
  checkedContentId,
  createIssuedIds,
  createTextMarker,
  decodeContentId,
  deriveTextMarkKey,
  detectTokens,
  TEXT_MARK_SCHEMES,
  type TextMarkKey,
} from '@provenance/textmark';
import { randomBytes, seeded } from '../random.ts';
import { spreadOf } from '../spread.ts';
import { openCorpora, piecesOf, tokenizer } from './corpora.ts';
import { openKey, uniformOf } from './internals.ts';

const master = randomBytes(seeded('speed'), 32);
const traced = 'provenance-traced-siphash-v1';

/** Repetitions that count, after one for warming up; the unit is nanoseconds an item. */
const ROUNDS = 9;

export interface Timing {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

/** Everything is timed in turns, so that a busy minute falls on all. */
function timed(
  cases: Readonly<Record<string, { readonly items: number; readonly run: () => number }>>,
  unit: string,
): Timing[] {
  const samples = new Map<string, number[]>();
  let sum = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, { items, run }] of Object.entries(cases)) {
      const start = performance.now();
      sum += run();
      const each = ((performance.now() - start) * 1e6) / items;
      if (round > 0) samples.set(name, [...(samples.get(name) ?? []), each]);
    }
  }
  if (Number.isNaN(sum)) throw new Error('A result is missing.');
  return [...samples].map(([name, values]) => ({ name, unit, ...spreadOf(values) }));
}

/** What detection does, with its contexts as strings in a Set: how it is often written. */
function withStrings(key: TextMarkKey, ids: Int32Array): number {
  const { family, prf } = openKey(key);
  const uniform = uniformOf(family);
  const width = key.contextWidth;
  const history = new Int32Array(width + ids.length).fill(-1, 0, width);
  history.set(ids, width);
  const seen = new Set<string>();
  let sum = 0;
  for (let i = 0; i < ids.length; i++) {
    const name = history.subarray(i, i + width).join();
    if (seen.has(name)) continue;
    seen.add(name);
    prf.context(history, i, width);
    sum -= Math.log1p(-uniform(prf.word(ids[i]!, 0)));
  }
  return sum;
}

/** Logits of falling probability, as a model's over its vocabulary: the n-th is about n^-steepness of the first. */
function zipf(size: number, steepness: number, name: string): Float32Array {
  const random = seeded('zipf', size, steepness, name);
  const logits = Float32Array.from(
    { length: size },
    (_, i) => -steepness * Math.log(i + 1) + random(),
  );
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [logits[i], logits[j]] = [logits[j]!, logits[i]!];
  }
  return logits;
}

/** The index of the draw that tries every candidate. */
function naive(
  key: TextMarkKey,
  ids: ArrayLike<number>,
  logits: ArrayLike<number>,
  context: Int32Array,
) {
  const { family, prf } = openKey(key);
  const uniform = uniformOf(family);
  prf.context(context, 0, context.length);
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < ids.length; i++) {
    const value = logits[i]! - Math.log(-Math.log(uniform(prf.word(ids[i]!, 0))));
    if (value > most) {
      most = value;
      best = i;
    }
  }
  return best;
}

export async function speeds(cases: number) {
  const { heldOut, mixed, japanese } = await openCorpora();
  const keys = TEXT_MARK_SCHEMES.map((scheme) => deriveTextMarkKey(master, scheme));
  const pieces = piecesOf(heldOut, 2000, 30);
  const detect = timed(
    Object.fromEntries([
      [
        `${keys[0]!.scheme}, contexts as strings in a Set`,
        {
          items: 2000 * pieces.length,
          run: () => pieces.reduce((sum, piece) => sum + withStrings(keys[0]!, piece), 0),
        },
      ] as const,
      ...keys.flatMap((key) =>
        [false, true].map(
          (scan) =>
            [
              `${key.scheme}${scan ? ', windows too' : ''}`,
              {
                items: 2000 * pieces.length,
                run: () =>
                  pieces.reduce((sum, piece) => sum + detectTokens(piece, [key], { scan }).logP, 0),
              },
            ] as const,
        ),
      ),
    ]),
    'ns a token',
  );

  const own = keys[0]!;
  const texts = { English: mixed.slice(0, 2), Japanese: japanese.slice(0, 6) };
  const against = Object.entries(texts).map(([language, documents]) => {
    const ids = documents.map((text) => Int32Array.from(tokenizer.encode(text)));
    const items = ids.reduce((sum, list) => sum + list.length, 0);
    const [cut, found] = timed(
      {
        cut: {
          items,
          run: () => documents.reduce((sum, text) => sum + tokenizer.encode(text).length, 0),
        },
        detected: {
          items,
          run: () => ids.reduce((sum, list) => sum + detectTokens(list, [own]).logP, 0),
        },
      },
      'ns a token',
    );
    return { language, cut: cut!, found: found!, ratio: found!.median / cut!.median };
  });

  const draws = 300;
  const small = Array.from({ length: draws }, (_, i) => {
    const random = seeded('small', i);
    return {
      ids: Int32Array.from({ length: 64 }, () => Math.floor(random() * 150_000)),
      logits: Float64Array.from({ length: 64 }, () => -8 * random()),
    };
  });
  // At 2.5 some thousand candidates can win by chance, at 1.6 some ten thousand: each takes a word of the key.
  const vocabularies = [
    [32_000, 2.5],
    [128_000, 2.5],
    [128_000, 1.6],
    [262_000, 2.5],
  ] as const;
  const drawn = [own, keys[2]!, keys[4]!].flatMap((key) => {
    const marker = createTextMarker(key);
    const generated = new Int32Array(key.contextWidth);
    let next = 0;
    const sample = (candidates: Parameters<typeof marker.sample>[0]) => {
      generated[0] = next++;
      return marker.sample(candidates, { generated }).id;
    };
    return timed(
      {
        [`${key.scheme}, 64 candidates`]: {
          items: 20 * draws,
          run: () => {
            let sum = 0;
            for (let round = 0; round < 20; round++) for (const each of small) sum += sample(each);
            return sum;
          },
        },
        ...Object.fromEntries(
          vocabularies.map(([size, steepness]) => {
            const all = Array.from({ length: 4 }, (_, i) => zipf(size, steepness, `${i}`));
            return [
              `${key.scheme}, ${size} candidates, n^-${steepness}`,
              {
                items: 20,
                run: () => {
                  let sum = 0;
                  for (let i = 0; i < 20; i++) sum += sample({ logits: all[i % 4]! });
                  return sum;
                },
              },
            ];
          }),
        ),
      },
      'ns a draw',
    );
  });

  let different = 0;
  for (const key of [own, keys[2]!, keys[4]!]) {
    const marker = createTextMarker(key);
    const random = seeded('naive', key.scheme);
    const context = new Int32Array(key.contextWidth);
    for (let i = 0; i < cases / 3; i++) {
      const size = 2 + Math.floor(random() * 126);
      const ids = Int32Array.from(
        { length: size },
        (_, n) => 1000 * n + Math.floor(random() * 1000),
      );
      const steep = 25 * random();
      const logits = Float64Array.from({ length: size }, () => -steep * random());
      for (let j = 0; j < context.length; j++) context[j] = Math.floor(random() * 150_000);
      const { id } = marker.sample({ ids, logits }, { generated: context });
      if (id !== ids[naive(key, ids, logits, context)]) different++;
    }
  }

  const tracedKey = deriveTextMarkKey(master, traced);
  const million = randomBytes(seeded('million'), 8_000_000);
  const issued = createIssuedIds(tracedKey, million);
  const piece = piecesOf(heldOut, 400, 1)[0]!;
  const ids = timed(
    {
      'index of 1,000,000 ids': { items: 1, run: () => createIssuedIds(tracedKey, million).size },
      'blind, 400 tokens': {
        items: 1,
        run: () => (decodeContentId(piece, tracedKey) === null ? 0 : 1),
      },
      'among 1,000,000 ids, 400 tokens': {
        items: 1,
        run: () => (decodeContentId(piece, tracedKey, { issued }) === null ? 0 : 1),
      },
      'an id with check bits': { items: 1, run: () => checkedContentId(tracedKey).length },
    },
    'ns',
  );
  return { detect, against, drawn, naive: { cases, different }, ids };
}

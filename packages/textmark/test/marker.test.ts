import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createTextMarker,
  deriveTextMarkKey,
  serverTextMarkKey,
  TEXT_MARK_SCHEMES,
  type TextMarkKey,
  type TextMarkScheme,
} from '../src/index.ts';
import { SCHEMES } from '../src/key/scheme.ts';
import { createNarrower, samplingOf } from '../src/marker/candidates.ts';
import { drawKeyed } from '../src/marker/draw.ts';
import { openKey, uniformOf } from '../src/prf/open.ts';
import { vectors } from './reference.ts';
import { candidates, draw, master, seeded } from './texts.ts';

interface Texts {
  readonly vllm: readonly {
    readonly name: string;
    readonly key: string;
    readonly contextWidth: number;
    readonly deduplicateContexts: 'none' | 'single_turn' | 'all';
    readonly logits: { vocabulary: number; modulus: number; dominant: number | null; bias: number };
    readonly ids: number[];
    readonly unmarked: number;
    readonly alpha?: number;
  }[];
  readonly equal: readonly {
    readonly scheme: TextMarkScheme;
    readonly key: string;
    readonly contextWidth: number;
    readonly candidates: number;
    readonly begins: number[];
    readonly ends: number[];
    readonly count: number;
  }[];
}

const texts = vectors<Texts>('texts.json');
const own = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1');

test.each(texts.vllm)('draws as vLLM does: $name', (text) => {
  const { vocabulary, modulus, dominant, bias } = text.logits;
  const options = { contextWidth: text.contextWidth };
  const key =
    text.alpha === undefined
      ? serverTextMarkKey('vllm-gumbel-philox-v1', text.key, options)
      : serverTextMarkKey('vllm-dual-gumbel-philox-v1', text.key, {
          ...options,
          alpha: text.alpha,
        });
  // The numbers that its tests take for the choice of the key.
  let routed = 0;
  const random = () => Number((((++routed * (Math.sqrt(5) - 1)) / 2) % 1).toFixed(4));
  const { deduplicateContexts } = text;
  const marker = createTextMarker(key, { deduplicateContexts, insecure: true, random });
  let unmarked = 0;
  text.ids.forEach((id, i) => {
    const logits = Array.from({ length: vocabulary }, (_, token) => {
      const logit = ((37 * token + 17 * i) % modulus) - 56;
      return (logit + (token === dominant ? bias : 0)) / 16;
    });
    const drawn = marker.sample({ logits }, { generated: text.ids.slice(0, i) });
    if (drawn.marked) expect([i, drawn.id]).toEqual([i, id]);
    else unmarked++;
  });
  expect(unmarked).toBe(text.unmarked);
});

test.each(texts.equal)('draws among equal candidates: $key', (text) => {
  const { scheme, key, contextWidth, count } = text;
  const marker = createTextMarker(serverTextMarkKey(scheme, key, { contextWidth }), {
    insecure: true,
  });
  const logits = new Float32Array(text.candidates);
  const ids: number[] = [];
  for (let i = 0; i < count; i++) ids.push(marker.sample({ logits }, { generated: ids }).id);
  expect(ids.slice(0, text.begins.length)).toEqual(text.begins);
  expect(ids.slice(-text.ends.length)).toEqual(text.ends);
});

/** The draw as its definition has it: every candidate, the first of equal ones. */
function naive(
  key: TextMarkKey,
  ids: Int32Array,
  logits: Float64Array,
  context: Int32Array,
): number {
  const { family, prf } = openKey(key);
  prf.context(context, 0, context.length);
  const values = Array.from(ids, (id, i) => {
    return logits[i]! - Math.log(-Math.log(uniformOf(family)(prf.word(id, 0))));
  });
  return values.indexOf(values.reduce((most, value) => Math.max(most, value)));
}

test.each(TEXT_MARK_SCHEMES)('the pruned draw of %s is the naive one', (scheme) => {
  const key = deriveTextMarkKey(master, scheme);
  const { family, prf } = openKey(key);
  const random = seeded(11);
  const narrower = createNarrower(samplingOf({}));
  for (let round = 0; round < 1500; round++) {
    const size = 2 + Math.floor(random() * 300);
    const ids = Int32Array.from({ length: size }, (_, i) => 3 * i + Math.floor(random() * 3));
    // Flat, steep, and with equal logits.
    const steep = 30 * random();
    const logits = Float64Array.from({ length: size }, () => Math.round(steep * 8 * random()) / -8);
    const context = Int32Array.from({ length: key.contextWidth }, () => random() * 50_000);
    prf.context(context, 0, context.length);
    const narrowed = narrower.narrow({ ids, logits });
    const index = drawKeyed(narrowed, prf, 0, uniformOf(family), SCHEMES[scheme].mostGumbel);
    expect(index).toBe(naive(key, ids, logits, context));
  }
});

describe('temperature, min-p, top-k and top-p', () => {
  const kept = (options: Parameters<typeof samplingOf>[0], logits: number[]) => {
    const { count, ids } = createNarrower(samplingOf(options)).narrow({ logits });
    return [...ids.subarray(0, count)];
  };
  test('keep what they say', () => {
    const logits = [0, 3, 1, 2].map((x) => Math.log(x + 1));
    expect(kept({ topK: 2 }, logits)).toEqual([1, 3]);
    expect(kept({ topK: 3 }, [1, 1, 1, 1, 0])).toEqual([0, 1, 2, 3]);
    expect(kept({ topP: 0.4 }, logits)).toEqual([1]);
    expect(kept({ topP: 0.41 }, logits)).toEqual([1, 3]);
    expect(kept({ minP: 0.5 }, logits)).toEqual([1, 2, 3]);
    expect(kept({ topK: 10, minP: 0 }, [0, Number.NEGATIVE_INFINITY, 1])).toEqual([0, 2]);
    expect(kept({ temperature: 0.5, topP: 0.5 }, logits)).toEqual([1]);
  });

  test('keep the same as sorting everything', () => {
    const value = fc.integer({ min: -40, max: 40 }).map((x) => x / 4);
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (logits, topK, topP) => {
          const sorted = [...logits].sort((a, b) => b - a);
          const least = sorted[Math.min(topK, logits.length) - 1]!;
          expect(kept({ topK }, logits)).toEqual(
            [...logits.keys()].filter((i) => logits[i]! >= least),
          );
          const total = sorted.reduce((sum, x) => sum + Math.exp(x - sorted[0]!), 0);
          let sum = 0;
          const last = sorted.find((x) => {
            sum += Math.exp(x - sorted[0]!);
            return sum >= topP * total * (1 - 1e-12);
          })!;
          const nucleus = kept({ topP }, logits);
          const expected = [...logits.keys()].filter((i) => logits[i]! >= last);
          // Where the sum meets the share exactly, rounding decides.
          if (Math.abs(sum - topP * total) > 1e-9 * total) expect(nucleus).toEqual(expected);
        },
      ),
    );
  });
});

describe('what carries no mark, and why', () => {
  const logits = [0, 1, 2];
  test('temperature 0 takes the likeliest', () => {
    const marker = createTextMarker(own, { temperature: 0 });
    expect(marker.sample({ logits }, { generated: [] })).toEqual({
      id: 2,
      marked: false,
      reason: 'temperature-0',
    });
  });

  test('one candidate', () => {
    const marker = createTextMarker(own);
    const forced = [Number.NEGATIVE_INFINITY, 5, Number.NEGATIVE_INFINITY];
    expect(marker.sample({ logits: forced }, { generated: [] })).toMatchObject({
      id: 1,
      reason: 'one-candidate',
    });
  });

  test('a context that occurred, but for `none`', () => {
    const generated = [1, 2, 3, 4, 1, 2, 3];
    const sample = (options: object) =>
      createTextMarker(own, options).sample({ logits }, { generated });
    expect(sample({})).toMatchObject({ marked: false, reason: 'repeated-context' });
    expect(sample({ deduplicateContexts: 'none' })).toMatchObject({ marked: true, reason: null });
    expect(sample({ deduplicateContexts: 'all' })).toMatchObject({ reason: 'repeated-context' });
  });

  test('a context that occurred in the prompt, for `all`', () => {
    const marker = createTextMarker(own, { deduplicateContexts: 'all' });
    const prompt = [8, 9, 7, 6];
    const sample = (generated: number[]) => marker.sample({ logits }, { generated, prompt });
    expect(sample([1, 2])).toMatchObject({ reason: 'prompt-context' });
    expect(sample([1, 2, 3])).toMatchObject({ marked: true });
    expect(sample([8, 9, 7])).toMatchObject({ reason: 'repeated-context' });
  });

  test('a candidate that is too probable', () => {
    const marker = createTextMarker(own, { maxProbability: 0.9 });
    expect(marker.sample({ logits: [0, 9] }, { generated: [] })).toMatchObject({
      reason: 'too-predictable',
    });
    expect(marker.sample({ logits: [0, 1] }, { generated: [] }).marked).toBe(true);
  });

  test('what is beyond the contexts that SGLang counts', () => {
    const marker = createTextMarker(deriveTextMarkKey(master, 'sglang-gumbel-murmur3-v1'));
    const generated = Int32Array.from({ length: 4096 }, (_, i) => i);
    expect(marker.sample({ logits }, { generated })).toMatchObject({ reason: 'context-limit' });
  });
});

test('the marked draw takes each candidate as often as its probability says', () => {
  const probabilities = [0.4, 0.25, 0.15, 0.1, 0.05, 0.03, 0.015, 0.005];
  const draws = 20_000;
  for (const scheme of TEXT_MARK_SCHEMES) {
    const traced = scheme === 'provenance-traced-siphash-v1';
    const key = deriveTextMarkKey(master, scheme);
    const random = seeded(5);
    const marker = createTextMarker(key, {
      random,
      ...(traced ? { contentId: '0123456789abcdef' } : {}),
    });
    const counts = new Array<number>(8).fill(0);
    for (let i = 0; i < draws; i++) {
      // Contexts that do not repeat.
      const generated = [i, i >> 3, 5 * i + 1, i ^ 77];
      const { id, marked } = marker.sample({ probabilities }, { generated });
      expect(marked).toBe(true);
      counts[id]!++;
    }
    const chi = counts.reduce((sum, count, i) => {
      const expected = draws * probabilities[i]!;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    // 7 degrees of freedom: 1e-4 of seeds are above.
    expect([scheme, chi]).toEqual([scheme, expect.any(Number)]);
    expect(chi).toBeLessThan(29.9);
  }
});

test('an unmarked draw is one of the system, and takes each candidate as often', () => {
  const marker = createTextMarker(own);
  const generated = [1, 2, 3, 1, 2, 3, 1, 2, 3];
  const counts = [0, 0, 0];
  for (let i = 0; i < 6000; i++) {
    counts[marker.sample({ probabilities: [1, 2, 3] }, { generated }).id]!++;
  }
  counts.forEach((count, i) => {
    expect(Math.abs(count - 1000 * (i + 1))).toBeLessThan(6 * Math.sqrt(1000 * (i + 1)));
  });
});

describe('mistakes', () => {
  const marker = createTextMarker(own);
  const sample = (given: object) => () => marker.sample(given, { generated: [] });
  test('candidates that are none', () => {
    expect(sample({})).toThrow(TypeError);
    expect(sample({ logits: [1], probabilities: [1] })).toThrow(TypeError);
    expect(sample({ logits: [] })).toThrow(RangeError);
    expect(sample({ logits: [0, Number.NaN] })).toThrow(RangeError);
    expect(sample({ logits: [0, Number.POSITIVE_INFINITY] })).toThrow(RangeError);
    expect(sample({ probabilities: [0.5, -0.1] })).toThrow(RangeError);
    expect(sample({ probabilities: [0, 0] })).toThrow(RangeError);
    expect(sample({ ids: [1], logits: [0, 1] })).toThrow(RangeError);
    expect(sample({ ids: [1, -2], logits: [0, 1] })).toThrow(RangeError);
    expect(sample({ ids: [1, 2 ** 31], logits: [0, 1] })).toThrow(RangeError);
    expect(sample({ logits: new Float32Array(3).fill(Number.NEGATIVE_INFINITY) })).toThrow(
      RangeError,
    );
  });

  test('options that are none', () => {
    const make = (options: object) => () => createTextMarker(own, options);
    expect(make({ temperature: -1 })).toThrow(RangeError);
    expect(make({ temperature: Number.NaN })).toThrow(RangeError);
    expect(make({ topK: 1.5 })).toThrow(RangeError);
    expect(make({ topP: 0 })).toThrow(RangeError);
    expect(make({ minP: 2 })).toThrow(RangeError);
    expect(make({ maxProbability: 0 })).toThrow(RangeError);
    expect(make({ deduplicateContexts: 'some' })).toThrow(TypeError);
    expect(make({ contentId: '0123456789abcdef' })).toThrow(TypeError);
  });

  test('keys that anybody finds', () => {
    const weak = serverTextMarkKey('vllm-gumbel-philox-v1', 42);
    const short = serverTextMarkKey('vllm-gumbel-philox-v1', 2n ** 63n, { contextWidth: 1 });
    expect(() => createTextMarker(weak)).toThrow(/below 2\^32/);
    expect(() => createTextMarker(short)).toThrow(/one token/);
    expect(createTextMarker(weak, { insecure: true }).key).toBe(weak);
    expect(() => createTextMarker({ ...own })).toThrow(TypeError);
  });

  test('a traced key without a content id', () => {
    const traced = deriveTextMarkKey(master, 'provenance-traced-siphash-v1');
    expect(() => createTextMarker(traced)).toThrow(TypeError);
    expect(() => createTextMarker(traced, { contentId: '0123' })).toThrow(RangeError);
    expect(() => createTextMarker(traced, { contentId: new Uint8Array(7) })).toThrow(RangeError);
  });
});

test('one marker serves vocabularies of any size, one after the other', () => {
  const random = seeded(2);
  const marker = createTextMarker(own, { topK: 5 });
  for (const size of [3, 5000, 20, 1]) {
    const logits = Float32Array.from({ length: size }, random);
    expect(marker.sample({ logits }, { generated: [] }).id).toBeLessThan(size);
  }
  expect(draw(own, 20, 1).ids).toEqual(draw(own, 20, 1).ids);
  expect(candidates(random).ids).toHaveLength(20);
});

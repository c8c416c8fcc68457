import { describe, expect, test } from 'vitest';
import { type LlamaSequence, markedTokens, sampleLlamaToken } from '../src/hosts/llama.ts';
import { createMarkingProcessor, markedGeneration } from '../src/hosts/transformers.ts';
import { createTextMarker, deriveTextMarkKey, detectTokens } from '../src/index.ts';
import { draw, master, seeded } from './texts.ts';

const own = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1');
const sglang = deriveTextMarkKey(master, 'sglang-gumbel-murmur3-v1');
const marker = createTextMarker(own);
const SIZE = 500;

/** A model whose next token depends on the last one. */
function logitsAfter(id: number): Float32Array {
  const random = seeded(id + 1);
  return Float32Array.from({ length: SIZE }, () => 5 * random());
}

describe('transformers.js', () => {
  /** What `generate` does with a processor and a greedy sampler. */
  const generate = (key = own, length = 200) => {
    const processor = createMarkingProcessor(createTextMarker(key));
    const ids = [3n, 1n, 4n];
    for (let i = 0; i < length; i++) {
      const logits = { data: logitsAfter(Number(ids.at(-1))), dims: [1, SIZE] };
      expect(processor([ids], logits)).toBe(logits);
      const finite = [...logits.data.keys()].filter((id) => Number.isFinite(logits.data[id]));
      expect(finite).toHaveLength(1);
      ids.push(BigInt(finite[0]!));
    }
    return ids.map(Number);
  };

  test('the processor leaves one token, and the text carries the mark', () => {
    expect(detectTokens(generate().slice(3), [own]).outcome).toBe('present');
    // SGLang's contexts reach into the prompt, which the first call tells.
    const ids = generate(sglang);
    const { tests } = detectTokens(ids.slice(3), [sglang], { promptIds: ids.slice(0, 3) });
    expect(tests[0]!.logP).toBeLessThan(-100);
  });

  test('several sequences, other tensors and a second text are refused', () => {
    const make = () => createMarkingProcessor(marker);
    const one = { data: new Float32Array(SIZE), dims: [1, SIZE] };
    expect(() => make()([[1n], [2n]], { ...one, dims: [2, SIZE] })).toThrow(RangeError);
    expect(() => make()([[1n]], { ...one, dims: [2, SIZE] })).toThrow(RangeError);
    expect(() => make()([], one)).toThrow(RangeError);
    expect(() => make()([[1n]], { data: new Float64Array(3), dims: [1, 3] })).toThrow(TypeError);
    const used = make();
    used([[1n, 2n]], one);
    expect(() => used([[9n, 9n, 9n, 9n]], one)).toThrow(TypeError);
    expect(() => used([[1n]], one)).toThrow(TypeError);
  });

  test('options that cannot be marked are refused, with the reason', () => {
    const none = () => {};
    const options = markedGeneration(marker, { max_new_tokens: 5, logits_processor: [none] });
    expect(options).toMatchObject({ max_new_tokens: 5, do_sample: false });
    expect(options.logits_processor).toHaveLength(2);
    expect(options.logits_processor[0]).toBe(none);
    expect(() => markedGeneration(marker, { num_beams: 4 })).toThrow(/Beam search/);
    expect(() => markedGeneration(marker, { num_return_sequences: 2 })).toThrow(/one sequence/);
    const cold = createTextMarker(own, { temperature: 0 });
    expect(() => markedGeneration(cold, {})).toThrow(/temperature 0/);
    for (const name of ['temperature', 'top_k', 'top_p']) {
      expect(() => markedGeneration(marker, { [name]: 1 })).toThrow(/createTextMarker/);
    }
  });
});

describe('node-llama-cpp', () => {
  /** A sequence with the same model, as controlledEvaluate answers. */
  const sequence = (tokens: number[] = []): LlamaSequence => ({
    async controlledEvaluate(input) {
      return input.map((each) => {
        tokens.push(typeof each === 'number' ? each : each[0]);
        if (typeof each === 'number') return undefined;
        expect(each[1]).toEqual({
          generateNext: { probabilities: true, options: { temperature: 1 } },
        });
        const entries = [...logitsAfter(each[0])].map((x, id) => [id, Math.exp(x)] as const);
        return { next: { probabilities: new Map(entries.sort((a, b) => b[1] - a[1])) } };
      });
    },
  });

  test('a text is generated token by token, and carries the mark', async () => {
    const seen: number[] = [];
    const ids: number[] = [];
    const tokens = markedTokens(marker, sequence(seen), [7, 8, 9], { maxTokens: 150 });
    for await (const id of tokens) ids.push(id);
    expect(ids).toHaveLength(150);
    expect(seen).toEqual([7, 8, 9, ...ids.slice(0, -1)]);
    expect(detectTokens(ids, [own]).outcome).toBe('present');
  });

  test('it ends where the model ends', async () => {
    const ids: number[] = [];
    const isEnd = (id: number) => ids.length === 4 && id >= 0;
    for await (const id of markedTokens(marker, sequence(), [7], { maxTokens: 9, isEnd }))
      ids.push(id);
    expect(ids).toHaveLength(4);
  });

  test('what cannot be marked is refused, with the reason', async () => {
    const first = (made: AsyncGenerator<number>) => made.next();
    const predicted = { ...sequence(), tokenPredictor: {} };
    const options = { maxTokens: 5 };
    await expect(first(markedTokens(marker, predicted, [1], options))).rejects.toThrow(/predictor/);
    const cold = createTextMarker(own, { temperature: 0 });
    await expect(first(markedTokens(cold, sequence(), [1], options))).rejects.toThrow(
      /temperature 0/,
    );
    await expect(first(markedTokens(marker, sequence(), [], options))).rejects.toThrow(TypeError);
    const mute: LlamaSequence = { controlledEvaluate: async () => [{ next: {} }] };
    await expect(first(markedTokens(marker, mute, [1], options))).rejects.toThrow(TypeError);
  });

  test('one token of a loop of one’s own', () => {
    const probabilities = new Map([
      [5, 0.5],
      [9, 0.25],
      [2, 0.25],
    ]);
    const drawn = sampleLlamaToken(marker, probabilities, [1, 2, 3]);
    expect(drawn.marked).toBe(true);
    expect([...probabilities.keys()]).toContain(drawn.id);
    expect(draw(own, 5, 1).marked).toEqual([true, true, true, true, true]);
  });
});

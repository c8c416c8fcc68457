import { readFileSync } from 'node:fs';
import { LogitsProcessorList } from '@huggingface/transformers';
import {
  checkedContentId,
  createTextMarker,
  deriveTextMarkKey,
  serverTextMarkKey,
} from '@provenance/textmark';
import { markedGeneration } from '@provenance/textmark/transformers';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../bench/random.ts';
import { read, write } from './generate.ts';
import { makeModel } from './model.ts';
import { readAnswer } from './server-answer.ts';

const master = Uint8Array.from({ length: 32 }, (_, i) => 3 * i + 1);
const root = new URL('../../', import.meta.url);
/**
 * A model of chance sequences of a few words, the same in every run. What is drawn, and how sure a mark is, follows
 * from every word of the corpus: texts that are edited, as these documents were before, are none to be tested on.
 */
const words =
  'the watermark key is in a text and not beside it who reads one may look for what was drawn by that model of ours'.split(
    ' ',
  );
const random = seeded('text-watermark');
const chosen = Array.from({ length: 20_000 }, () => words[Math.floor(random() * words.length)]);
const model = makeModel(`The key. The watermark ${chosen.join(' ')}`);
const own = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1');

describe('a pipeline of transformers.js', () => {
  test.each([
    'provenance-gumbel-siphash-v1',
    'vllm-gumbel-philox-v1',
    'sglang-gumbel-murmur3-v1',
  ] as const)(
    'writes a text with the mark of %s, which is found in the text alone',
    async (scheme) => {
      const key = deriveTextMarkKey(master, scheme);
      const written = await write(model, key, 'The watermark', 220);
      const report = read(model, key, written);
      expect(report.outcome).toBe('present');
      expect(report.logP).toBeLessThan(Math.log(1e-12));
      const other = deriveTextMarkKey(master, scheme, { tenant: 'other' });
      expect(() => read(model, other, written)).toThrow(/kid differs/);
    },
  );

  test('writes a content id into a text, and reads it', async () => {
    const key = deriveTextMarkKey(master, 'provenance-traced-siphash-v1');
    const contentId = checkedContentId(key);
    const written = await write(model, key, 'The watermark', 900, { contentId });
    expect(read(model, key, written).marks[0]!.contentId).toMatchObject({
      id: Buffer.from(contentId).toString('hex'),
      method: 'blind',
    });
  });

  test('draws what the marker draws, in every class on the way', async () => {
    // The same random source gives the same text: nothing else decides.
    const random = () => 0.5;
    const first = await write(model, own, 'The key', 60, { random });
    const second = await write(model, own, 'The key', 60, { random });
    expect(second.text).toBe(first.text);
    const list = new LogitsProcessorList();
    const options = markedGeneration(createTextMarker(own), { logits_processor: list });
    expect(options.logits_processor).toHaveLength(1);
  });

  test('refuses what cannot be marked', async () => {
    await expect(write(model, own, 'x', 5, { temperature: 0 })).rejects.toThrow(/temperature 0/);
  });
});

describe('the token ids of a server', () => {
  interface Recorded {
    readonly vllm: readonly {
      readonly name: string;
      readonly ids: number[];
      readonly p?: number;
    }[];
  }
  const recorded = JSON.parse(
    readFileSync(new URL('test-vectors/textmark/texts.json', root), 'utf8'),
  ) as Recorded;
  const ids = (name: string) => recorded.vllm.find((text) => text.name === name)!.ids;

  test('vLLM, one key', () => {
    const answer = { choices: [{ token_ids: ids('gumbel-philox-key42-cw4') }] };
    const report = readAnswer('vllm', '{"algorithm":"gumbel","key":42}', answer);
    expect(report.outcome).toBe('present');
    expect(report.marks[0]).toMatchObject({ scored: 64, scheme: 'vllm-gumbel-philox-v1' });
    expect(report.tests[0]!.weakKey).toBe(true);
    const wrong = readAnswer('vllm', '{"algorithm":"gumbel","key":43}', answer);
    expect(wrong.outcome).toBe('too-short');
  });

  test('vLLM, two keys', () => {
    const answer = { choices: [{ token_ids: ids('dual-key-gumbel-philox-key0-cw4-alpha0.1') }] };
    const report = readAnswer('vllm', '{"algorithm":"dual_key_gumbel","key":0}', answer);
    expect(report.outcome).toBe('present');
  });

  test('SGLang, with its prompt', () => {
    const key = serverTextMarkKey('sglang-gumbel-murmur3-v1', '0x0123456789abcdef');
    const marker = createTextMarker(key);
    const prompt = [9, 1, 2, 3, 4];
    const generated: number[] = [];
    const logits = new Float32Array(500);
    for (let i = 0; i < 80; i++)
      generated.push(marker.sample({ logits }, { generated, prompt }).id);
    const answer = { prompt_token_ids: prompt, choices: [{ token_ids: generated }] };
    const report = readAnswer('sglang', '{"key":"0123456789abcdef"}', answer);
    expect(report.outcome).toBe('present');
    expect(report.tests[0]!.scored).toBe(80);
  });

  test('an answer without ids', () => {
    const config = '{"key":"0123456789abcdef"}';
    expect(() => readAnswer('sglang', config, { choices: [{}] })).toThrow(/return_token_ids/);
  });
});

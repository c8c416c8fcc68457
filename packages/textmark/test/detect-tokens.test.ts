import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { createScorer, logTail } from '../src/detect/score.ts';
import {
  createTextMarkStream,
  deriveTextMarkKey,
  detectTokens,
  serverTextMarkKey,
  TEXT_MARK_SCHEMES,
  type TextMarkKey,
  type TextMarkScheme,
} from '../src/index.ts';
import { type Functions, vectors } from './reference.ts';
import { draw, master, unmarked } from './texts.ts';

interface Texts {
  readonly vllm: readonly {
    readonly name: string;
    readonly contextWidth: number;
    readonly ids: number[];
    readonly detectionKey: string;
    readonly detectionAlpha?: number;
    readonly scored: number;
    readonly score: number;
    readonly p?: number;
  }[];
  readonly equal: readonly {
    readonly score: number;
    readonly logP: number;
    readonly count: number;
  }[];
  readonly counted: { readonly key: string; readonly count: number; score: number; p: number };
}

const texts = vectors<Texts>('texts.json');
const own = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1');
const other = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1', { tenant: 'other' });

const scoresOf = (key: TextMarkKey, ids: readonly number[], prompt: readonly number[] = []) => {
  const scorer = createScorer(key, Int32Array.from(prompt));
  scorer.push(Int32Array.from(ids));
  return scorer.scores();
};

describe('as vLLM scores', () => {
  test.each(texts.vllm)('$name', (text) => {
    const options = { contextWidth: text.contextWidth };
    const key =
      text.detectionAlpha === undefined
        ? serverTextMarkKey('vllm-gumbel-philox-v1', text.detectionKey, options)
        : serverTextMarkKey('vllm-dual-gumbel-philox-v1', text.detectionKey, {
            ...options,
            alpha: text.detectionAlpha,
          });
    const { count, sum } = scoresOf(key, text.ids);
    expect(count).toBe(text.scored);
    expect(sum / text.score).toBeCloseTo(1, 12);
    if (text.p === undefined) return;
    expect(Math.exp(logTail(key, count, sum)) / text.p).toBeCloseTo(1, 9);
    const { tests } = detectTokens(text.ids, [key], { scan: false });
    expect(Math.exp(tests[0]!.logP) / text.p).toBeCloseTo(1, 9);
  });

  test('a text without the mark', () => {
    const { key, count, score, p } = texts.counted;
    const ids = Array.from({ length: count }, (_, i) => i);
    const scores = scoresOf(serverTextMarkKey('vllm-gumbel-philox-v1', key), ids);
    expect(scores.sum).toBeCloseTo(score, 11);
    const report = detectTokens(ids, [serverTextMarkKey('vllm-gumbel-philox-v1', key)], {
      scan: false,
    });
    expect(Math.exp(report.logP)).toBeCloseTo(p, 11);
    expect(report.outcome).toBe('too-short');
    expect(report.tests[0]).toMatchObject({ scored: count, weakKey: true });
  });
});

describe('as SGLang scores', () => {
  const key = (contextWidth = 4) =>
    serverTextMarkKey('sglang-gumbel-murmur3-v1', '0x0123456789abcdef', { contextWidth });
  const expected = -Math.log1p(-(2305555132 + 0.5) / 2 ** 32);
  test('contexts reach into the prompt', () => {
    expect(scoresOf(key(), [17], [9, 1, 2, 3, 4])).toMatchObject({ count: 1, sum: expected });
    const report = detectTokens([17], [key()], { promptIds: [9, 1, 2, 3, 4] });
    expect(report.tests[0]).toMatchObject({ scored: 1, logP: -expected });
  });

  test('without a prompt the first contexts are unknown; a short one gives short contexts', () => {
    expect(scoresOf(key(), [1, 2, 3, 4, 17])).toMatchObject({ count: 1, sum: expected });
    expect(scoresOf(key(), [2, 3], [1]).count).toBe(2);
  });

  test('contexts that collide are two', () => {
    const [first, second] = vectors<Functions>('functions.json').sglangCollision.contexts;
    expect(scoresOf(key(2), [...first!, 17, ...second!, 18]).count).toBe(4);
  });

  test('it stops after 4096 contexts', () => {
    const ids = Array.from({ length: 4100 }, (_, i) => i);
    expect(scoresOf(key(), ids).count).toBe(4096);
    expect(scoresOf(key(), [...ids, 5, 4, 3, 2, 1]).sum).toBe(scoresOf(key(), ids).sum);
  });
});

test('marker and detector agree, for every scheme', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<TextMarkScheme>(...TEXT_MARK_SCHEMES),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 0, max: 1e6 }),
      fc.array(fc.integer({ min: 0, max: 50_000 }), { maxLength: 8 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (scheme, contextWidth, seed, prompt, secret) => {
        const key = deriveTextMarkKey(secret, scheme, { contextWidth });
        const traced = scheme === 'provenance-traced-siphash-v1';
        const { ids } = draw(key, 160, seed, {
          prompt,
          ...(traced ? { contentId: '00000000000000ff' } : {}),
        });
        const report = detectTokens(ids, [key], { promptIds: prompt });
        // A traced key shows itself at a quarter of the tokens.
        const enough = traced ? -1 : Math.log(1e-6);
        expect([scheme, report.logP]).toSatisfy(([, logP]) => (logP as number) < enough);
        const fresh = deriveTextMarkKey(
          Uint8Array.from(secret, (b) => b ^ 255),
          scheme,
          {
            contextWidth,
          },
        );
        expect(detectTokens(ids, [fresh], { promptIds: prompt }).outcome).not.toBe('present');
      },
    ),
    { numRuns: 60 },
  );
});

test('every token that was marked scores, and those drawn otherwise do not lie', () => {
  const { ids, marked } = draw(own, 400, 4);
  const { scored, score } = scoresOf(own, ids);
  marked.forEach((is, i) => {
    if (is) expect([i, scored[i]]).toEqual([i, 1]);
  });
  const mean = score.reduce((sum, value) => sum + value, 0) / 400;
  expect(mean).toBeGreaterThan(1.5);
});

describe('a report', () => {
  const { ids } = draw(own, 400, 1);
  test('of a marked text', () => {
    const report = detectTokens(ids, [other, own]);
    expect(report.outcome).toBe('present');
    expect(report.marks).toHaveLength(1);
    expect(report.marks[0]).toMatchObject({
      scheme: own.scheme,
      kid: own.kid,
      contextWidth: 3,
      tokenizer: null,
      variant: null,
      characters: null,
      contentId: null,
    });
    const [from, to] = report.marks[0]!.tokens;
    expect(from).toBeLessThan(15);
    expect(to).toBeGreaterThan(390);
    expect(report.marks[0]!.evidence).toBeGreaterThan(0.5);
    expect(report.logP).toBeLessThan(Math.log(1e-12));
    expect(report.tests.map(({ kid }) => kid)).toEqual([other.kid, own.kid]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('counts keys and windows', () => {
    const one = detectTokens(ids, [own], { scan: false });
    expect(one.hypotheses).toBe(1);
    expect(one.logP).toBe(one.tests[0]!.logP);
    const two = detectTokens(ids, [own, other], { scan: false });
    expect(two.hypotheses).toBe(2);
    expect(two.logP).toBeCloseTo(one.logP + Math.LN2, 12);
    const scanned = detectTokens(ids, [own, other]);
    const { windows } = scanned.tests[0]!;
    expect(windows).toBeGreaterThan(50);
    expect(scanned.hypotheses).toBe(4 * windows);
    // The whole text is the least probable, so the scan costs a factor of 2.
    expect(scanned.logP).toBeCloseTo(two.logP + Math.LN2, 12);
    const traced = deriveTextMarkKey(master, 'provenance-traced-siphash-v1');
    expect(detectTokens(ids, [traced], { scan: false }).hypotheses).toBe(2);
  });

  test('of a part of a text names the part', () => {
    const text = [...unmarked(500, 2), ...ids.slice(0, 250), ...unmarked(500, 3)];
    const { marks, outcome } = detectTokens(text, [own]);
    expect(outcome).toBe('present');
    expect(marks).toHaveLength(1);
    const [from, to] = marks[0]!.tokens;
    expect(Math.abs(from - 500)).toBeLessThan(25);
    expect(Math.abs(to - 750)).toBeLessThan(25);
  });

  test('of several marked parts names each, whatever their keys', () => {
    const second = draw(own, 250, 8).ids;
    const third = draw(other, 250, 9).ids;
    const gap = unmarked(400, 5);
    const text = [...ids.slice(0, 250), ...gap, ...second, ...unmarked(400, 6), ...third];
    const { marks } = detectTokens(text, [own, other]);
    const found = marks
      .map(({ kid, tokens }) => ({ kid, tokens }))
      .sort((a, b) => a.tokens[0] - b.tokens[0]);
    expect(found.map(({ kid }) => kid)).toEqual([own.kid, own.kid, other.kid]);
    [0, 650, 1300].forEach((at, i) => {
      const [from, to] = found[i]!.tokens;
      expect(Math.abs(from - at)).toBeLessThan(25);
      expect(Math.abs(to - at - 250)).toBeLessThan(25);
    });
  });

  test('of a text that repeats itself counts it once', () => {
    const once = detectTokens(ids, [own], { scan: false });
    const thrice = detectTokens([...ids, ...ids, ...ids], [own], { scan: false });
    expect(thrice.tests[0]!.scored).toBeLessThan(once.tests[0]!.scored + 2 * 3 + 1);
  });
});

describe('what is not found', () => {
  const outcome = (ids: readonly number[], options = {}) =>
    detectTokens(ids, [own], options).outcome;
  test('is too short below what the expected evidence needs', () => {
    expect(outcome([])).toBe('too-short');
    expect(outcome(unmarked(40, 1))).toBe('too-short');
    expect(outcome(unmarked(40, 1), { expectedEvidence: 50 })).toBe('too-short');
    expect(outcome(unmarked(250, 1))).toBe('too-short');
    expect(outcome(unmarked(250, 1), { expectedEvidence: 0.66 })).toBe('absent');
    expect(outcome(unmarked(1200, 1))).toBe('absent');
    const { leastEvidence } = detectTokens(unmarked(1200, 1), [own]);
    expect(leastEvidence).toBeGreaterThan(0.15);
    expect(leastEvidence).toBeLessThan(0.3);
    expect(detectTokens([], [own]).leastEvidence).toBeNull();
  });

  test('is too predictable where the text repeats itself', () => {
    const phrase = unmarked(60, 1);
    const repeated = Array.from({ length: 40 }, () => phrase).flat();
    expect(outcome(repeated)).toBe('too-predictable');
    // Each row is new only in its number.
    const table = Array.from({ length: 400 }, (_, i) => [7, 8, 9, 10, 1000 + i, 11, 12, 13]).flat();
    const { outcome: ofTable, tests } = detectTokens(table, [own]);
    expect(tests[0]!.scored).toBeGreaterThan(1000);
    expect(ofTable).toBe('too-predictable');
  });

  test('is so with p-values that are uniform', () => {
    let small = 0;
    const texts = 600;
    for (let i = 0; i < texts; i++) {
      if (detectTokens(unmarked(120, i), [own], { scan: false }).logP < Math.log(0.1)) small++;
    }
    // 60 are expected; a binomial number is outside once in 1e5 seeds.
    expect(Math.abs(small - 60)).toBeLessThan(33);
  });
});

describe('a stream', () => {
  const { ids } = draw(own, 300, 6);
  test('in any pieces is the whole text', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 8 }), (cuts) => {
        const stream = createTextMarkStream([own, other]);
        let from = 0;
        for (const length of cuts) {
          stream.push(ids.slice(from, from + length));
          from += Math.min(length, ids.length - from);
        }
        const last = stream.push(ids.slice(from));
        const whole = detectTokens(ids, [own, other], { scan: false });
        expect(last.tokens).toBe(300);
        expect(last.keys[0]!.logP).toBeCloseTo(whole.tests[0]!.logP, 9);
        expect(last.logP).toBeCloseTo(whole.logP, 9);
      }),
    );
  });

  test('reaches a value that may be watched', () => {
    const stream = createTextMarkStream([own]);
    const least = -Math.log(1e-6);
    let reached = 0;
    for (const id of ids) {
      const { logE, tokens } = stream.push([id]);
      if (logE >= least && reached === 0) reached = tokens;
    }
    expect(reached).toBeGreaterThan(10);
    expect(reached).toBeLessThan(200);
    expect(stream.push(unmarked(10, 1)).logE).toBeGreaterThan(least);
    const without = createTextMarkStream([own]).push(unmarked(3000, 7));
    expect(without.logE).toBeLessThan(3);
  });

  test('ends at its limit', async () => {
    const stream = createTextMarkStream([own], { maxTokens: 5 });
    stream.push([1, 2, 3]);
    await expectCode('CONTENT_TOO_LARGE', () => stream.push([1, 2, 3]));
    expect(stream.push([4, 5]).tokens).toBe(5);
  });
});

describe('token ids', () => {
  test('in any array', () => {
    const expected = detectTokens([1, 2, 3, 4, 5], [own]);
    for (const ids of [
      Uint32Array.of(1, 2, 3, 4, 5),
      BigInt64Array.of(1n, 2n, 3n, 4n, 5n),
      Float32Array.of(1, 2, 3, 4, 5),
      [1n, 2n, 3n, 4n, 5n],
    ]) {
      expect(detectTokens(ids, [own])).toEqual(expected);
    }
    expect(detectTokens([0xfffffffe], [own]).tests[0]!.scored).toBe(1);
  });

  test('that are none', async () => {
    for (const id of [
      -1,
      2 ** 32 - 1,
      2 ** 32,
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      'x',
      null,
      {},
    ]) {
      const call = () => detectTokens([1, id as number], [own]);
      expect(id === null ? () => detectTokens([1, undefined as never], [own]) : call).toThrow(
        RangeError,
      );
    }
    expect(() => detectTokens([2n ** 64n], [own])).toThrow(RangeError);
    for (const ids of ['12', 5, null, undefined, { length: -1 }, { length: 1.5 }]) {
      expect(() => detectTokens(ids as never, [own])).toThrow(TypeError);
    }
    await expectCode('CONTENT_TOO_LARGE', () => detectTokens({ length: 2 ** 40 } as never, [own]));
    await expectCode('CONTENT_TOO_LARGE', () => detectTokens([1, 2, 3], [own], { maxTokens: 2 }));
  });

  test('with keys and options that are none', () => {
    expect(() => detectTokens([1], [])).toThrow(TypeError);
    expect(() => detectTokens([1], own as never)).toThrow(TypeError);
    expect(() => detectTokens([1], [{} as never])).toThrow(TypeError);
    for (const level of [0, 1, Number.NaN]) {
      expect(() => detectTokens([1], [own], { level })).toThrow(RangeError);
    }
    expect(() => detectTokens([1], [own], { expectedEvidence: 0 })).toThrow(RangeError);
  });
});

test('a text of which a traced key scores few tokens is not said to repeat itself', () => {
  const traced = deriveTextMarkKey(master, 'provenance-traced-siphash-v1');
  expect(detectTokens(unmarked(1500, 5), [traced]).outcome).toBe('too-short');
  expect(detectTokens(unmarked(12_000, 6), [traced]).outcome).toBe('absent');
  const refrain = Array.from({ length: 100 }, () => unmarked(15, 7)).flat();
  expect(detectTokens(refrain, [traced]).outcome).toBe('too-predictable');
});

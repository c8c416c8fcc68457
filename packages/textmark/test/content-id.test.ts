import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestWord } from '../src/content-id/blind.ts';
import { logChance, readEvidence } from '../src/content-id/evidence.ts';
import { windowOf } from '../src/content-id/role.ts';
import { formatContentId, idOf, parseContentId, wordOf } from '../src/content-id/word.ts';
import {
  checkedContentId,
  createIssuedIds,
  decodeContentId,
  deriveTextMarkKey,
  detectTokens,
} from '../src/index.ts';
import { makeVectors } from './make-vectors.ts';
import { vectors } from './reference.ts';
import { draw, master, seeded, unmarked } from './texts.ts';

const traced = 'provenance-traced-siphash-v1';
const key = deriveTextMarkKey(master, traced);
/** Every token carries the id. */
const whole = deriveTextMarkKey(master, traced, { presenceShare: 0 });

test('the vectors are what the generator makes', () => {
  expect(vectors<object>('own.json')).toEqual(makeVectors());
});

test('words are a permutation of ids, and neighbours look random to each other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (id) => {
      const [low, high] = wordOf(key, id);
      expect(idOf(key, low!, high!)).toEqual(id);
    }),
  );
  const bits = Array.from({ length: 200 }, (_, i) => {
    const [a, b] = [2 * i, 2 * i + 1].map((n) =>
      wordOf(key, parseContentId(n.toString(16).padStart(16, '0'))),
    );
    const differ = (x: number) => x.toString(2).replace(/[^1]/g, '').length;
    return differ((a![0]! ^ b![0]!) >>> 0) + differ((a![1]! ^ b![1]!) >>> 0);
  });
  expect(bits.reduce((sum, n) => sum + n, 0) / 200).toBeCloseTo(32, -0.5);
});

test('a window is twelve bits in a ring', () => {
  const bit = (low: number, high: number, i: number) =>
    (((i & 63) < 32 ? low : high) >>> (i & 31)) & 1;
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer({ min: 0, max: 63 }), (low, high, step) => {
      let expected = 0;
      for (let i = 0; i < 12; i++) expected |= bit(low, high, step + i) << i;
      expect(windowOf(low, high, step)).toBe(expected);
    }),
  );
});

test('no word has a greater sum than the best', () => {
  const random = seeded(9);
  for (let round = 0; round < 12; round++) {
    const evidence = readEvidence(whole, Int32Array.from(unmarked(60 + 20 * round, round)));
    const sumOf = (low: number, high: number) => {
      let sum = 0;
      for (let step = 0; step < 64; step++)
        sum += evidence.table[4096 * step + windowOf(low, high, step)]!;
      return sum;
    };
    let { low, high } = bestWord(evidence);
    const most = sumOf(low, high);
    // Climbing from anywhere, a bit at a time, does not come higher.
    for (let start = 0; start < 20; start++) {
      low = (random() * 2 ** 32) | 0;
      high = (random() * 2 ** 32) | 0;
      for (let better = true; better; ) {
        better = false;
        for (let i = 0; i < 64; i++) {
          const a = i < 32 ? low ^ (1 << i) : low;
          const b = i < 32 ? high : high ^ (1 << (i - 32));
          if (sumOf(a, b) > sumOf(low, high)) {
            [low, high, better] = [a, b, true];
          }
        }
      }
      expect(sumOf(low, high)).toBeLessThanOrEqual(most + 1e-3);
    }
  }
});

test('the chance of a word is what it says, marked text or not', () => {
  const random = seeded(21);
  const { ids } = draw(whole, 200, 3, { contentId: '00112233445566aa' });
  for (const tokens of [ids, unmarked(200, 4)]) {
    const evidence = readEvidence(whole, Int32Array.from(tokens));
    let below = 0;
    for (let i = 0; i < 2000; i++) {
      const chance = logChance(evidence, (random() * 2 ** 32) | 0, (random() * 2 ** 32) | 0);
      if (chance <= Math.log(0.05)) below++;
    }
    // 100 are expected.
    expect(Math.abs(below - 100)).toBeLessThan(45);
  }
});

describe('among issued ids', () => {
  const random = seeded(6);
  const others = BigUint64Array.from({ length: 3000 }, () => {
    return (
      BigInt(Math.floor(random() * 2 ** 32)) * 2n ** 32n + BigInt(Math.floor(random() * 2 ** 32))
    );
  });
  const id = 'fedcba9876543210';
  const { ids } = draw(key, 320, 5, { contentId: id });
  const issued = createIssuedIds(key, others);

  test('the right one is found', () => {
    const all = createIssuedIds(key, others);
    all.add([id]);
    expect(all.size).toBe(3001);
    expect(decodeContentId(ids, key, { issued: all })).toMatchObject({ id, method: 'issued' });
    const report = detectTokens(ids, [key], { issued: [[key, all]] });
    expect(report.marks[0]!.contentId).toMatchObject({ id, method: 'issued' });
  });

  test('it is given where it is improbable in a text without the mark, and in one with another id', () => {
    const all = createIssuedIds(key, others);
    all.add([id]);
    const found = decodeContentId(ids, key, { issued: all })!;
    expect(found.logP).toBeLessThan(Math.log(1e-9));
    expect(found.logOther).toBeLessThan(Math.log(1e-6));
    // The scores of all words are raised in a marked text: that another one scores as much is less improbable.
    expect(found.logP).toBeLessThan(found.logOther);
    const given = (levels: object) => decodeContentId(ids, key, { issued: all, ...levels });
    expect(given({ level: found.logP - 1 })).toBeNull();
    expect(given({ otherLevel: found.logOther - 1 })).toBeNull();
  });

  test('none is found where the right one was not issued, however long the text', () => {
    for (const length of [320, 5000]) {
      const long = draw(whole, length, 7, { contentId: id }).ids;
      expect(decodeContentId(long, whole, { issued: createIssuedIds(whole, others) })).toBeNull();
    }
    expect(decodeContentId(ids, key, { issued })).toBeNull();
    expect(decodeContentId(unmarked(2000, 1), key, { issued })).toBeNull();
  });

  test('none is found that is a neighbour of the right one', () => {
    const long = draw(whole, 3000, 7, { contentId: id }).ids;
    const [low, high] = wordOf(whole, parseContentId(id));
    // Ids whose words differ in a run of 40 bits, which the keyed permutation makes nobody choose.
    const near = Array.from({ length: 200 }, () =>
      formatContentId(idOf(whole, low!, high! ^ ((random() * 2 ** 32) | 0))),
    ).filter((each) => each !== id);
    const found = decodeContentId(long, whole, { issued: createIssuedIds(whole, near) });
    expect(found).toBeNull();
  });

  test('they come in any form, and a million take less than a second', () => {
    const bytes = new Uint8Array(8 * others.length);
    others.forEach((other, i) => {
      new DataView(bytes.buffer).setBigUint64(8 * i, other);
    });
    const texts = Array.from(others, (other) => other.toString(16).padStart(16, '0'));
    for (const form of [
      bytes,
      texts,
      Array.from(others),
      texts.map((text) => parseContentId(text)),
    ]) {
      const all = createIssuedIds(key, form);
      all.add([id]);
      expect(all.size).toBe(3001);
      const found = decodeContentId(ids, key, { issued: all });
      expect(found).toEqual(decodeContentId(ids, key, { issued: sameWith(id) }));
    }
  });
  const sameWith = (added: string) => {
    const all = createIssuedIds(key, others);
    all.add([added]);
    return all;
  };

  test('mistakes', () => {
    expect(() => createIssuedIds(key, new Uint8Array(9))).toThrow(RangeError);
    expect(() => createIssuedIds(key, ['xyz'])).toThrow(RangeError);
    expect(() => createIssuedIds(key, [5 as never])).toThrow(TypeError);
    expect(() => createIssuedIds(key, [2n ** 64n])).toThrow(RangeError);
    const own = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1');
    expect(() => createIssuedIds(own)).toThrow(TypeError);
    expect(() => decodeContentId(ids, own)).toThrow(TypeError);
    const foreign = createIssuedIds(deriveTextMarkKey(master, traced, { tenant: 'x' }));
    expect(() => decodeContentId(ids, key, { issued: foreign })).toThrow(TypeError);
    expect(() => decodeContentId(ids, key, { issued: { size: 1, add: () => {} } })).toThrow(
      TypeError,
    );
    const broken = createIssuedIds(key, [1n]);
    expect(() => broken.add([2n, 'zz'])).toThrow(RangeError);
    expect(broken.size).toBe(1);
  });
});

describe('without issued ids', () => {
  const id = formatContentId(checkedContentId(key, Uint8Array.of(1, 2, 3, 4)));
  test('one with check bits is read by itself', () => {
    const { ids } = draw(key, 700, 2, { contentId: id });
    const found = decodeContentId(ids, key);
    expect(found).toMatchObject({ id, method: 'blind' });
    expect(found!.logP).toBeCloseTo(-32 * Math.LN2, 12);
    expect(detectTokens(ids, [key]).marks[0]!.contentId).toMatchObject({ id, method: 'blind' });
  });

  test('one without is not, and is found as a mark all the same', () => {
    const { ids } = draw(key, 700, 2, { contentId: '0000000000000001' });
    expect(decodeContentId(ids, key)).toBeNull();
    const report = detectTokens(ids, [key]);
    expect(report.outcome).toBe('present');
    expect(report.marks[0]!.contentId).toBeNull();
  });

  test('a text in which every token carries the id is found by its id alone', () => {
    const checked = formatContentId(checkedContentId(whole));
    const { ids } = draw(whole, 400, 2, { contentId: checked });
    const report = detectTokens(ids, [whole]);
    expect(report.outcome).toBe('present');
    expect(report.marks).toMatchObject([
      { scored: 0, contentId: { id: checked, method: 'blind' } },
    ]);
    expect(report.logP).toBe(report.marks[0]!.logP);
  });

  test('nothing is read from a text without a mark, or from no text', () => {
    for (let i = 0; i < 30; i++) expect(decodeContentId(unmarked(300, i), key)).toBeNull();
    expect(decodeContentId([], key)).toBeNull();
  });

  test('a chosen part has 4 bytes', () => {
    expect(checkedContentId(key).subarray(0, 4)).not.toEqual(checkedContentId(key).subarray(0, 4));
    expect(() => checkedContentId(key, new Uint8Array(3))).toThrow(RangeError);
    expect(() => checkedContentId(key, [1, 2, 3, 4] as never)).toThrow(TypeError);
    const own = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1');
    expect(() => checkedContentId(own)).toThrow(TypeError);
  });
});

describe('several content ids in one text', () => {
  const ids = ['00000000000000a1', '00000000000000b2', '00000000000000c3'];
  const answers = ids.map((contentId, i) => draw(key, 400, 40 + i, { contentId }).ids);
  const issued = createIssuedIds(key, [
    ...ids,
    ...Array.from({ length: 1000 }, (_, i) => BigInt(i)),
  ]);
  const marksIn = (tokens: readonly number[]) =>
    detectTokens(tokens, [key], { issued: [[key, issued]] }).marks;

  test('are told apart where one answer follows another', () => {
    const marks = [...marksIn(answers.flat())].sort((a, b) => a.tokens[0] - b.tokens[0]);
    expect(marks.map(({ contentId }) => contentId?.id)).toEqual(ids);
    marks.forEach(({ tokens: [from, to], logP }, i) => {
      expect(Math.abs(from - 400 * i)).toBeLessThan(25);
      expect(Math.abs(to - 400 * (i + 1))).toBeLessThan(25);
      expect(logP).toBeLessThan(Math.log(1e-6));
    });
  });

  test('are not made up where there is one', () => {
    const [answer] = answers as [number[]];
    const around = [...unmarked(150, 1), ...answer, ...unmarked(150, 2)];
    const halves = [...answer.slice(0, 200), ...unmarked(120, 3), ...answer.slice(200)];
    for (const tokens of [answer, around, halves]) {
      const found = marksIn(tokens).map(({ contentId }) => contentId?.id);
      expect([...new Set(found)]).toEqual([ids[0]]);
    }
  });
});

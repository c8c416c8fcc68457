import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { speckDecrypt, speckEncrypt, speckSchedule } from '../src/content-id/word.ts';
import { secretOf, serverTextMarkKey } from '../src/key/key.ts';
import * as murmur from '../src/prf/murmur3.ts';
import * as philox from '../src/prf/philox.ts';
import * as sip from '../src/prf/siphash.ts';
import {
  type Functions,
  halves,
  hexWord,
  type MurmurModule,
  murmurFailures,
  type PhiloxModule,
  philoxFailures,
  type SipModule,
  sipFailures,
  vectors,
} from './reference.ts';

const functions = vectors<Functions>('functions.json');

test('Philox, as Random123 and vLLM have it', () => {
  expect(philoxFailures(philox)).toEqual([]);
});

test('MurmurHash3, as SGLang has it', () => {
  expect(murmurFailures(murmur)).toEqual([]);
});

test('SipHash-2-4, as its authors and we have it', () => {
  expect(sipFailures(sip)).toEqual([]);
});

test('Speck64/128, as its authors have it, and back', () => {
  for (const { key, plain, cipher } of functions.speck) {
    const schedule = speckSchedule(Int32Array.from(key, hexWord));
    const words = Int32Array.from(plain, hexWord);
    speckEncrypt(schedule, words, 1);
    expect([...words]).toEqual(cipher.map(hexWord));
    speckDecrypt(schedule, words);
    expect([...words]).toEqual(plain.map(hexWord));
  }
});

/** The function that had the same name before the release: it hashes the whole id, and takes word 0. */
function beforeRelease(low: number, high: number): ReturnType<PhiloxModule['createPhiloxPrf']> {
  const released = philox.createPhiloxPrf(low, high);
  const state = new Int32Array(4);
  const out = new Int32Array(4);
  return {
    context(ids, at, length) {
      state.set([0x574d4358, length, 0, 0]);
      for (let offset = 0; offset < length; offset += 4) {
        const block = [0, 1, 2, 3].map((i) =>
          offset + i < length ? ids[at + offset + i]! : -1 - i,
        );
        const [c0, c1, c2, c3] = block.map((id, i) => state[i]! ^ id);
        philox.philox(state, c0!, c1!, c2!, c3!, low ^ offset, high);
      }
      released.context(ids, at, length);
    },
    word(token) {
      const [s0, s1, s2, s3] = state;
      philox.philox(out, token, s0!, s1!, s2!, low ^ s3!, high ^ 0x574d544b);
      return out[0]!;
    },
  };
}

describe('the function of vLLM before its release', () => {
  test('is the one that the vectors name', () => {
    for (const { key, context, top24 } of functions.vllmBeforeRelease) {
      const prf = beforeRelease(...halves(key));
      prf.context(Int32Array.from(context), 0, context.length);
      for (const [token, expected] of Object.entries(top24)) {
        expect(prf.word(Number(token), 0) >>> 8).toBe(expected);
      }
    }
  });

  test('does not meet the vectors, whatever its name', () => {
    const failures = philoxFailures({ philox: philox.philox, createPhiloxPrf: beforeRelease });
    // For id 0 both take word 0 of block 0.
    const tokens = functions.vllm.flatMap(({ words }) =>
      Object.keys(words).filter((id) => id !== '0'),
    );
    expect(failures).toHaveLength(tokens.length);
  });
});

test('the two keys of a dual mark of vLLM', () => {
  for (const { key, a, b } of functions.vllmKeys) {
    const { words } = secretOf(serverTextMarkKey('vllm-dual-gumbel-philox-v1', key));
    expect([...words]).toEqual([...halves(a), ...halves(b)]);
  }
});

test('two keys of SGLang that are one', () => {
  const [first, second] = functions.sglangEquivalent.keys.map((key) => {
    const prf = murmur.createMurmurPrf(...halves(key));
    prf.context(Int32Array.of(5, 6, 7, 8), 0, 4);
    return Array.from({ length: 1000 }, (_, token) => prf.word(token, 0));
  });
  expect(first).toEqual(second);
});

/** Each number of a source file that may be a constant of its function, with what stands around it. */
const CONSTANT = /0x[\da-f]+|(?<=>> |>>> |<< |ROUNDS = |OPENING = |rounds = |, )\d+(?=[);,])/g;

/**
 * A module made of its source with one bit of one constant changed: the lowest, or in long ones bit 8,
 * since the lowest of a mask hardly ever decides over a carry.
 */
async function changed<T>(source: string, match: RegExpMatchArray): Promise<T> {
  const number = Number(match[0]);
  const value = number ^ (number < 0x1000 ? 1 : 0x100);
  const text = source.slice(0, match.index) + value + source.slice(match.index! + match[0].length);
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const url = `data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`;
  return (await import(/* @vite-ignore */ url)) as T;
}

describe('a constant in which one bit is changed', () => {
  const modules = [
    ['philox.ts', (module: unknown) => philoxFailures(module as PhiloxModule), 12],
    ['murmur3.ts', (module: unknown) => murmurFailures(module as MurmurModule), 10],
    ['siphash.ts', (module: unknown) => sipFailures(module as SipModule), 20],
  ] as const;
  test.each(modules)('shows in the vectors of %s', async (name, failures, least) => {
    const source = readFileSync(new URL(`../src/prf/${name}`, import.meta.url), 'utf8');
    const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, (comment) =>
      ' '.repeat(comment.length),
    );
    const constants = [...code.matchAll(CONSTANT)];
    expect(constants.length).toBeGreaterThanOrEqual(least);
    const unseen: string[] = [];
    for (const match of constants) {
      const found = failures(await changed(code, match));
      if (found.length === 0) unseen.push(`${match[0]} at ${match.index}`);
    }
    expect(unseen).toEqual([]);
  });
});

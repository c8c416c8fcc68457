import { readFileSync } from 'node:fs';

export const folder = new URL('../../../test-vectors/textmark/', import.meta.url);

/** A file of vectors, which its readers know the form of. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;
}

export const hexWord = (hex: string) => Number.parseInt(hex, 16) | 0;
export const hexBytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
export const hexWords = (hex: string) => new Int32Array(hexBytes(hex).buffer);
export const halves = (key: string) =>
  [Number(BigInt(key) & 0xffffffffn) | 0, Number(BigInt(key) >> 32n) | 0] as const;

/** The functions of a PRF module, as a caller finds them. */
export interface PhiloxModule {
  philox: typeof import('../src/prf/philox.ts').philox;
  createPhiloxPrf: typeof import('../src/prf/philox.ts').createPhiloxPrf;
}
export type MurmurModule = typeof import('../src/prf/murmur3.ts');
export type SipModule = typeof import('../src/prf/siphash.ts');

interface WordVector {
  readonly why: string;
  readonly key: string;
  readonly context: readonly number[];
  readonly words: Readonly<Record<string, number>>;
}

export interface Functions {
  readonly philox: readonly {
    readonly counter: readonly string[];
    readonly key: readonly string[];
    readonly words: readonly string[];
  }[];
  readonly vllm: readonly WordVector[];
  readonly vllmBeforeRelease: readonly {
    readonly key: string;
    readonly context: readonly number[];
    readonly top24: Readonly<Record<string, number>>;
  }[];
  readonly vllmKeys: readonly { readonly key: string; readonly a: string; readonly b: string }[];
  readonly sglang: readonly (WordVector & {
    readonly contextHash: number;
    readonly keyB: string;
    readonly coin: number;
  })[];
  readonly sglangCollision: { readonly contexts: readonly (readonly number[])[] };
  readonly sglangEquivalent: { readonly keys: readonly [string, string] };
  readonly sipHash: readonly { key: string; message: string; words: readonly string[] }[];
  readonly own: readonly (WordVector & { readonly stream: number })[];
  readonly speck: readonly {
    readonly key: readonly string[];
    readonly plain: readonly string[];
    readonly cipher: readonly string[];
  }[];
}

/** Philox4x32-10 in whole numbers without a limit, by the book: high and low halves of products. */
function plainPhilox(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map((word) => BigInt(word >>> 0)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  let [k0, k1] = key.map((word) => BigInt(word >>> 0)) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const p0 = c0 * 0xd2511f53n;
    const p1 = c2 * 0xcd9e8d57n;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map((word) => Number(word) | 0);
}

/** Counters and keys in which a carry that is lost somewhere shows; some single vectors pass without it. */
const RANDOM_CASES = 2000;

/** Every vector that a module of Philox does not meet. */
export function philoxFailures({ philox, createPhiloxPrf }: PhiloxModule): string[] {
  const { philox: known, vllm } = vectors<Functions>('functions.json');
  const failures: string[] = [];
  for (const { counter, key, words } of known) {
    const out = new Int32Array(4);
    const [c0, c1, c2, c3] = counter.map(hexWord);
    const [k0, k1] = key.map(hexWord);
    philox(out, c0!, c1!, c2!, c3!, k0!, k1!);
    if (out.join() !== words.map(hexWord).join()) failures.push(`philox ${counter.join()}`);
  }
  let word = 1;
  const next = () => {
    word = (Math.imul(word, 1664525) + 1013904223) | 0;
    return word;
  };
  for (let i = 0; i < RANDOM_CASES; i++) {
    const [c0, c1, c2, c3, k0, k1] = Array.from({ length: 6 }, next) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const out = new Int32Array(4);
    philox(out, c0, c1, c2, c3, k0, k1);
    if (out.join() !== plainPhilox([c0, c1, c2, c3], [k0, k1]).join()) failures.push(`case ${i}`);
  }
  for (const vector of vllm) {
    const prf = createPhiloxPrf(...halves(vector.key));
    prf.context(Int32Array.from(vector.context), 0, vector.context.length);
    failures.push(...wordFailures(vector, (token) => prf.word(token, 0)));
  }
  return failures;
}

/** Every vector that a module of MurmurHash3 does not meet. */
export function murmurFailures({ createMurmurPrf, murmurCoin }: MurmurModule): string[] {
  const failures: string[] = [];
  for (const vector of vectors<Functions>('functions.json').sglang) {
    const prf = createMurmurPrf(...halves(vector.key));
    prf.context(Int32Array.from(vector.context), 0, vector.context.length);
    if (prf.contextHash() >>> 0 !== vector.contextHash) failures.push('hash of the context');
    failures.push(...wordFailures(vector, (token) => prf.word(token, 0)));
    const coin = murmurCoin(...halves(vector.key), ...halves(vector.keyB), vector.contextHash);
    if (coin >>> 0 !== vector.coin) failures.push('coin');
  }
  return failures;
}

/** Every vector that a module of SipHash does not meet. */
export function sipFailures({ sipHash, createSipPrf }: SipModule): string[] {
  const { sipHash: known, own } = vectors<Functions>('functions.json');
  const failures: string[] = [];
  for (const { key, message, words } of known) {
    const out = new Int32Array(2);
    sipHash(out, hexWords(key), hexWords(message));
    if (out.join() !== words.map(hexWord).join()) failures.push(`siphash ${message}`);
  }
  for (const vector of own) {
    const prf = createSipPrf(hexWords(vector.key), vector.context.length);
    prf.context(Int32Array.from(vector.context), 0, vector.context.length);
    failures.push(...wordFailures(vector, (token) => prf.word(token, vector.stream)));
  }
  return failures;
}

function wordFailures({ words, context }: WordVector, word: (token: number) => number): string[] {
  return Object.entries(words)
    .filter(([token, expected]) => word(Number(token)) >>> 0 !== expected)
    .map(([token]) => `token ${token} after ${context.join()}`);
}

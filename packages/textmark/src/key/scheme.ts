/** Every scheme that is generated and detected here. */
export const TEXT_MARK_SCHEMES = [
  'provenance-gumbel-siphash-v1',
  'provenance-traced-siphash-v1',
  'vllm-gumbel-philox-v1',
  'vllm-dual-gumbel-philox-v1',
  'sglang-gumbel-murmur3-v1',
  'sglang-dual-gumbel-murmur3-v1',
] as const;

/**
 * A family of marks. Two marks of one scheme differ in key, context width and {@link SchemeParameters}.
 *
 * - `provenance-gumbel-siphash-v1`: our own, 128 key bits.
 * - `provenance-traced-siphash-v1`: the same, and a share of the tokens carries a content id of 64 bits.
 * - `vllm-gumbel-philox-v1`, `vllm-dual-gumbel-philox-v1`: what vLLM writes since 0.30.0.
 * - `sglang-gumbel-murmur3-v1`, `sglang-dual-gumbel-murmur3-v1`: what SGLang writes. No more than 2^32
 *   of its keys differ: its marks prove nothing against a forger.
 */
export type TextMarkScheme = (typeof TEXT_MARK_SCHEMES)[number];

/** What else a scheme needs beside key and width. */
export interface SchemeParameters {
  /** vLLM, two keys: probability of the second key when generating, and its weight when detecting. */
  readonly alpha?: number;
  /** SGLang, two keys: probability of the first. */
  readonly mixingProbability?: number;
  /** Traced: share of the contexts that carry no content id and show that there is a mark, 0 to 1. */
  readonly presenceShare?: number;
}

export interface SchemeFacts {
  readonly keyBytes: 8 | 16;
  /** Keys that a text is marked with. */
  readonly keys: 1 | 2;
  /** 2 for our own: no width of 1, where texts soon show what the key prefers. */
  readonly leastWidth: number;
  readonly mostWidth: number;
  readonly defaultWidth: number;
  /** The parameter of the scheme, and its default. */
  readonly parameter: { readonly name: keyof SchemeParameters; readonly default: number } | null;
  /** Greatest value of -ln(-ln u): what no token can have more of. */
  readonly mostGumbel: number;
}

const SINGLE_GUMBEL = -Math.log(-Math.log1p(-(2 ** -24)));
const DOUBLE_GUMBEL = -Math.log(-Math.log1p(-(2 ** -33)));

const own = { keyBytes: 16, keys: 1, leastWidth: 2, mostWidth: 64, defaultWidth: 3 } as const;
const vllm = { keyBytes: 8, leastWidth: 1, mostWidth: 64, defaultWidth: 4 } as const;
const sglang = { keyBytes: 8, leastWidth: 1, mostWidth: 64, defaultWidth: 4 } as const;

export const SCHEMES: Readonly<Record<TextMarkScheme, SchemeFacts>> = {
  'provenance-gumbel-siphash-v1': { ...own, parameter: null, mostGumbel: SINGLE_GUMBEL },
  'provenance-traced-siphash-v1': {
    ...own,
    parameter: { name: 'presenceShare', default: 0.25 },
    mostGumbel: SINGLE_GUMBEL,
  },
  'vllm-gumbel-philox-v1': { ...vllm, keys: 1, parameter: null, mostGumbel: SINGLE_GUMBEL },
  'vllm-dual-gumbel-philox-v1': {
    ...vllm,
    keys: 2,
    parameter: { name: 'alpha', default: 0.1 },
    mostGumbel: SINGLE_GUMBEL,
  },
  'sglang-gumbel-murmur3-v1': { ...sglang, keys: 1, parameter: null, mostGumbel: DOUBLE_GUMBEL },
  'sglang-dual-gumbel-murmur3-v1': {
    ...sglang,
    keys: 2,
    parameter: { name: 'mixingProbability', default: 0.5 },
    mostGumbel: DOUBLE_GUMBEL,
  },
};

/** SGLang's servers stop after as many contexts, and so does its detector. */
export const MOST_SGLANG_CONTEXTS = 4096;

/** @throws TypeError if it is none */
export function assertScheme(scheme: unknown): asserts scheme is TextMarkScheme {
  if (!(TEXT_MARK_SCHEMES as readonly unknown[]).includes(scheme)) {
    throw new TypeError(`A text mark scheme is one of: ${TEXT_MARK_SCHEMES.join(', ')}.`);
  }
}

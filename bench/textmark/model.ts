import { below, type Random } from '../random.ts';
import { tokenizer } from './corpora.ts';

/** Probabilities of the next token, in no order. */
export interface Distribution {
  readonly ids: Int32Array;
  readonly probabilities: Float64Array;
}

/** A token 4-gram model, smoothed after Witten and Bell (1991). It writes nonsense of the right entropy. */
export interface Model {
  /** After the last tokens of `context`. */
  next(context: ArrayLike<number>): Distribution;
  readonly tokens: number;
}

/** More than o200k_base has. */
const IDS = 200_064;
/** Continuations that are kept of the contexts with many: what is dropped has little probability. */
const MOST = 400;

interface Continuations {
  readonly ids: Int32Array;
  readonly counts: Int32Array;
  readonly total: number;
  readonly kinds: number;
}

/** Trains the model. */
export function trainModel(documents: readonly string[]): Model {
  const dense = new Map<number, number>();
  const orders = [0, 1, 2, 3].map(() => new Map<number, number[]>());
  let tokens = 0;
  for (const document of documents) {
    const ids = tokenizer.encode(document);
    tokens += ids.length;
    for (let i = 0; i < ids.length; i++) {
      for (let order = 0; order < 4 && order <= i; order++) {
        const key = keyOf(dense, ids, i, order, true);
        const seen = orders[order]!.get(key);
        if (seen === undefined) orders[order]!.set(key, [ids[i]!]);
        else seen.push(ids[i]!);
      }
    }
  }
  const tables = orders.map((order) => {
    const table = new Map<number, Continuations>();
    for (const [key, seen] of order) table.set(key, continuationsOf(seen));
    order.clear();
    return table;
  });
  const bases = new Map<number, Distribution>();
  const at = new Int32Array(IDS);
  return {
    tokens,
    next(context) {
      const found: Continuations[] = [];
      for (let order = 0; order < 4 && order <= context.length; order++) {
        const key = keyOf(dense, context, context.length, order, false);
        const level = tables[order]!.get(key);
        if (level === undefined) break;
        found.push(level);
      }
      // Contexts of one token are few, and have the most continuations.
      const key = found.length > 1 ? context[context.length - 1]! : -1;
      let base = bases.get(key);
      if (base === undefined) {
        base = likeliest(
          interpolate(
            { ids: new Int32Array(0), probabilities: new Float64Array(0) },
            found.slice(0, 2),
            at,
          ),
        );
        bases.set(key, base);
      }
      return interpolate(base, found.slice(2), at);
    },
  };
}

/** The candidates that can be among the first 64 after two more levels. */
function likeliest({ ids, probabilities }: Distribution): Distribution {
  const order = Array.from(ids.keys())
    .sort((a, b) => probabilities[b]! - probabilities[a]!)
    .slice(0, 150);
  return {
    ids: Int32Array.from(order, (i) => ids[i]!),
    probabilities: Float64Array.from(order, (i) => probabilities[i]!),
  };
}

/** The `order` tokens before `at` as one number; ids are numbered anew, so that three fit into 53 bits. */
function keyOf(
  dense: Map<number, number>,
  ids: ArrayLike<number>,
  at: number,
  order: number,
  adds: boolean,
): number {
  let key = 0;
  for (let i = at - order; i < at; i++) {
    let number = dense.get(ids[i]!);
    if (number === undefined) {
      if (!adds) return -1;
      number = dense.size;
      dense.set(ids[i]!, number);
    }
    key = key * 131_072 + number;
  }
  return key;
}

function continuationsOf(seen: readonly number[]): Continuations {
  const counts = new Map<number, number>();
  for (const id of seen) counts.set(id, (counts.get(id) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST);
  return {
    ids: Int32Array.from(sorted, ([id]) => id),
    counts: Int32Array.from(sorted, ([, count]) => count),
    total: seen.length,
    kinds: counts.size,
  };
}

/**
 * p_k = (count + kinds p_(k-1)) / (total + kinds), from the shortest context up.
 *
 * @param at zeroes, one an id, and zeroes again at the end
 */
function interpolate(
  base: Distribution,
  levels: readonly Continuations[],
  at: Int32Array,
): Distribution {
  const most = base.ids.length + levels.reduce((sum, level) => sum + level.ids.length, 0);
  const ids = new Int32Array(most);
  const probabilities = new Float64Array(most);
  ids.set(base.ids);
  probabilities.set(base.probabilities);
  let count = base.ids.length;
  for (let i = 0; i < count; i++) at[ids[i]!] = i + 1;
  for (const level of levels) {
    const weight = 1 / (level.total + level.kinds);
    const rest = level.kinds * weight;
    for (let i = 0; i < count; i++) probabilities[i]! *= rest;
    for (let i = 0; i < level.ids.length; i++) {
      const id = level.ids[i]!;
      if (at[id] === 0) {
        ids[count] = id;
        at[id] = ++count;
      }
      probabilities[at[id]! - 1]! += level.counts[i]! * weight;
    }
  }
  for (let i = 0; i < count; i++) at[ids[i]!] = 0;
  return { ids: ids.subarray(0, count), probabilities: probabilities.subarray(0, count) };
}

/** Beginnings for the model, out of texts that it was not trained on. */
export function promptsOf(documents: readonly string[]): (random: Random) => readonly number[] {
  const all = documents.map((document) => tokenizer.encode(document));
  return (random) => {
    const tokens = all[below(random, all.length)]!;
    const at = below(random, tokens.length - 8);
    return Array.from({ length: 8 }, (_, i) => tokens[at + i]!);
  };
}

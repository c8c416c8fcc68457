import type { TextMarker } from '../marker/marker.ts';

/** A tensor of transformers.js, as far as it is used: one row a sequence, one column a token. */
export interface LogitsTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** What `generate` calls for every token. It has the form of transformers.js' `LogitsProcessor`. */
export type MarkingProcessor = <Logits extends LogitsTensor>(
  inputIds: readonly (readonly bigint[])[],
  logits: Logits,
) => Logits;

/** Options of `generate` that are read; the others are handed on. */
export interface GenerationOptions {
  readonly num_beams?: number;
  readonly num_return_sequences?: number;
  readonly temperature?: number;
  readonly top_k?: number;
  readonly top_p?: number;
  readonly logits_processor?: unknown;
}

/** In these options the marker alone decides. */
const OWNED = ['temperature', 'top_k', 'top_p'] as const;

/**
 * A logits processor for transformers.js: it draws the token and leaves it as the only one that is
 * possible, so whatever sampler comes behind takes it. The first call tells where the prompt ends.
 *
 * It belongs to one sequence, and to one call of `generate` with `do_sample: false`:
 * {@link markedGeneration} sets that.
 *
 * @throws RangeError when it is called with several sequences (a batch, beams), TypeError when it is
 *   called for a second text
 */
export function createMarkingProcessor(marker: TextMarker): MarkingProcessor {
  let prompt: Int32Array | null = null;
  let generated = new Int32Array(256);
  let length = 0;
  return (inputIds, logits) => {
    const { data, dims } = logits;
    const ids = inputIds[0];
    if (inputIds.length !== 1 || ids === undefined || dims[0] !== 1) {
      throw new RangeError(
        'The marker draws one sequence at a time: no batches, beams or several return sequences.',
      );
    }
    if (!(data instanceof Float32Array)) throw new TypeError('Logits are a tensor of float32.');
    if (prompt === null) prompt = Int32Array.from(ids, Number);
    else {
      if (ids.length !== prompt.length + length + 1) {
        throw new TypeError('A marking processor serves one call of generate: make a new one.');
      }
      if (length === generated.length) {
        const grown = new Int32Array(2 * length);
        grown.set(generated);
        generated = grown;
      }
      generated[length++] = Number(ids[ids.length - 1]);
    }
    const { id } = marker.sample(
      { logits: data },
      { generated: generated.subarray(0, length), prompt },
    );
    data.fill(Number.NEGATIVE_INFINITY);
    data[id] = 0;
    return logits;
  };
}

/**
 * Options for `generate` or a text-generation pipeline with a marker: yours, `do_sample: false`, and a new
 * processor behind those that you give.
 *
 * @throws RangeError for what cannot be marked: beams, several return sequences, a marker of temperature 0;
 *   and for temperature, top_k or top_p, which are the marker's
 */
export function markedGeneration<Options extends object>(
  marker: TextMarker,
  options: Options & GenerationOptions,
): Options & { readonly do_sample: false; readonly logits_processor: unknown[] } {
  if ((options.num_beams ?? 1) > 1) {
    throw new RangeError(
      'Beam search chooses among whole texts and carries no mark: num_beams is 1.',
    );
  }
  if ((options.num_return_sequences ?? 1) > 1) {
    throw new RangeError('The marker draws one sequence at a time: num_return_sequences is 1.');
  }
  if (marker.temperature === 0) {
    throw new RangeError('At temperature 0 nothing is drawn, and a text carries no mark.');
  }
  for (const name of OWNED) {
    if (options[name] !== undefined) {
      throw new RangeError(`${name} is an option of createTextMarker: here it would apply twice.`);
    }
  }
  const before = options.logits_processor ?? [];
  return {
    ...options,
    do_sample: false,
    logits_processor: [...(before as Iterable<unknown>), createMarkingProcessor(marker)],
  };
}

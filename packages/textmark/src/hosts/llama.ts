import type { TextMarkDraw, TextMarker } from '../marker/marker.ts';

/** A context sequence of node-llama-cpp, as far as it is used. */
export interface LlamaSequence {
  /** Set where a smaller model, or the prompt, guesses tokens ahead. */
  readonly tokenPredictor?: unknown;
  controlledEvaluate(
    input: (number | [token: number, options: LlamaInputOptions])[],
  ): Promise<readonly (LlamaOutput | undefined)[]>;
}

export interface LlamaInputOptions {
  readonly generateNext: {
    readonly probabilities: true;
    readonly options: { readonly temperature: number };
  };
}

export interface LlamaOutput {
  readonly next: { readonly probabilities?: ReadonlyMap<number, number> | undefined };
}

export interface MarkedTokensOptions {
  /** Token ids to generate, at most. */
  readonly maxTokens: number;
  /** Whether a token ends the text: `model.isEogToken`. It is not given out. */
  readonly isEnd?: (token: number) => boolean;
}

/**
 * The next token from the probabilities that node-llama-cpp gives (`Map<Token, number>`), for its
 * replacement tokens or a loop of your own. They must be whole: of temperature 1, without top-k,
 * top-p or min-p, which are the marker's.
 *
 * @param generated token ids of this answer
 * @param prompt token ids before it
 * @throws TypeError, RangeError as {@link TextMarker.sample}
 */
export function sampleLlamaToken(
  marker: TextMarker,
  probabilities: ReadonlyMap<number, number>,
  generated: ArrayLike<number>,
  prompt: ArrayLike<number> = [],
): TextMarkDraw {
  const ids = Int32Array.from(probabilities.keys());
  const values = Float64Array.from(probabilities.values());
  return marker.sample({ ids, probabilities: values }, { generated, prompt });
}

/**
 * Generates a marked text with node-llama-cpp, token by token.
 *
 * @param prompt token ids, one or more
 * @throws RangeError for what cannot be marked: a token predictor, a marker of temperature 0; TypeError
 *   for an empty prompt, or where the sequence gives no probabilities
 */
export async function* markedTokens(
  marker: TextMarker,
  sequence: LlamaSequence,
  prompt: readonly number[],
  { maxTokens, isEnd = () => false }: MarkedTokensOptions,
): AsyncGenerator<number, void, undefined> {
  if (sequence.tokenPredictor !== undefined) {
    throw new RangeError(
      'A token predictor takes guessed tokens over without drawing them: make a sequence without one.',
    );
  }
  if (marker.temperature === 0) {
    throw new RangeError('At temperature 0 nothing is drawn, and a text carries no mark.');
  }
  if (prompt.length === 0) throw new TypeError('The prompt has no token.');
  // The marker applies its own temperature to what comes as it is.
  const options = {
    generateNext: { probabilities: true as const, options: { temperature: 1 } },
  };
  const generated: number[] = [];
  let input: (number | [number, typeof options])[] = [
    ...prompt.slice(0, -1),
    [prompt[prompt.length - 1]!, options],
  ];
  while (generated.length < maxTokens) {
    const output = await sequence.controlledEvaluate(input);
    const probabilities = output[input.length - 1]?.next.probabilities;
    if (probabilities === undefined) {
      throw new TypeError('controlledEvaluate gave no probabilities for the last token.');
    }
    const { id } = sampleLlamaToken(marker, probabilities, generated, prompt);
    if (isEnd(id)) return;
    generated.push(id);
    yield id;
    input = [[id, options]];
  }
}

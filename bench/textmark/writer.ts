import { createTextMarker, type TextMarkerOptions, type TextMarkKey } from '@provenance/textmark';
import { seeded } from '../random.ts';
import { openCorpora } from './corpora.ts';
import { type Distribution, type Model, promptsOf, trainModel } from './model.ts';

/** How the model is set. */
export interface Setting {
  readonly temperature: number;
  /** Share of the tokens that are not drawn but follow: the model alone is never as sure as on code. */
  readonly forced: number;
}

/**
 * Settings in which the model's texts have the evidence per token of published models: 1 free prose,
 * .66 chat, .3 careful prose of a strong model, .12 code and mathematics at low temperature. Every result
 * names the evidence that its texts really had.
 */
export const SETTINGS = {
  '1': { temperature: 0.9, forced: 0 },
  '0.66': { temperature: 0.757, forced: 0 },
  '0.3': { temperature: 0.293, forced: 0 },
  '0.12': { temperature: 0.3, forced: 0.64 },
} as const satisfies Record<string, Setting>;
export type Level = keyof typeof SETTINGS;
export const LEVELS = ['1', '0.66', '0.3', '0.12'] as const satisfies readonly Level[];

/** Tokens after which the model turns to another subject: left alone, it goes round in circles. */
const SUBJECT = 120;

export interface Writer {
  readonly model: Model;
  /**
   * Writes a marked text.
   *
   * @param options the key's content id, and what else the marker shall do
   * @param seed of prompts and ordinary draws
   */
  write(
    key: TextMarkKey,
    setting: Setting,
    length: number,
    seed: string,
    options?: TextMarkerOptions,
  ): Int32Array;
}

/** Trains the model; some 15 seconds. */
export async function openWriter(): Promise<Writer> {
  const { training, heldOut } = await openCorpora();
  const model = trainModel(training);
  const prompt = promptsOf(heldOut);
  return {
    model,
    write(key, { temperature, forced }, length, seed, options = {}) {
      const random = seeded('text', seed);
      const marker = createTextMarker(key, {
        temperature,
        topK: 64,
        topP: 0.95,
        random,
        ...options,
      });
      const ids = new Int32Array(length);
      let context: number[] = [];
      for (let i = 0; i < length; i++) {
        if (i % SUBJECT === 0) context = [...prompt(random)];
        const next = model.next(context);
        const candidates = random() < forced ? likeliest(next) : next;
        const { id } = marker.sample(candidates, { generated: ids.subarray(0, i) });
        ids[i] = id;
        context.push(id);
        if (context.length > 3) context.shift();
      }
      return ids;
    },
  };
}

function likeliest({ ids, probabilities }: Distribution): Distribution {
  const top = probabilities.indexOf(probabilities.reduce((most, p) => Math.max(most, p)));
  return { ids: ids.subarray(top, top + 1), probabilities: probabilities.subarray(top, top + 1) };
}

// A language model of some hundred lines of text, behind the classes of transformers.js: no weights are
// downloaded. It counts which token followed which two, and writes in proportion.
import { PreTrainedModel, PreTrainedTokenizer, Tensor } from '@huggingface/transformers';

/** Words with the space before them, numbers, marks, white space. */
const TOKEN = ' ?[A-Za-z]+| ?[0-9]+| ?[^\\sA-Za-z0-9]|\\s+';
const UNKNOWN = '<unk>';

export interface TinyModel {
  readonly model: PreTrainedModel;
  readonly tokenizer: PreTrainedTokenizer;
  /** The tokenizer.json and tokenizer_config.json that a published model has as files. */
  readonly files: { readonly tokenizer: object; readonly config: object };
}

/** Makes a model and its tokenizer from a text. */
export function makeModel(text: string): TinyModel {
  const words = text.match(new RegExp(TOKEN, 'g')) ?? [];
  const vocabulary = [UNKNOWN, ...new Set(words)];
  const numbers = new Map(vocabulary.map((word, id) => [word, id]));
  const files = {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [
        {
          id: 0,
          content: UNKNOWN,
          special: true,
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
        },
      ],
      normalizer: null,
      pre_tokenizer: {
        type: 'Split',
        pattern: { Regex: TOKEN },
        behavior: 'Isolated',
        invert: false,
      },
      post_processor: null,
      decoder: { type: 'Fuse' },
      model: { type: 'WordLevel', vocab: Object.fromEntries(numbers), unk_token: UNKNOWN },
    },
    config: { unk_token: UNKNOWN, eos_token: UNKNOWN, clean_up_tokenization_spaces: false },
  };
  const ids = words.map((word) => numbers.get(word)!);
  return {
    model: new CountingModel(ids, vocabulary.length),
    tokenizer: new PreTrainedTokenizer(files.tokenizer, files.config),
    files,
  };
}

interface ModelInputs {
  readonly input_ids: Tensor;
  readonly attention_mask: Tensor;
}

class CountingModel extends PreTrainedModel {
  readonly #size: number;
  /** What followed the last none, one and two tokens. */
  readonly #followers: readonly Map<string, Map<number, number>>[];
  #seen: number[] = [];

  constructor(ids: readonly number[], size: number) {
    super(
      {
        model_type: 'gpt2',
        architectures: ['GPT2LMHeadModel'],
        is_encoder_decoder: false,
      } as never,
      {},
      {},
    );
    this.can_generate = true;
    this.#size = size;
    this.#followers = [0, 1, 2].map((order) => {
      const followers = new Map<string, Map<number, number>>();
      ids.forEach((id, i) => {
        const key = ids.slice(Math.max(0, i - order), i).join();
        const counts = followers.get(key) ?? new Map<number, number>();
        followers.set(key, counts.set(id, (counts.get(id) ?? 0) + 1));
      });
      return followers;
    });
  }

  /** `generate` hands in the whole prompt first, then one token at a time. */
  override async forward({ input_ids, attention_mask }: ModelInputs) {
    const given = Array.from(input_ids.data as BigInt64Array, Number);
    const isFirst = attention_mask.dims[1] === given.length;
    this.#seen = [...(isFirst ? [] : this.#seen), ...given].slice(-2);
    // Longer contexts count for more; a little of everything keeps each token possible.
    const weights = new Float64Array(this.#size).fill(0.001);
    this.#followers.forEach((followers, order) => {
      const key = order === 0 ? '' : this.#seen.slice(-order).join();
      const counts = followers.get(key) ?? new Map<number, number>();
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      for (const [id, count] of counts) weights[id]! += (8 ** order * count) / (total + 2);
    });
    weights[0] = 0;
    const logits = new Tensor('float32', Float32Array.from(weights, Math.log), [1, 1, this.#size]);
    return { logits };
  }

  override prepare_inputs_for_generation(
    _: unknown,
    inputs: Partial<ModelInputs>,
  ): Partial<ModelInputs> {
    return inputs;
  }
}

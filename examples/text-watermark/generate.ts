// Generating marked text with transformers.js, and finding the mark again in the text alone.
import { Tokenizer } from '@huggingface/tokenizers';
import { TextGenerationPipeline } from '@huggingface/transformers';
import {
  checkTextMarkProfile,
  createTextMarker,
  detectText,
  makeTextMarkProfile,
  type TextMarkerOptions,
  type TextMarkKey,
  type TextMarkProfile,
  type TextMarkReport,
} from '@provenance/textmark';
import { huggingFaceTokenizer } from '@provenance/textmark/huggingface-tokenizers';
import { markedGeneration } from '@provenance/textmark/transformers';
import type { TinyModel } from './model.ts';

/** What the generating side keeps and publishes: nothing in it is secret. */
export interface Written {
  readonly text: string;
  readonly profile: TextMarkProfile;
}

/** The model's tokenizer for detection: from the same files, bound by the hash of its vocabulary. */
function tokenizerOf({ files }: TinyModel) {
  return huggingFaceTokenizer('tiny', new Tokenizer(files.tokenizer, files.config));
}

/** Writes a text behind a prompt. Temperature and the like go to the marker, which draws every token. */
export async function write(
  model: TinyModel,
  key: TextMarkKey,
  prompt: string,
  tokens: number,
  options: TextMarkerOptions = {},
): Promise<Written> {
  const pipeline = new TextGenerationPipeline({
    task: 'text-generation',
    model: model.model,
    tokenizer: model.tokenizer,
  });
  const marker = createTextMarker(key, { temperature: 0.9, topP: 0.95, ...options });
  const generation = markedGeneration(marker, { max_new_tokens: tokens, return_full_text: false });
  const output = await pipeline(prompt, generation as never);
  const [{ generated_text: text }] = output as unknown as [{ generated_text: string }];
  return { text, profile: makeTextMarkProfile(key, tokenizerOf(model)) };
}

/** Looks for the mark that a profile describes: with the key and the tokenizer that it names, or not at all. */
export function read(
  model: TinyModel,
  key: TextMarkKey,
  { text, profile }: Written,
): TextMarkReport {
  const tokenizer = tokenizerOf(model);
  checkTextMarkProfile(profile, key, tokenizer);
  return detectText(text, [{ key, tokenizer }]);
}

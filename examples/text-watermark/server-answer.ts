// Finding the mark in what a language-model server returned. vLLM and SGLang give the token ids with
// `return_token_ids: true`: the ids that were drawn, better than any tokenizer makes of the text.
import {
  detectTokens,
  readSglangConfig,
  readVllmConfig,
  type TextMarkReport,
} from '@provenance/textmark';

/** The part of an OpenAI-compatible answer that is read. */
export interface ServerAnswer {
  readonly prompt_token_ids?: readonly number[] | null;
  readonly choices: readonly { readonly token_ids?: readonly number[] | null }[];
}

/**
 * @param config what the server was given as `--watermark-config`, the key in it
 * @throws ProvenanceError CONFIG_INVALID for another configuration
 */
export function readAnswer(
  server: 'vllm' | 'sglang',
  config: string,
  { choices, prompt_token_ids: prompt }: ServerAnswer,
): TextMarkReport {
  const { key } = server === 'vllm' ? readVllmConfig(config) : readSglangConfig(config);
  const ids = choices[0]?.token_ids;
  if (!ids) throw new TypeError('The answer has no token ids: ask with return_token_ids: true.');
  return detectTokens(ids, [key], { promptIds: prompt ?? [] });
}

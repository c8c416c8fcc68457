import type { Registry } from '@provenance/registry';
import { markTextStream, type Signer, type Trust, verify } from '@provenance/sdk';
import { createTextMarker, deriveTextMarkKey, type TextTokenizer } from '@provenance/textmark';

const scheme = 'provenance-traced-siphash-v1';

/** The sampler of the model draws with `marker`; what it wrote goes through `stream`. */
export function writing(
  watermarkKey: Uint8Array, // 32 secret bytes
  contentId: string, // 16 hexadecimal digits, new for every answer
  { signer, registry }: { signer: Signer; registry: Registry },
) {
  const key = deriveTextMarkKey(watermarkKey, scheme);
  const model = { name: 'example-llm', version: '3' };
  const generator = { name: 'Example Chat', version: '1.4' };
  const textMark = { key, contentId };
  return {
    marker: createTextMarker(key, { contentId }), // marker.sample({ logits }, { generated }) gives each token
    stream: markTextStream<string>(
      { kind: 'created', model, generator },
      { signer, record: { registry }, textMark },
    ),
  };
}

/** What somebody pasted, also without its credential. */
export async function reading(
  text: string,
  watermarkKey: Uint8Array,
  { tokenizer, trust, registry }: { tokenizer: TextTokenizer; trust: Trust; registry: Registry },
) {
  const key = deriveTextMarkKey(watermarkKey, scheme);
  const targets = [{ key, tokenizer, name: 'Example Ltd.', marks: 'ai-generated' as const }];
  return verify({ text }, { trust, registry, textMark: { targets } });
}

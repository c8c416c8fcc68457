// A Web Worker: cutting a long text into tokens takes a while, and the page stays awake.
import { deriveTextMarkKey, detectText, TEXT_MARK_SCHEMES } from '@provenance/textmark';
import { gptTokenizer } from '@provenance/textmark/gpt-tokenizer';
import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import * as encoding from 'gpt-tokenizer/encoding/o200k_base';

const tokenizer = gptTokenizer('o200k_base', encoding, ranks);

addEventListener('message', ({ data: { text, master, scheme, contextWidth } }) => {
  try {
    const key = deriveTextMarkKey(master, scheme, { contextWidth });
    postMessage({ report: detectText(text, [{ key, tokenizer }]) });
  } catch (error) {
    postMessage({ error: error.message });
  }
});
postMessage({ schemes: TEXT_MARK_SCHEMES });

import type { TextTokenizer } from '@provenance/textmark';

export default function tokenizer(options: { readonly name: string }): TextTokenizer;

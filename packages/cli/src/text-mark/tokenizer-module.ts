// What the workers of `serve` load: a tokenizer as a module.
import type { TextTokenizer } from '@provenance/textmark';
import { loadTokenizer, type TokenizerPlace } from './tokenizer.ts';

/** Which, as the configuration names it. */
export interface TokenizerModuleOptions extends TokenizerPlace {
  readonly given: string;
  readonly named: string;
}

export default ({ given, named, ...place }: TokenizerModuleOptions): Promise<TextTokenizer> =>
  loadTokenizer(place, given, named);

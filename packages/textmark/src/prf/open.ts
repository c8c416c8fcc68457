import { secretOf, type TextMarkKey } from '../key/key.ts';
import { createMurmurPrf, type MurmurPrf, murmurCoin } from './murmur3.ts';
import { createPhiloxPrf } from './philox.ts';
import { doubleUniform, type Prf, singleUniform } from './prf.ts';
import { createSipPrf, type SipPrf } from './siphash.ts';

/**
 * The functions of a key, with a state of their own, by the family of its scheme. `coin`: whether the
 * last context takes the first of SGLang's two keys.
 */
export type OpenedKey =
  | { readonly family: 'own'; readonly traced: boolean; readonly prf: SipPrf }
  | { readonly family: 'vllm'; readonly prf: Prf; readonly second: Prf | null }
  | {
      readonly family: 'sglang';
      readonly prf: MurmurPrf;
      readonly second: Prf | null;
      readonly coin: () => boolean;
    };

/** @throws TypeError for what is no key */
export function openKey(key: TextMarkKey): OpenedKey {
  const { words } = secretOf(key);
  const [aLow = 0, aHigh = 0, bLow = 0, bHigh = 0] = words;
  switch (key.scheme) {
    case 'provenance-gumbel-siphash-v1':
    case 'provenance-traced-siphash-v1':
      return {
        family: 'own',
        traced: key.scheme === 'provenance-traced-siphash-v1',
        prf: createSipPrf(words, key.contextWidth),
      };
    case 'vllm-gumbel-philox-v1':
      return { family: 'vllm', prf: createPhiloxPrf(aLow, aHigh), second: null };
    case 'vllm-dual-gumbel-philox-v1':
      return {
        family: 'vllm',
        prf: createPhiloxPrf(aLow, aHigh),
        second: createPhiloxPrf(bLow, bHigh),
      };
    case 'sglang-gumbel-murmur3-v1':
      return {
        family: 'sglang',
        prf: createMurmurPrf(aLow, aHigh),
        second: null,
        coin: () => true,
      };
    case 'sglang-dual-gumbel-murmur3-v1': {
      const prf = createMurmurPrf(aLow, aHigh);
      const threshold = Math.floor(key.parameters.mixingProbability! * 2 ** 32);
      const coin = () => murmurCoin(aLow, aHigh, bLow, bHigh, prf.contextHash()) >>> 0 < threshold;
      return { family: 'sglang', prf, second: createMurmurPrf(bLow, bHigh), coin };
    }
  }
}

/** The uniform number of a word in a family. */
export function uniformOf(family: OpenedKey['family']): (word: number) => number {
  return family === 'sglang' ? doubleUniform : singleUniform;
}

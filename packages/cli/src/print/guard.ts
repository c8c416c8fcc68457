import { type Message, say } from '@provenance/messages';
import type { GuardMatch } from '@provenance/sdk';

/** Which protected works a file is like. */
export function matchedSays(file: string, matches: readonly GuardMatch[]): Message {
  return say('guard.match', { file, matches: matches.map(matchSays) });
}

function matchSays({ work, distance, parts }: GuardMatch): Message {
  return parts === null
    ? say('guard.match.whole', { work, bits: distance ?? 0 })
    : say('guard.match.parts', { work, parts });
}

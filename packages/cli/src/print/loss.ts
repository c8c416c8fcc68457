import type { Loss } from '@provenance/image';
import { type Message, say } from '@provenance/messages';

const LOST = {
  frames: say('loss.frames'),
  pages: say('loss.pages'),
  separations: say('loss.separations'),
  colours: say('loss.colours'),
  pictures: say('loss.pictures'),
  parts: say('loss.parts'),
} as const satisfies Readonly<Record<Loss['kind'], Message>>;

/** What is no longer in a marked picture, as a clause. */
export function lossSays(losses: readonly Loss[]): Message {
  return say('fact.lost', { losses: losses.map(oneLoss) });
}

function oneLoss({ kind, parts }: Loss): Message {
  const what = LOST[kind];
  return parts.length === 0 ? what : say('loss.named', { what, parts: parts.join(', ') });
}

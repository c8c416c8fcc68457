import type { Loss } from '@provenance/image';

/** What to do where something would go. */
export const ALLOW_LOSS = 'Give --allow-loss to mark it all the same.';

/** What is no longer in a marked picture, as a sentence. */
export function lossText(losses: readonly Loss[]): string {
  return `not kept: ${losses.map(oneLoss).join('; ')}.`;
}

function oneLoss({ kind, parts }: Loss): string {
  const what = {
    frames: 'all frames but the first',
    pages: 'a mark on all pages but the first',
    separations: 'CMYK separations',
    colours: 'what its colours mean',
    pictures: 'other pictures in it',
    parts: 'parts that hang on the picture data',
  }[kind];
  return parts.length === 0 ? what : `${what} (${parts.join(', ')})`;
}

import { ProvenanceError } from '@provenance/content';
import type { Asset } from '../asset/asset.ts';
import { unboundMedia } from './bmff.ts';
import { withContent } from './content.ts';

const BMFF: readonly (string | null)[] = [
  'image/avif',
  'image/heic',
  'image/heif',
  'audio/mp4',
  'video/mp4',
  'video/quicktime',
];

/**
 * Refuses to sign what a hash would not bind: a file of boxes whose media lies in one that every hash
 * leaves out, such as `free`. A signature on it would be one on whatever somebody puts there later.
 *
 * @throws ProvenanceError CONTENT_NOT_BOUND
 */
export function checkBindable(asset: Asset): void {
  if (!BMFF.includes(asset.mediaType)) return;
  const why = withContent(asset, unboundMedia);
  if (why === null) return;
  throw new ProvenanceError('CONTENT_NOT_BOUND', `No hash would cover the content: ${why}.`);
}

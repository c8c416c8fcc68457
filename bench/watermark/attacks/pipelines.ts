import { type AttackGroup, chain, each } from './attack.ts';
import { jpeg } from './codecs.ts';
import { crop } from './crops.ts';
import { longestSide, resize } from './sizes.ts';

const shared = (longest: number, quality: number) => chain(longestSide(longest), jpeg(quality));

/** What services and people do to pictures. */
export const pipelines: AttackGroup = {
  'longest 1080 + jpeg 80': shared(1080, 80),
  'longest 2048 + jpeg 75': shared(2048, 75),
  'longest 1600 + jpeg 70': shared(1600, 70),
  ...each('thumbnail', [1024, 768, 300], (longest) => shared(longest, 80)),
  screenshot: chain(resize(0.9), crop(0.95), jpeg(85)),
};

/** What happens to pictures of several megapixels. */
export const downscales: AttackGroup = Object.fromEntries(
  [1080, 720, 540, 400].map((longest) => [`longest ${longest} + jpeg 70`, shared(longest, 70)]),
);

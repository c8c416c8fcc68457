import { type AttackGroup, chain, coded, each } from './attack.ts';

/** sharp's JPEG halves the chroma (4:2:0) unless told otherwise; it is said here for the reader. */
export const jpeg = (quality: number) =>
  coded((pipeline) => pipeline.jpeg({ quality, chromaSubsampling: '4:2:0' }));

const webp = (quality: number) => coded((pipeline) => pipeline.webp({ quality }));

/** A low effort: it changes the size of the file more than what the file loses. */
const avif = (quality: number) => coded((pipeline) => pipeline.avif({ quality, effort: 2 }));

export const codecs: AttackGroup = {
  ...each('jpeg', [95, 90, 80, 75, 70, 60, 50, 40, 30, 20, 10], jpeg),
  'jpeg 85 70': chain(jpeg(85), jpeg(70)),
  ...each('webp', [90, 80, 60, 50, 40, 30], webp),
  ...each('avif', [50, 30], avif),
};

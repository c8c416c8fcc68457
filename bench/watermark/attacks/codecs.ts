import { rgb } from '../rgb.ts';
import { type Attack, type AttackGroup, chain, coded, each } from './attack.ts';

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

const full = (quality: number) =>
  coded((pipeline) => pipeline.jpeg({ quality, chromaSubsampling: '4:4:4' }));

/** Luma stays as it is, chroma is that of a JPEG: some tools recompress colours alone. */
const chroma =
  (quality: number): Attack =>
  async (image, scene) => {
    const { data } = await jpeg(quality)(image, scene);
    const luma = (of: Uint8Array, at: number) =>
      0.299 * of[at]! + 0.587 * of[at + 1]! + 0.114 * of[at + 2]!;
    const out = new Uint8ClampedArray(data.length);
    for (let at = 0; at < data.length; at += 3) {
      const more = luma(image.data, at) - luma(data, at);
      for (let c = 0; c < 3; c++) out[at + c] = data[at + c]! + more;
    }
    return rgb(new Uint8Array(out.buffer), image.width, image.height);
  };

/** What the first round did not have. */
export const moreCodecs: AttackGroup = {
  ...each('jpeg 4:4:4', [75, 50, 30], full),
  ...each('chroma jpeg', [50, 10], chroma),
};

export { type DecodeOptions, decodeImage } from './decode.ts';
export { DEFAULT_QUALITY, encodeImage } from './encode.ts';
export type { EncodeOptions } from './encode-options.ts';
export type { DecodedImage, ImageCoding, ImageMetadata } from './image.ts';
export { DEFAULT_IMAGE_LIMITS, type ImageLimits } from './limits.ts';
export { IMAGE_MEDIA_TYPES, type ImageMediaType } from './media-types.ts';
export { type ImageProbe, probeImage } from './probe.ts';
export { type ImageLibrary, imageLibrary } from './sharp.ts';

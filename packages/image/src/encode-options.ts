import type { ImageMediaType } from './media-types.ts';

export interface EncodeOptions {
  /** Default: the image's own. */
  mediaType?: ImageMediaType;
  /** Of JPEG, lossy WebP and AVIF: 1..100. Default: the JPEG's own, else `DEFAULT_QUALITY`. */
  quality?: number;
  /** Of WebP and AVIF. Default: as the WebP was, otherwise false. */
  lossless?: boolean;
  /** Of JPEG and AVIF. Default: the JPEG's own if it is 4:2:0, otherwise 4:4:4. */
  chromaSubsampling?: '4:2:0' | '4:4:4';
  /** Default 60, at most 3600. */
  timeoutSeconds?: number;
  /** Abandons the call at once; an encoder thread that is busy with it ends by itself, later. */
  signal?: AbortSignal;
}

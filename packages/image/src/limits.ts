import { checkMaxBytes, type KnownKeys } from '@provenance/content';

/** What one picture may cost. Exceeding a limit is a typed error before the cost arises. */
export interface ImageLimits {
  /** Bytes of the file. */
  maxBytes?: number;
  /** Width times height, as the header claims them. Decoding allocates up to 8 bytes a pixel. */
  maxPixels?: number;
  /** Frames of an animation or pages of a TIFF. Only the first is decoded; all are counted. */
  maxFrames?: number;
  /** Seconds a call may take, reading and waiting for a thread included; at most 3600. */
  timeoutSeconds?: number;
}

/** Every limit. */
export const LIMIT_KEYS: KnownKeys<ImageLimits> = {
  maxBytes: 'number',
  maxPixels: true,
  maxFrames: true,
  timeoutSeconds: true,
};

/**
 * 256 MiB, 134 megapixels (above every camera in use: 102), 1,000 frames, 60 s. In the worst case
 * (16 bits, four channels) that is 1 GiB of pixels; a server that decodes in parallel wants less.
 */
export const DEFAULT_IMAGE_LIMITS: Readonly<Required<ImageLimits>> = Object.freeze({
  maxBytes: 2 ** 28,
  maxPixels: 2 ** 27,
  maxFrames: 1000,
  timeoutSeconds: 60,
});

/** @throws RangeError unless every limit is in its range. */
export function resolveLimits(options: ImageLimits): Required<ImageLimits> {
  const limits = {
    maxBytes: options.maxBytes ?? DEFAULT_IMAGE_LIMITS.maxBytes,
    maxPixels: options.maxPixels ?? DEFAULT_IMAGE_LIMITS.maxPixels,
    maxFrames: options.maxFrames ?? DEFAULT_IMAGE_LIMITS.maxFrames,
    timeoutSeconds: options.timeoutSeconds ?? DEFAULT_IMAGE_LIMITS.timeoutSeconds,
  };
  checkMaxBytes(limits.maxBytes);
  for (const name of ['maxPixels', 'maxFrames'] as const) {
    if (!Number.isSafeInteger(limits[name]) || limits[name] <= 0) {
      throw new RangeError(`${name} must be a positive integer, got ${limits[name]}.`);
    }
  }
  if (!(limits.timeoutSeconds > 0 && limits.timeoutSeconds <= 3600)) {
    throw new RangeError(`timeoutSeconds must be in (0, 3600], got ${limits.timeoutSeconds}.`);
  }
  return limits;
}
